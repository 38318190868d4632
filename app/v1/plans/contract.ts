import { z } from "zod";
import { contract } from "@/lib/http";
import { dataOf, listOf, longField, moneyShape, windowName } from "../fields";

const tierShape = z.object({
  upTo: z.number().int().nullable(),
  unit: z.string().meta({ description: "Minor units for each one of this tier" }),
  flat: z.string().meta({ description: "Minor units for reaching this tier" }),
});

const priceShape = z.object({
  interval: z.enum(["month", "year"]),
  amount: moneyShape.meta({ description: "What one costs for each interval" }),
  model: z.enum(["flat", "per_unit", "package", "graduated", "volume"]),
  per: z.number().int().nullable().meta({ description: "Of a package: how many it holds" }),
  tiers: z.array(tierShape).nullable(),
});

export const planShape = z.object({
  id: z.string(),
  code: z.string(),
  version: z.number().int(),
  name: z.string(),
  description: z.string(),
  family: z.object({ code: z.string(), name: z.string() }),
  custom: z.boolean().meta({ description: "Sold by contract, never through checkout" }),
  trialDays: z.number().int(),
  currency: z.string(),
  highlighted: z.boolean(),
  prices: z.array(priceShape),
  features: z.array(z.string()).meta({ description: "Slugs of the features that it gives" }),
  limits: z.array(
    z.object({
      meter: z.string(),
      window: windowName,
      limit: z.number().int().nullable().meta({ description: "null: unlimited" }),
      policy: z.enum(["HARD_STOP", "METERED"]),
      overage: z.object({ amount: z.string(), per: z.string(), currency: z.string() }).nullable(),
      perQuantity: z.boolean().meta({ description: "The limit is that of each one that is bought" }),
    }),
  ),
});

// What the pricing page shows to everybody; what is not on sale is nobody's but the operator's.
const open = { kind: "open" } as const;

export const getPlans = contract({
  method: "GET",
  path: "/v1/plans",
  operationId: "listPlans",
  summary: "What is on sale, in the order of the pricing page",
  access: open,
  answers: { 200: { description: "Plans", schema: listOf(planShape) } },
});

export const getPlanById = contract({
  method: "GET",
  path: "/v1/plans/{id}",
  operationId: "getPlan",
  summary: "One plan that is on sale, by its code or our id",
  access: open,
  params: z.strictObject({ id: longField("id", 100) }),
  answers: { 200: { description: "The plan", schema: dataOf(planShape) } },
});
