import type { Ctx } from "@/lib/context";
import { notFound } from "@/lib/kernel/errors";
import { isId } from "@/lib/kernel/ids";
import type { JournalEntry, JournalFilters, JournalKeyset, JournalPage } from "./model";
import { selectEntries, selectEntry } from "./store";

export const MAX_JOURNAL_PAGE = 100;

/**
 * Entries newest first. A context with an organization sees that organization's entries and no other's; one without
 * (staff, the deployment) sees all. `limit` is cut to 100.
 */
export async function queryJournal(
  ctx: Pick<Ctx, "db" | "organization">,
  filters: JournalFilters = {},
  page: { limit?: number; after?: JournalKeyset } = {},
): Promise<JournalPage> {
  const limit = Math.min(Math.max(page.limit ?? 20, 1), MAX_JOURNAL_PAGE);
  const found = await selectEntries(ctx.db, {
    organization: ctx.organization ?? undefined,
    filters,
    after: page.after,
    limit: limit + 1,
  });
  const entries = found.slice(0, limit);
  const last = entries.at(-1);
  return { entries, next: found.length > limit && last ? { recordedAt: last.recordedAt, id: last.id } : null };
}

/** Every entry that the filters meet, newest first, at most `most`; read page by page. */
export async function* everyEntry(
  ctx: Pick<Ctx, "db" | "organization">,
  filters: JournalFilters,
  most = Number.MAX_SAFE_INTEGER,
): AsyncGenerator<JournalEntry> {
  let after: JournalKeyset | undefined;
  for (let left = most; left > 0;) {
    const limit = Math.min(left, MAX_JOURNAL_PAGE);
    const page = await queryJournal(ctx, filters, { limit, ...(after ? { after } : {}) });
    yield* page.entries;
    if (!page.next) return;
    after = page.next;
    left -= page.entries.length;
  }
}

/** One entry that the context may see; throws NOT_FOUND, also for another organization's. */
export async function getEntry(ctx: Pick<Ctx, "db" | "organization">, id: string): Promise<JournalEntry> {
  const entry = isId("journalEntry", id) ? await selectEntry(ctx.db, id, ctx.organization ?? undefined) : null;
  if (!entry) throw notFound("journal entry");
  return entry;
}
