import { route } from "@/lib/http";
import { auditCsv } from "../../../../../audit-csv";
import { auditFilter, journalFilters } from "../../../../../audit-filter";
import { getAuditCsv } from "./contract";

/** What the page shows with the same filter, as a file. */
export const GET = route(getAuditCsv, async (call) => {
  const ctx = await call.forOrganization(call.params.org);
  return auditCsv(ctx, "tenant", await journalFilters(ctx, auditFilter(call.query)));
});
