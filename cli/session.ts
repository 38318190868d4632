import os from "node:os";
import { confirm, isCancel } from "@clack/prompts";
import type { Command } from "commander";
import { contextFor, createWorld, type Actor, type Ctx, type RunningWorld } from "@/lib/context";
import { newId } from "@/lib/kernel/ids";
import { notFound } from "@/lib/kernel/errors";
import { readEnvironment, type Environment } from "@/lib/platform/env";
import { findOrganization, organizationBySlug, type Organization } from "@/lib/tenancy";
import { printerOn, type Printer } from "./print";
import { DryRunEnd, Stop, usageError } from "./stop";

const REDIS_PATIENCE_MS = 1_000;
const POLL_MS = 10;

/** Options that stand with every verb. */
export interface GlobalOptions {
  readonly format?: "TABLE" | "JSON";
  readonly json?: boolean;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

/** What a verb holds in its hand. */
export interface Session {
  readonly world: RunningWorld;
  readonly print: Printer;
  /** A context in which the operating-system user acts: for an organization, or for the deployment. */
  as(organizationId?: string): Ctx;
  /** The organization that somebody names by our id, the vendor's externalKey, or its slug. NOT_FOUND for none. */
  organization(reference: string): Promise<Organization>;
  /**
   * Stands before every act; `what` completes "This would …". With --dry-run it says what would be done, and the verb ends. With `ask` it asks, unless
   * --yes was given; nobody at a terminal to be asked is a usage error.
   */
  aboutTo(what: string, options?: { ask: boolean }): Promise<void>;
}

/** Whether the outcome is wanted as JSON. */
export const wantsJson = (options: GlobalOptions): boolean => options.json === true || options.format === "JSON";

/** The settings, silent: what a verb has to say it prints itself. */
export function cliEnvironment(): Environment {
  try {
    return { ...readEnvironment(), LOG_LEVEL: "silent" };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Stop(
      `${reason}\nBeside a running \`npm start\` no settings are needed; elsewhere put them into the environment or .env.`,
    );
  }
}

/** Who the journal says did it. */
export function cliActor(): Actor {
  const name = userName();
  return { kind: "cli", id: name, label: `${name}@${os.hostname()}` };
}

function userName(): string {
  try {
    return os.userInfo().username;
  } catch {
    // A container may run under a number that has no name.
    return `uid-${process.getuid?.() ?? "unknown"}`;
  }
}

/** A verb's action: opens the world, does the work, and closes the world whatever came of it. */
export const inSession =
  <Options extends object>(
    work: (session: Session, args: readonly string[], options: Options & GlobalOptions) => Promise<void>,
  ) =>
  async (...given: unknown[]): Promise<void> => {
    const command = given.at(-1) as Command;
    const options = command.optsWithGlobals<Options & GlobalOptions>();
    const world = createWorld(cliEnvironment(), "cli");
    try {
      await warmUp(world);
      await work(sessionOn(world, options), command.args, options);
    } finally {
      await world.close();
    }
  };

async function warmUp(world: RunningWorld): Promise<void> {
  await world.quota.start();
  // Without Redis everything is exact and slower, so a moment is all it gets.
  const deadline = performance.now() + REDIS_PATIENCE_MS;
  while (world.redis.token() === null && performance.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
}

function sessionOn(world: RunningWorld, options: GlobalOptions): Session {
  const print = printerOn((text) => void process.stdout.write(text), wantsJson(options));
  const requestId = newId("request");
  return {
    world,
    print,
    as: (organizationId) => contextFor(world, { actor: cliActor(), organization: organizationId ?? null, requestId }),
    async organization(reference) {
      const found = (await findOrganization(world, reference)) ?? (await organizationBySlug(world, reference));
      if (!found) throw notFound("organization");
      return found;
    },
    async aboutTo(what, { ask } = { ask: false }) {
      if (options.dryRun) {
        print.done({ dryRun: true, would: what }, `Would ${what}.`);
        throw new DryRunEnd();
      }
      if (!ask || options.yes) return;
      if (!process.stdin.isTTY || !process.stdout.isTTY) {
        throw usageError(`This would ${what}.\nThere is nobody to ask here: add --yes to do it, or --dry-run to look.`);
      }
      const answer = await confirm({
        message: `${what.charAt(0).toUpperCase()}${what.slice(1)}?`,
        initialValue: false,
      });
      if (isCancel(answer) || !answer) throw new Stop("Nothing was done.");
    },
  };
}
