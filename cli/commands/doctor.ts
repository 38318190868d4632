import type { Command } from "commander";
import { createWorld, type RunningWorld } from "@/lib/context";
import { databaseFindings } from "../doctor/database";
import type { Finding } from "../doctor/finding";
import { reachableWithoutDatabase, standingInDatabase } from "../doctor/surroundings";
import { enter } from "../enter";
import { printerOn } from "../print";
import { cliEnvironment, wantsJson, type GlobalOptions } from "../session";
import { Stop } from "../stop";

const REDIS_PATIENCE_MS = 1_500;
const POLL_MS = 10;

async function examine(world: RunningWorld): Promise<Finding[]> {
  const database = await databaseFindings(world);
  const deadline = performance.now() + REDIS_PATIENCE_MS;
  while (world.redis.token() === null && performance.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  const standing = database.every((finding) => finding.check === "worker" || finding.state !== "failed")
    ? await standingInDatabase(world)
    : [];
  return [...(await reachableWithoutDatabase(world)), ...database, ...standing];
}

/** `weir doctor`: looks at everything a deployment needs, and says what to do about what is wrong. Changes nothing. */
export function addDoctor(program: Command): void {
  program
    .command("doctor")
    .description("check settings, database, Redis, Stripe, worker and clock; each with what to do")
    .action(async (_options: unknown, command: Command) => {
      const world = createWorld(cliEnvironment(), "cli");
      let findings: Finding[];
      try {
        await enter(world, "operator:read");
        findings = await examine(world);
      } finally {
        await world.close();
      }
      const print = printerOn(
        (text) => void process.stdout.write(text),
        wantsJson(command.optsWithGlobals<GlobalOptions>()),
      );
      print.list(
        findings,
        [
          ["check", (row) => row.check],
          ["state", (row) => ({ ok: "✓ ok", warning: "! warning", failed: "✗ failed" })[row.state]],
          ["found", (row) => row.found],
        ],
        "",
      );
      for (const finding of findings) if (finding.fix) print.say(`\n${finding.check}: ${finding.fix}`);
      const ill = findings.filter((finding) => finding.state === "failed").map((finding) => finding.check);
      if (ill.length > 0) throw new Stop(`\nNot well: ${ill.join(", ")}.`);
    });
}
