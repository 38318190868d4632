import { route } from "@/lib/http";
import { notFound } from "@/lib/kernel/errors";
import { auditCsv } from "../../../audit-csv";
import { auditFilter, journalFilters, readerOf } from "../../../audit-filter";
import { getAuditTrailCsv } from "./contract";

/** What the page shows with the same filter, as a file. */
export const GET = route(getAuditTrailCsv, async (call) => {
  const filter = auditFilter(call.query);
  const ctx = await readerOf(call.forDeployment(), filter);
  if (!ctx) throw notFound("organization");
  return auditCsv(ctx, "operator", await journalFilters(ctx, filter));
});
