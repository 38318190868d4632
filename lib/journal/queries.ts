import type { Ctx } from "@/lib/context";
import type { JournalFilters, JournalKeyset, JournalPage } from "./model";
import { selectEntries } from "./store";

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
