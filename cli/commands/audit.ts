import fs from "node:fs";
import { pipeline } from "node:stream/promises";
import type { Command } from "commander";
import type { Ctx } from "@/lib/context";
import {
  actorsMeant,
  erasePerson,
  everyEntry,
  journalCsvHead,
  journalCsvLine,
  queryJournal,
  type JournalEntry,
  type JournalFilters,
} from "@/lib/journal";
import { notFound } from "@/lib/kernel/errors";
import { iso } from "@/lib/kernel/time";
import { businessNow } from "@/lib/platform/clock";
import { sqlOf } from "@/lib/platform/db";
import { findUser } from "@/lib/tenancy";
import { pageSize, pastMomentOf } from "../reading";
import { inSession, type Session } from "../session";
import { addAuditVerify } from "./audit-verify";

interface Filters {
  readonly organization?: string;
  readonly actor?: string;
  readonly action?: string;
  readonly entityType?: string;
  readonly entity?: string;
  readonly request?: string;
  readonly from?: string;
  readonly to?: string;
}

const withFilters = (command: Command): Command =>
  command
    .option("--organization <organization>", "one organization's; everybody's when absent")
    .option("--actor <actor>", "an e-mail, an id, a kind such as staff, or as written: cli:root, stripe")
    .option("--action <action>", "such as subscription.changed")
    .option("--entity-type <type>", "the kind of thing it is about, such as api_key")
    .option("--entity <id>", "what it is about, by id")
    .option("--request <id>", "everything that one request did")
    .option("--from <when>", "a time, or a span back")
    .option("--to <when>", "a time, or a span back");

/** A person is named by e-mail; whom nobody knows has done nothing under it. */
async function actorsOf(session: Session, actor: string): Promise<readonly string[]> {
  if (!actor.includes("@") || actor.includes(":")) return actorsMeant(actor);
  const user = await findUser(session.world, actor);
  if (!user) throw notFound("user");
  return actorsMeant(user.id);
}

async function filtersOf(session: Session, query: Filters): Promise<JournalFilters> {
  const now = await businessNow(sqlOf(session.world.db));
  const { actor, action, entityType, entity, request, from, to } = query;
  return {
    ...(actor ? { actors: await actorsOf(session, actor) } : {}),
    ...(action ? { action } : {}),
    ...(entityType ? { entityType } : {}),
    ...(entity ? { entityId: entity } : {}),
    ...(request ? { correlationId: request } : {}),
    ...(from ? { from: pastMomentOf(from, now, "--from") } : {}),
    ...(to ? { to: pastMomentOf(to, now, "--to") } : {}),
  };
}

/** Whose entries are meant: of one organization, or of everybody. */
async function readerOf(session: Session, reference: string | undefined): Promise<Ctx> {
  return session.as(reference === undefined ? undefined : (await session.organization(reference)).id);
}

const onPrint = (entry: JournalEntry) => ({
  ...entry,
  position: entry.position.toString(),
  recordedAt: iso(entry.recordedAt),
});

/** `weir audit …` */
export function addAuditVerbs(program: Command): void {
  const audit = program.command("audit").description("the journal: who did what, and whether it is intact");
  withFilters(audit.command("query").description("entries, newest first"))
    .option("--limit <n>", "at most this many (1–100)", pageSize, 30)
    .action(inSession<Filters & { limit: number }>("audit:read", query));
  addAuditVerify(audit);
  withFilters(audit.command("export").description("entries as CSV, newest first, all that the filters meet"))
    .option("--out <file>", "write to a file that is not there yet; to the terminal when absent")
    .action(inSession<Filters & { out?: string }>("audit:read", exportCsv));
  audit
    .command("erase-person <user>")
    .description("take a person's name and addresses (named by id or e-mail) out of every entry; no chain breaks")
    .requiredOption("--reason <reason>", "why; the journal keeps it")
    .action(inSession<{ reason: string }>("operator:write", erase));
}

async function query(session: Session, _: readonly string[], asked: Filters & { limit: number }): Promise<void> {
  const reader = await readerOf(session, asked.organization);
  const { entries, next } = await queryJournal(reader, await filtersOf(session, asked), { limit: asked.limit });
  session.print.list(
    entries.map(onPrint),
    [
      ["when (UTC)", (row) => row.recordedAt.slice(0, 19).replace("T", " ")],
      ["who", (row) => `${row.actorLabel || row.actor}${row.onBehalfOf ? ` for ${row.onBehalfOf}` : ""}`],
      ["what", (row) => row.action],
      ["on", (row) => `${row.entity.type} ${row.entity.id}`],
      ["reason", (row) => row.reason],
    ],
    "There are no such entries.",
  );
  if (next) session.print.say("There are more; narrow it down with --from and --to, or raise --limit.");
}

async function exportCsv(session: Session, _: readonly string[], asked: Filters & { out?: string }): Promise<void> {
  const reader = await readerOf(session, asked.organization);
  const filters = await filtersOf(session, asked);
  let entries = 0;
  async function* lines(): AsyncGenerator<string> {
    yield journalCsvHead();
    for await (const entry of everyEntry(reader, filters)) {
      entries += 1;
      yield journalCsvLine(entry);
    }
  }
  const { out } = asked;
  if (out === undefined) return pipeline(lines, process.stdout, { end: false });
  // An export that was kept is evidence; none is written over.
  await pipeline(lines, fs.createWriteStream(out, { flags: "wx" }));
  session.print.done({ entries, file: out }, `${entries} entries written to ${out}.`);
}

async function erase(session: Session, [who = ""]: readonly string[], { reason }: { reason: string }): Promise<void> {
  const userId = who.includes("@") ? (await findUser(session.world, who))?.id : who;
  if (!userId?.startsWith("usr_")) throw notFound("user");
  await session.aboutTo(`take the name and addresses of ${userId} out of every entry of the journal, for ever`, {
    ask: true,
  });
  const entries = await erasePerson(session.as(), userId, reason);
  session.print.done({ user: userId, entries }, `${entries} entries name nobody any more; every chain is as it was.`);
}
