import { z } from "zod";
import { contract } from "@/lib/http";
import { dataOf, listOf, meterField, moneyShape, organizationField } from "../fields";

const effectShape = z.object({
  window: z.string(),
  allowance: z.number().int(),
  used: z.number().int(),
  spent: moneyShape,
  ceiling: z.number().int(),
  stopsNow: z.boolean(),
  resetsAt: z.string().nullable(),
});

export const spendLimitShape = z.object({ meter: z.string(), limit: moneyShape, effects: z.array(effectShape) });

const limitField = z.strictObject({
  amount: z
    .string({ error: 'limit.amount must be whole minor units in quotes, such as "20000" for $200.00.' })
    .regex(/^\d{1,15}$/, 'limit.amount must be whole minor units in quotes, such as "20000" for $200.00.')
    .transform(BigInt)
    .meta({ type: "string", example: "20000" }),
  currency: z
    .string({ error: "limit.currency must be the plan's currency, such as usd." })
    .regex(/^[a-z]{3}$/, "limit.currency must be three lower-case letters, such as usd."),
});

const WRITES = { kind: "caller", permission: "billing:write" } as const;

export const getSpendLimits = contract({
  method: "GET",
  path: "/v1/spend-limits",
  operationId: "listSpendLimits",
  summary: "What usage beyond each allowance may cost, and where it stands",
  access: { kind: "caller", permission: "billing:read" },
  query: z.strictObject({ organization: organizationField.optional() }),
  answers: { 200: { description: "Spend limits, by meter", schema: listOf(spendLimitShape) } },
});

export const putSpendLimit = contract({
  method: "PUT",
  path: "/v1/spend-limits/{meter}",
  operationId: "setSpendLimit",
  summary: "Bound what usage of a meter beyond its allowance may cost",
  description:
    "In force when it answers. At the ceiling that it makes, calls are refused with SPEND_LIMIT_EXCEEDED; below what is spent already it stops them at once. The same body again changes nothing.",
  access: WRITES,
  params: z.strictObject({ meter: meterField }),
  body: z.strictObject({ limit: limitField, organization: organizationField.optional() }),
  answers: {
    200: { description: "The limit and what it does", schema: dataOf(spendLimitShape) },
    422: { description: "The plan bills nothing beyond the allowance of this meter, or in another currency" },
  },
});

export const deleteSpendLimit = contract({
  method: "DELETE",
  path: "/v1/spend-limits/{meter}",
  operationId: "removeSpendLimit",
  summary: "Take the bound away",
  access: WRITES,
  params: z.strictObject({ meter: meterField }),
  query: z.strictObject({ organization: organizationField.optional() }),
  answers: {
    200: { description: "Removed", schema: dataOf(z.object({ meter: z.string(), removed: z.literal(true) })) },
    404: { description: "No spend limit on this meter" },
  },
});
