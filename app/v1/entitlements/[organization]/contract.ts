import { z } from "zod";
import { contract } from "@/lib/http";
import { dataOf, limitStanding, organizationField } from "../../fields";

export const entitlementsShape = z.object({
  organization: z.string(),
  plan: z.object({ code: z.string(), name: z.string(), version: z.number().int(), family: z.string() }),
  status: z.string(),
  blocked: z.string().nullable(),
  effectiveAt: z.string().nullable(),
  scheduledChange: z
    .object({ kind: z.enum(["cancel", "plan"]), plan: z.string().nullable(), effectiveAt: z.string().nullable() })
    .nullable(),
  features: z.record(z.string(), z.object({ enabled: z.boolean(), source: z.enum(["plan", "override"]) })),
  limits: z.array(limitStanding),
  hasOverrides: z.boolean(),
});

export const getEntitlements = contract({
  method: "GET",
  path: "/v1/entitlements/{organization}",
  operationId: "getEntitlements",
  summary: "What an organization may do, and how much of it is used",
  access: { kind: "caller", permission: "usage:read" },
  // A vendor asks before each piece of work, so requests a minute are no measure here.
  metering: true,
  params: z.strictObject({ organization: organizationField }),
  answers: {
    200: { description: "Entitlements", schema: dataOf(entitlementsShape) },
    409: { description: "No subscription: there is no implicit plan" },
  },
});
