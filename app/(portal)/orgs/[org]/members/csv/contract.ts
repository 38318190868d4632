import { z } from "zod";
import { contract } from "@/lib/http";
import { longField } from "../../../../../v1/fields";

export const getMembersCsv = contract({
  method: "GET",
  path: "/orgs/{org}/members/csv",
  operationId: "membersCsv",
  summary: "Who belongs to an organization, as a file",
  access: { kind: "caller", permission: "members:read" },
  params: z.strictObject({ org: longField("org") }),
  answers: { 200: { description: "CSV" } },
});
