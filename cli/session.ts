import { confirm, isCancel } from "@clack/prompts";
import type { Command } from "commander";
import type { Permission } from "@/lib/access";
import { contextFor, createWorld, type Ctx, type RunningWorld } from "@/lib/context";
import { newId } from "@/lib/kernel/ids";
import { forbidden, notFound } from "@/lib/kernel/errors";
import { readEnvironment, type Environment } from "@/lib/platform/env";
import { findOrganization, organizationBySlug, type Organization } from "@/lib/tenancy";
import { enter, type Visitor } from "./enter";
import { printerOn, type Printer } from "./print";
import { DryRunEnd, Stop, usageError } from "./stop";

/** What a verb opens its world with; what a test gives it shares one. */
let openWorld: typeof createWorld = createWorld;

/** Lets the verbs of this process open their worlds with another way than their own, or again with that. */
export function openWorldsWith(opener: typeof createWorld = createWorld): void {
  openWorld = opener;
}

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
  /** A context in which whoever runs the verb acts: for an organization, or for the deployment. FORBIDDEN where his key does not reach. */
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

/**
 * A verb's action: opens the world, asks whether whoever runs it may do what `permission` names, does the work, and closes the
 * world whatever came of it.
 */
export const inSession =
  <Options extends object>(
    permission: Permission,
    work: (session: Session, args: readonly string[], options: Options & GlobalOptions) => Promise<void>,
  ) =>
  async (...given: unknown[]): Promise<void> => {
    const command = given.at(-1) as Command;
    const options = command.optsWithGlobals<Options & GlobalOptions>();
    const world = openWorld(cliEnvironment(), "cli");
    try {
      const visitor = await enter(world, permission);
      await warmUp(world);
      await work(sessionOn(world, visitor, options), command.args, options);
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

function sessionOn(world: RunningWorld, visitor: Visitor, options: GlobalOptions): Session {
  const print = printerOn((text) => void process.stdout.write(text), wantsJson(options));
  const requestId = newId("request");
  return {
    world,
    print,
    as(organizationId) {
      if (!reaches(visitor, organizationId))
        throw forbidden("This needs a deployment key; an organization's own key cannot do it.");
      return contextFor(world, { actor: visitor.actor, organization: organizationId ?? null, requestId });
    },
    async organization(reference) {
      const found = (await findOrganization(world, reference)) ?? (await organizationBySlug(world, reference));
      // What is another's is as absent as what never was.
      if (!found || !reaches(visitor, found.id)) throw notFound("organization");
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

/** Whether somebody speaks for an organization; without one, for the deployment. */
const reaches = ({ only }: Visitor, organizationId: string | undefined): boolean =>
  only === null || organizationId === only;
