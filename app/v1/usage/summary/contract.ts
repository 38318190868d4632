import { z } from "zod";
import { contract } from "@/lib/http";
import { dataOf, limitStanding, organizationField } from "../../fields";

export const getUsageSummary = contract({
  method: "GET",
  path: "/v1/usage/summary",
  operationId: "usageSummary",
  summary: "Totals of each meter in its present windows",
  access: { kind: "caller", permission: "usage:read" },
  query: z.strictObject({ organization: organizationField.optional() }),
  answers: {
    200: {
      description: "Totals",
      schema: dataOf(z.object({ organization: z.string(), limits: z.array(limitStanding) })),
    },
  },
});
