import { z } from "zod";
import { differenceOf } from "@/components/screens/audit/difference";
import type {
  AuditEntryModel,
  AuditModel,
  AuditRow,
  BrokenChainRow,
  CheckAnswer,
  ReadyAudit,
} from "@/components/screens/audit/model";
import type { Ctx } from "@/lib/context";
import { readCursor, writeCursor } from "@/lib/http";
import {
  asTenantSees,
  DEPLOYMENT_CHAIN,
  getEntry,
  journalStanding,
  queryJournal,
  type Fault,
  type JournalEntry,
  type JournalKeyset,
  type JournalStanding,
} from "@/lib/journal";
import { AppError } from "@/lib/kernel/errors";
import { iso } from "@/lib/kernel/time";
import { emailsOf, organizationNames } from "@/lib/tenancy";
import { auditFilter, filterParameters, isUnfiltered, journalFilters, readerOf } from "./audit-filter";

/** Whose page it is, and where it stands. `ctx` is bound to the organization, or to none on the operator's. */
export interface AuditPage {
  readonly ctx: Ctx;
  readonly whose: ReadyAudit["whose"];
  readonly path: string;
}

export const MOST_CSV_ROWS = 5_000;
const PAGE = 50;
const keyset = z.tuple([z.number().int(), z.string()]);

type Query = Readonly<Record<string, string | string[] | undefined>>;

/** One page of entries; a cursor that is not ours begins at the first. */
export async function auditModel(page: AuditPage, query: Query): Promise<AuditModel> {
  const { ctx, path } = page;
  try {
    return await readyModel(page, query);
  } catch (error) {
    ctx.log.error({ err: error, requestId: ctx.requestId }, "the audit log could not be read");
    return { kind: "failed", requestId: ctx.requestId, retryHref: path };
  }
}

async function readyModel({ ctx, whose, path }: AuditPage, query: Query): Promise<ReadyAudit> {
  const filter = auditFilter(query);
  const after = afterOf(query.cursor);
  const reader = await readerOf(ctx, filter);
  const [found, standing] = await Promise.all([
    reader
      ? queryJournal(reader, await journalFilters(ctx, filter), { limit: PAGE, ...(after ? { after } : {}) })
      : { entries: [], next: null },
    journalStanding(ctx),
  ]);
  const href = (at: string, next: JournalKeyset | null): string => {
    const parameters = filterParameters(filter);
    if (next) parameters.set("cursor", writeCursor([next.recordedAt, next.id]));
    return parameters.size === 0 ? at : `${at}?${parameters.toString()}`;
  };
  return {
    kind: "ready",
    whose,
    path,
    filter,
    filtered: !isUnfiltered(filter),
    standing: await standingOf(ctx, standing, path),
    rows: await rowsOf({ ctx, whose, path }, found.entries),
    csvHref: href(`${path}/csv`, null),
    csvRows: MOST_CSV_ROWS,
    nextHref: found.next ? href(path, found.next) : null,
    firstHref: after ? href(path, null) : null,
  };
}

function afterOf(cursor: string | string[] | undefined): JournalKeyset | null {
  try {
    const read = readCursor(Array.isArray(cursor) ? cursor[0] : cursor, keyset);
    return read ? { recordedAt: read[0], id: read[1] } : null;
  } catch {
    return null;
  }
}

/** One entry; null when the context may not see one of that id. */
export async function auditEntryModel(page: AuditPage, id: string): Promise<AuditEntryModel | null> {
  const { ctx, path } = page;
  try {
    const entry = await getEntry(ctx, id);
    const shown = page.whose === "tenant" ? asTenantSees(entry) : entry;
    const [row] = await rowsOf(page, [entry]);
    if (!row) return null;
    const { position, correlationId, ip, hash } = shown;
    return {
      kind: "ready",
      entry: { ...row, position: position.toString(), requestId: correlationId, ip, hash },
      backHref: path,
    };
  } catch (error) {
    if (error instanceof AppError && error.code === "NOT_FOUND") return null;
    ctx.log.error({ err: error, requestId: ctx.requestId }, "an entry of the audit log could not be read");
    return { kind: "failed", requestId: ctx.requestId, retryHref: path };
  }
}

