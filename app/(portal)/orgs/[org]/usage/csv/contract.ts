import { z } from "zod";
import { contract } from "@/lib/http";
import { instantField, longField, meterField } from "../../../../../v1/fields";

export const getUsageCsv = contract({
  method: "GET",
  path: "/orgs/{org}/usage/csv",
  operationId: "usageCsv",
  summary: "The log of a period as a file",
  access: { kind: "caller", permission: "usage:read" },
  params: z.strictObject({ org: longField("org") }),
  query: z.strictObject({ from: instantField("from"), to: instantField("to"), meter: meterField.optional() }),
  answers: { 200: { description: "CSV" } },
});
