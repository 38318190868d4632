import { z } from "zod";
import { contract } from "@/lib/http";
import { dataOf, meterField, organizationField, reportedUnitsField, spendStanding } from "../fields";

export const postCheck = contract({
  method: "POST",
  path: "/v1/check",
  operationId: "peekQuota",
  summary: "Look whether units would fit, without counting",
  description:
    "A peek promises nothing: what it sees may be gone a moment later. To consume, use POST /v1/usage. On a gauge the units are the value that would be reported.",
  access: { kind: "caller", permission: "usage:read" },
  metering: true,
  body: z.strictObject({
    meter: meterField,
    units: reportedUnitsField.default(1),
    organization: organizationField.optional(),
  }),
  answers: {
    200: {
      description: "Where the meter stands",
      schema: dataOf(
        z.object({
          meter: z.string(),
          allowed: z.boolean(),
          reason: z.string().nullable(),
          current: z.number().int().nullable(),
          limit: z.number().int().nullable(),
          remaining: z.number().int().nullable(),
          window: z.string().nullable(),
          resetsAt: z.string().nullable(),
          spendLimit: spendStanding.nullable(),
        }),
      ),
    },
  },
});
