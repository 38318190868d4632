import { z } from "zod";
import { contract, pageQuery } from "@/lib/http";
import { dataOf, listOf, longField, moneyShape, organizationField } from "../fields";

const byId = { params: z.strictObject({ id: longField("id", 100) }) } as const;
const reads = { kind: "caller", permission: "billing:read" } as const;
const operator = { kind: "deployment", permission: "operator:write", keysOnly: true } as const;

export const refundShape = z.object({
  id: z.string(),
  payment: z.string(),
  amount: moneyShape,
  status: z.enum(["pending", "succeeded", "failed"]),
  reason: z.string().nullable(),
  failure: z.string().nullable(),
  createdAt: z.string(),
});

const disputeShape = z.object({
  id: z.string(),
  status: z.enum(["needs_response", "under_review", "won", "lost", "closed"]),
  inquiry: z.boolean().meta({ description: "The bank asks only, and has taken nothing" }),
  reason: z.string(),
  amount: moneyShape,
  taken: moneyShape.meta({ description: "What was taken for it and not given back" }),
  answerBy: z.string().nullable(),
  openedAt: z.string(),
  closedAt: z.string().nullable(),
});

export const paymentShape = z.object({
  id: z.string(),
  organization: z.string(),
  status: z.enum(["pending", "succeeded", "failed", "refunded", "disputed"]),
  amount: moneyShape,
  refunded: moneyShape.meta({ description: "What has gone back or is on its way" }),
  refundable: moneyShape.meta({ description: "What can still be given back" }),
  subscription: z.string().nullable(),
  failure: z.object({ code: z.string(), message: z.string() }).nullable(),
  attempts: z.number().int(),
  refunds: z.array(refundShape),
  disputes: z.array(disputeShape),
  createdAt: z.string(),
  settledAt: z.string().nullable(),
});

export const getPayments = contract({
  method: "GET",
  path: "/v1/payments",
  operationId: "listPayments",
  summary: "What an organization has paid, newest first, with all that went back of it",
  access: reads,
  query: z.strictObject({ organization: organizationField.optional(), ...pageQuery }),
  answers: { 200: { description: "Payments", schema: listOf(paymentShape) } },
});

export const getPaymentById = contract({
  method: "GET",
  path: "/v1/payments/{id}",
  operationId: "getPayment",
  summary: "One payment with all that went back of it",
  access: reads,
  ...byId,
  answers: { 200: { description: "The payment", schema: dataOf(paymentShape) } },
});

export const getRefunds = contract({
  method: "GET",
  path: "/v1/payments/{id}/refunds",
  operationId: "listRefunds",
  summary: "The refunds of a payment, the oldest first",
  access: reads,
  ...byId,
  answers: { 200: { description: "Refunds", schema: listOf(refundShape) } },
});

const AMOUNT = 'amount must be whole minor units in quotes, such as "1250" for $12.50.';

export const postRefund = contract({
  method: "POST",
  path: "/v1/payments/{id}/refunds",
  operationId: "createRefund",
  summary: "Give a payment back, or a part of it, to whoever paid it",
  description:
    "The Idempotency-Key header is required: under the same key there is one refund. Without an amount all that is left goes back. However many ask at once, no more than the payment goes back; what is under way counts.",
  access: operator,
  ...byId,
  body: z.strictObject({
    amount: z
      .string({ error: AMOUNT })
      .regex(/^\d{1,15}$/, AMOUNT)
      .transform(BigInt)
      .meta({ type: "string", example: "1250" })
      .optional(),
    reason: longField("reason", 500).meta({ description: "Kept in the journal" }),
  }),
  answers: {
    201: { description: "The refund", schema: dataOf(refundShape) },
    409: { description: "Less is left, or the payment is disputed; state and refundable name it" },
    422: { description: "Not valid, or the key was used with another body" },
    503: { description: "Stripe did not answer; ask again with the same key" },
  },
});
