import { z } from "zod";
import { contract } from "@/lib/http";
import { dataOf, organizationField } from "../fields";
import { entitlementsShape } from "../entitlements/[organization]/contract";

const access = { kind: "caller", permission: "usage:read" } as const;
const query = z.strictObject({ organization: organizationField.optional() });

export const getMySubscription = contract({
  method: "GET",
  path: "/v1/me/subscription",
  operationId: "mySubscription",
  summary: "The subscription of the caller's organization",
  access,
  query,
  answers: {
    200: {
      description: "Subscription",
      schema: dataOf(
        z.object({
          id: z.string(),
          plan: z.string(),
          status: z.string(),
          source: z.string(),
          interval: z.string(),
          currentPeriodStart: z.string(),
          currentPeriodEnd: z.string(),
          trialEnd: z.string().nullable(),
          cancelAtPeriodEnd: z.boolean(),
        }),
      ),
    },
    409: { description: "No subscription" },
  },
});

export const getMyEntitlements = contract({
  method: "GET",
  path: "/v1/me/entitlements",
  operationId: "myEntitlements",
  summary: "The entitlements of the caller's organization",
  access,
  query,
  answers: { 200: { description: "Entitlements", schema: dataOf(entitlementsShape) } },
});

export const getMyUsage = contract({
  method: "GET",
  path: "/v1/me/usage",
  operationId: "myUsage",
  summary: "Usage of the caller's organization",
  access,
  query: z.strictObject({
    range: z.enum(["today", "7d", "30d"], { error: "range must be today, 7d or 30d." }).default("today"),
    organization: organizationField.optional(),
  }),
  answers: {
    200: {
      description: "Units by meter",
      schema: dataOf(
        z.object({
          range: z.string(),
          from: z.string(),
          to: z.string(),
          meters: z.array(z.object({ meter: z.string(), units: z.number().int(), events: z.number().int() })),
        }),
      ),
    },
  },
});
