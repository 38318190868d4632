#!/usr/bin/env node
import { readOptions, USAGE } from "./command-line";
import { startSimulator } from "./index";

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (!options) return console.log(USAGE);
  const simulator = await startSimulator(options);
  console.log(`Stripe simulator listening on ${simulator.url}`);
  const stop = () => void simulator.close().then(() => process.exit(0));
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  console.error("Run with --help for the flags.");
  process.exit(1);
});
