import { z } from "zod";
import { contract, pageQuery } from "@/lib/http";
import { instantField, listOf, meterField, organizationField } from "../../fields";

export const getUsageEvents = contract({
  method: "GET",
  path: "/v1/usage/events",
  operationId: "listUsageEvents",
  summary: "The log of usage events, newest first",
  access: { kind: "caller", permission: "usage:read" },
  query: z.strictObject({
    from: instantField("from").optional(),
    to: instantField("to").optional(),
    meter: meterField.optional(),
    organization: organizationField.optional(),
    ...pageQuery,
  }),
  answers: {
    200: {
      description: "Events",
      schema: listOf(
        z
          .object({
            id: z.string(),
            meter: z.string(),
            units: z.number().int(),
            idempotencyKey: z.string(),
            countedAt: z.string(),
            occurredAt: z.string(),
            source: z.string(),
          })
          .loose(),
      ),
    },
  },
});
