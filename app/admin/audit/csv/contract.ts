import { contract } from "@/lib/http";
import { auditCsvQuery } from "../../../audit-filter";

export const getAuditTrailCsv = contract({
  method: "GET",
  path: "/admin/audit/csv",
  operationId: "auditTrailCsv",
  summary: "The journal of the whole deployment as a file",
  access: { kind: "deployment", permission: "operator:read" },
  query: auditCsvQuery,
  answers: { 200: { description: "CSV" } },
});
