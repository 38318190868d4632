import { z } from "zod";
import { contract } from "@/lib/http";
import { dataOf, meterField, organizationField } from "../../fields";

export const getQuotaExplain = contract({
  method: "GET",
  path: "/v1/quota/explain",
  operationId: "explainQuota",
  summary: "How a decision about a meter comes about just now",
  access: { kind: "caller", scope: "usage:read", permission: "usage:read" },
  query: z.strictObject({ meter: meterField, organization: organizationField.optional() }),
  answers: {
    200: { description: "Entitlement, limit, counter, facts", schema: dataOf(z.object({ meter: z.string() }).loose()) },
  },
});
