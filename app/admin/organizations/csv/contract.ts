import { contract } from "@/lib/http";
import { organizationsCsvQuery } from "../organizations-filter";

export const getOrganizationsCsv = contract({
  method: "GET",
  path: "/admin/organizations/csv",
  operationId: "organizationsCsv",
  summary: "The deployment's organizations as a file",
  access: { kind: "deployment", permission: "operator:read" },
  query: organizationsCsvQuery,
  answers: { 200: { description: "CSV" } },
});
