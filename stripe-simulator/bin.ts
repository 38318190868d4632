#!/usr/bin/env node
import { parseArgs } from "node:util";
import { DEFAULT_KEY, startSimulator, type SimulatorOptions } from "./index";

const USAGE = `stripe-simulator [--port 3002] [--host 127.0.0.1] [--key ${DEFAULT_KEY}]
  [--webhook-url URL] [--webhook-secret SECRET[,SECRET…]]
  [--thin-webhook-url URL] [--thin-webhook-secret SECRET[,SECRET…]] [--state FILE] [--start-at ISO] [--public-url URL]`;

/** The options named by the command line. @throws Error when they make no sense. */
function readOptions(args: string[]): SimulatorOptions & { port: number } {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    args,
    options: {
      port: { ...text, default: "3002" },
      host: { ...text, default: "127.0.0.1" },
      key: { ...text, default: DEFAULT_KEY },
      "webhook-url": text,
      "webhook-secret": text,
      "thin-webhook-url": text,
      "thin-webhook-secret": text,
      state: text,
      "start-at": text,
      "public-url": text,
    },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Error(`--port ${values.port} is not a port`);
  const startAt = values["start-at"] === undefined ? undefined : new Date(values["start-at"]);
  if (startAt && Number.isNaN(startAt.getTime())) throw new Error("--start-at is not a date");
  return {
    port,
    host: values.host,
    key: values.key,
    ...(values["webhook-url"] && { webhookUrl: values["webhook-url"] }),
    ...(values["webhook-secret"] && { webhookSecret: values["webhook-secret"] }),
    ...(values["thin-webhook-url"] && { thinWebhookUrl: values["thin-webhook-url"] }),
    ...(values["thin-webhook-secret"] && { thinWebhookSecret: values["thin-webhook-secret"] }),
    ...(values.state && { stateFile: values.state }),
    ...(startAt && { startAt }),
    ...(values["public-url"] && { publicUrl: values["public-url"] }),
  };
}

async function main(): Promise<void> {
  const simulator = await startSimulator(readOptions(process.argv.slice(2)));
  console.log(`Stripe simulator listening on ${simulator.url}`);
  const stop = () => void simulator.close().then(() => process.exit(0));
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  console.error(USAGE);
  process.exit(1);
});
