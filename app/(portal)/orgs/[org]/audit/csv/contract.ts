import { z } from "zod";
import { contract } from "@/lib/http";
import { auditCsvQuery } from "../../../../../audit-filter";
import { longField } from "../../../../../v1/fields";

export const getAuditCsv = contract({
  method: "GET",
  path: "/orgs/{org}/audit/csv",
  operationId: "auditCsv",
  summary: "The audit log of an organization as a file",
  access: { kind: "caller", permission: "audit:read" },
  params: z.strictObject({ org: longField("org") }),
  query: auditCsvQuery,
  answers: { 200: { description: "CSV" } },
});
