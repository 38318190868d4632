import type { Ctx } from "@/lib/context";
import { Answer } from "@/lib/http";
import { asTenantSees, everyEntry, journalCsvHead, journalCsvLine, type JournalFilters } from "@/lib/journal";
import { iso } from "@/lib/kernel/time";
import { securityNow } from "@/lib/platform/clock";
import type { ReadyAudit } from "@/components/screens/audit/model";
import { MOST_CSV_ROWS } from "./audit-model";

/** The newest entries that the filters meet, as a file; what a tenant gets is what his page shows. */
export async function auditCsv(ctx: Ctx, whose: ReadyAudit["whose"], filters: JournalFilters): Promise<Answer> {
  const lines = [journalCsvHead()];
  for await (const entry of everyEntry(ctx, filters, MOST_CSV_ROWS))
    lines.push(journalCsvLine(whose === "tenant" ? asTenantSees(entry) : entry));
  return new Answer(lines.join(""), 200, {
    "content-type": "text/csv; charset=utf-8",
    "content-disposition": `attachment; filename="audit-${iso(securityNow()).slice(0, 10)}.csv"`,
  });
}
