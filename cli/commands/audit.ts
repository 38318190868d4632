import type { Command } from "commander";
import { iso } from "@/lib/kernel/time";
import { businessNow } from "@/lib/platform/clock";
import { sqlOf } from "@/lib/platform/db";
import { queryJournal, verifyChain, type ChainState, type JournalFilters } from "@/lib/journal";
import { listOrganizations, type OrganizationKeyset } from "@/lib/tenancy";
import { pageSize, pastMomentOf } from "../reading";
import { inSession, type Session } from "../session";
import { Stop } from "../stop";

interface Query {
  readonly organization?: string;
  readonly actor?: string;
  readonly action?: string;
  readonly entity?: string;
  readonly request?: string;
  readonly from?: string;
  readonly to?: string;
  readonly limit: number;
}

interface ChainView {
  readonly chain: string;
  readonly name: string;
  readonly sound: boolean;
  readonly entries: string | null;
  readonly brokenAt: string | null;
  readonly because: string | null;
}

async function filtersOf(session: Session, query: Query): Promise<JournalFilters> {
  const now = await businessNow(sqlOf(session.world.db));
  const { actor, action, entity, request, from, to } = query;
  return {
    ...(actor ? { actor } : {}),
    ...(action ? { action } : {}),
    ...(entity ? { entityId: entity } : {}),
    ...(request ? { correlationId: request } : {}),
    ...(from ? { from: pastMomentOf(from, now, "--from") } : {}),
    ...(to ? { to: pastMomentOf(to, now, "--to") } : {}),
  };
}

const chainView = (chain: string, name: string, state: ChainState): ChainView =>
  state.sound
    ? { chain, name, sound: true, entries: state.entries.toString(), brokenAt: null, because: null }
    : { chain, name, sound: false, entries: null, brokenAt: state.firstBroken.toString(), because: state.because };

async function* everyOrganization(session: Session) {
  let after: OrganizationKeyset | null = null;
  do {
    const page: Awaited<ReturnType<typeof listOrganizations>> = await listOrganizations(session.world, {
      limit: 100,
      ...(after ? { after } : {}),
    });
    yield* page.organizations;
    after = page.next;
  } while (after);
}

async function verifyAll(session: Session, reference: string | undefined): Promise<ChainView[]> {
  const verified: ChainView[] = [];
  const { world } = session;
  if (reference !== undefined) {
    const organization = await session.organization(reference);
    return [chainView(organization.id, organization.name, await verifyChain(world, organization.id))];
  }
  verified.push(chainView("deployment", "the deployment", await verifyChain(world, null)));
  for await (const organization of everyOrganization(session))
    verified.push(chainView(organization.id, organization.name, await verifyChain(world, organization.id)));
  return verified;
}

/** `weir audit …` */
export function addAuditVerbs(program: Command): void {
  const audit = program.command("audit").description("the journal: who did what, and whether it is intact");
  audit
    .command("query")
    .description("entries, newest first")
    .option("--organization <organization>", "one organization's; everybody's when absent")
    .option("--actor <actor>", "such as user:usr_…, cli:root, stripe")
    .option("--action <action>", "such as subscription.changed")
    .option("--entity <id>", "what it is about, by id")
    .option("--request <id>", "everything that one request did")
    .option("--from <when>", "a time, or a span back")
    .option("--to <when>", "a time, or a span back")
    .option("--limit <n>", "at most this many (1–100)", pageSize, 30)
    .action(
      inSession<Query>(async (session, _, query) => {
        const organization =
          query.organization === undefined ? undefined : await session.organization(query.organization);
        const { entries, next } = await queryJournal(session.as(organization?.id), await filtersOf(session, query), {
          limit: query.limit,
        });
        session.print.list(
          entries.map((entry) => ({
            ...entry,
            position: entry.position.toString(),
            recordedAt: iso(entry.recordedAt),
          })),
          [
            ["when (UTC)", (row) => row.recordedAt.slice(0, 19).replace("T", " ")],
            ["who", (row) => row.actorLabel || row.actor],
            ["what", (row) => row.action],
            ["on", (row) => `${row.entity.type} ${row.entity.id}`],
            ["reason", (row) => row.reason],
          ],
          "There are no such entries.",
        );
        if (next) session.print.say("There are more; narrow it down with --from and --to, or raise --limit.");
      }),
    );
  audit
    .command("verify [organization]")
    .description("recompute every hash of one organization's chain, or of all chains")
    .action(
      inSession(async (session, [reference]) => {
        const chains = await verifyAll(session, reference);
        session.print.list(
          chains,
          [
            ["chain", (row) => row.chain],
            ["of", (row) => row.name],
            ["state", (row) => (row.sound ? "sound" : `broken at ${row.brokenAt} (${row.because})`)],
            ["entries", (row) => (row.entries === null ? null : BigInt(row.entries))],
          ],
          "There are no chains.",
        );
        const broken = chains.filter((chain) => !chain.sound).length;
        if (broken > 0)
          throw new Stop(
            `${broken} of ${chains.length} chains are broken: somebody with more rights than Weir has changed the journal.`,
          );
      }),
    );
}