/** The newest entries about one organization, as the operator sees them. `ctx` is the deployment's. */
export async function latestEntries(ctx: Ctx, organization: string, limit: number): Promise<readonly AuditRow[]> {
  const { entries } = await queryJournal({ ...ctx, organization }, {}, { limit });
  return rowsOf({ ctx, whose: "operator", path: "/admin/audit" }, entries);
}

async function rowsOf({ ctx, whose, path }: AuditPage, entries: readonly JournalEntry[]): Promise<AuditRow[]> {
  const organizations = entries.map((entry) => entry.organization).filter((id) => id !== null);
  const [names, emails] = await Promise.all([
    whose === "operator" ? organizationNames(ctx, organizations) : new Map<string, string>(),
    emailsOf(
      ctx,
      entries.map((entry) => entry.onBehalfOf).filter((id) => id !== null),
    ),
  ]);
  return entries.map((written) => {
    const entry = whose === "tenant" ? asTenantSees(written) : written;
    return {
      id: entry.id,
      at: iso(entry.recordedAt),
      actor: actorWords(entry),
      actorId: entry.actor.includes(":") ? entry.actor : null,
      onBehalfOf: entry.onBehalfOf === null ? null : (emails.get(entry.onBehalfOf) ?? entry.onBehalfOf),
      action: entry.action,
      entity: entry.entity,
      organization:
        whose === "operator" && entry.organization !== null
          ? {
              name: names.get(entry.organization) ?? entry.organization,
              href: `/admin/organizations/${entry.organization}`,
            }
          : null,
      reason: saidReason(entry),
      changes: differenceOf(entry.before, entry.after),
      href: `${path}/${entry.id}`,
    };
  });
}

const SINGULAR_WORDS: Readonly<Record<string, string>> = { system: "Weir", stripe: "Stripe" };

/** The reason that somebody gave. What was read from Stripe carries "stripe" for one, which tells a reader nothing. */
const saidReason = ({ reason }: JournalEntry): string | null => (reason === "stripe" ? null : reason);

/** Who it was: by name where one is kept, else as the journal writes him. */
function actorWords({ actor, actorLabel }: JournalEntry): string {
  const singular = SINGULAR_WORDS[actor];
  if (singular !== undefined) return singular;
  if (actorLabel === "") return actor.startsWith("user:") || actor.startsWith("staff:") ? "An erased person" : actor;
  return actor.startsWith("key:") ? `API key ${actorLabel}` : actorLabel;
}

const FAULTS: Readonly<Record<Fault, string>> = {
  hash: "its content is not what was written",
  link: "it does not follow the entry before it",
  gap: "an entry is missing here",
  head: "the chain does not end where its head says",
  cut: "the end was cut off",
  anchor: "the chain was written anew",
};

async function standingOf(ctx: Ctx, standing: JournalStanding, path: string): Promise<ReadyAudit["standing"]> {
  const { chains, unchecked, checkedSince, broken } = standing;
  const names = await organizationNames(
    ctx,
    broken.map(({ chain }) => chain),
  );
  return {
    chains,
    unchecked,
    checkedSince: checkedSince === null ? null : iso(checkedSince),
    broken: broken.map(({ chain, state }): BrokenChainRow => ({
      chain,
      name: chain === DEPLOYMENT_CHAIN ? "The deployment" : (names.get(chain) ?? "An organization that is gone"),
      position: state.firstBroken.toString(),
      because: FAULTS[state.because],
      entryHref: state.entryId === null ? null : `${path}/${state.entryId}`,
    })),
  };
}

/** What a check that was asked for came to. A failure is told, and nothing is changed by it. */
export async function checkAnswer(
  check: () => Promise<string>,
  say: (error: unknown) => Promise<string>,
): Promise<CheckAnswer> {
  try {
    return { kind: "checked", words: await check() };
  } catch (error) {
    return { kind: "refused", message: error instanceof AppError ? error.message : await say(error) };
  }
}
