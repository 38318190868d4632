import { z } from "zod";
import { contract } from "@/lib/http";
import { addressField, dataOf, intervalField, longField, nameField, organizationField, quantityField } from "../fields";
import { subscriptionShape } from "../subscriptions/contract";

export const checkoutShape = z.object({
  outcome: z
    .enum(["redirect", "applied"])
    .meta({ description: "redirect: the buyer pays at url. applied: the plan costs nothing and stands already" }),
  url: z.string().nullable(),
  session: z.string().nullable().meta({ description: "Stripe's id of the session" }),
  payment: z.string().nullable().meta({ description: "Our payment; it settles when the session is paid" }),
  trialDays: z.number().int(),
  expiresAt: z.string().nullable(),
  subscription: subscriptionShape.nullable(),
});

export const postCheckoutSession = contract({
  method: "POST",
  path: "/v1/checkout-sessions",
  operationId: "createCheckoutSession",
  summary: "Begin the purchase of a plan; the buyer pays on the page that is answered",
  description:
    "The Idempotency-Key header is required: under the same key there is one session. The plan takes effect when the session is paid, and the vendor need not wait for the browser to come back. An organization has one open checkout; a new one closes the one before. successUrl may contain {CHECKOUT_SESSION_ID}. Pages other than this deployment's may be named by deployment keys alone.",
  access: { kind: "caller", permission: "billing:buy" },
  body: z.strictObject({
    plan: nameField("plan").meta({ description: "Code of the plan", example: "PRO" }),
    interval: intervalField.default("month"),
    quantity: quantityField.meta({ description: "How many, of a plan that is sold by the quantity" }).optional(),
    promotionCode: longField("promotionCode", 100)
      .meta({ description: "Makes it cheaper; left out, the payment page asks for one" })
      .optional(),
    successUrl: addressField("successUrl").optional(),
    cancelUrl: addressField("cancelUrl").optional(),
    organization: organizationField.optional(),
  }),
  answers: {
    201: { description: "The session, or the plan that costs nothing", schema: dataOf(checkoutShape) },
    403: { description: "The plan is sold by contract, or the organization is suspended" },
    409: { description: "The organization pays already, or the plan is not on sale so; choices name what can be done" },
    422: { description: "Not valid, or the key was used with another body" },
    502: { description: "Stripe refused to open a session" },
  },
});
