import { z } from "zod";
import { contract, pageQuery } from "@/lib/http";
import {
  dataOf,
  instantField,
  intervalField,
  listOf,
  longField,
  moneyShape,
  nameField,
  organizationField,
  quantityField,
} from "../fields";

const reasonField = longField("reason", 500).meta({ description: "Kept in the journal" });
const subscriptionId = z.strictObject({ id: longField("id", 100) });
const byId = { params: subscriptionId } as const;

const timingName = z.enum(["now", "period_end"], { error: "timing must be now or period_end." });

export const subscriptionShape = z.object({
  id: z.string(),
  organization: z.string(),
  plan: z.string(),
  planVersion: z.number().int(),
  status: z.enum(["incomplete", "trialing", "active", "past_due", "paused", "unpaid", "canceled"]),
  source: z.enum(["internal", "stripe"]),
  interval: z.enum(["month", "year"]),
  quantity: z.number().int(),
  currentPeriodStart: z.string(),
  currentPeriodEnd: z.string(),
  trialEnd: z.string().nullable(),
  cancelAtPeriodEnd: z.boolean(),
  cancelAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  pastDueSince: z.string().nullable(),
  scheduledChange: z
    .object({ plan: z.string(), interval: z.enum(["month", "year"]), quantity: z.number().int(), at: z.string() })
    .nullable(),
  allowed: z.array(z.string()).meta({ description: "What can be done to it as it stands" }),
  createdAt: z.string(),
});

const subscription = dataOf(subscriptionShape);

const reads = { kind: "caller", permission: "billing:read" } as const;
const writes = { kind: "caller", permission: "billing:write" } as const;
const operator = { kind: "deployment", permission: "operator:write", keysOnly: true } as const;

const CONFLICT = { description: "Not possible from where it stands; state and allowed name it and the choices" };
const REPEATS = "Under the same Idempotency-Key the first answer is given again.";

export const getSubscriptions = contract({
  method: "GET",
  path: "/v1/subscriptions",
  operationId: "listSubscriptions",
  summary: "Every subscription an organization has or had, newest first",
  access: reads,
  query: z.strictObject({ organization: organizationField.optional(), ...pageQuery }),
  answers: { 200: { description: "Subscriptions", schema: listOf(subscriptionShape) } },
});

export const postSubscription = contract({
  method: "POST",
  path: "/v1/subscriptions",
  operationId: "assignPlan",
  summary: "Give an organization a plan that nobody is charged for, in the place of what it has",
  description: `A live Stripe subscription is in the way unless endStripeSubscription says that it is to be ended first, now and without a refund. ${REPEATS}`,
  access: operator,
  body: z.strictObject({
    plan: nameField("plan"),
    interval: intervalField.default("month"),
    reason: reasonField,
    endStripeSubscription: z.boolean().default(false),
    organization: organizationField.optional(),
  }),
  answers: { 200: { description: "The new subscription", schema: subscription }, 409: CONFLICT },
});

export const getSubscription = contract({
  method: "GET",
  path: "/v1/subscriptions/{id}",
  operationId: "getSubscription",
  summary: "One subscription and what can be done to it",
  access: reads,
  ...byId,
  answers: { 200: { description: "The subscription", schema: subscription } },
});

const CHANGED = { description: "The subscription as it is now", schema: subscription };

export const postCancel = contract({
  method: "POST",
  path: "/v1/subscriptions/{id}/cancel",
  operationId: "cancelSubscription",
  summary: "End it with its period, or now; the organization falls back to the free plan",
  description: `Now means at once and without a refund. ${REPEATS}`,
  access: writes,
  ...byId,
  body: z.strictObject({
    when: timingName.default("period_end"),
    reason: reasonField.default("asked for through the API"),
  }),
  bodyOptional: true,
  answers: { 200: CHANGED, 409: CONFLICT },
});

export const postReactivate = contract({
  method: "POST",
  path: "/v1/subscriptions/{id}/reactivate",
  operationId: "reactivateSubscription",
  summary: "Take a cancellation back, or pay what is overdue",
  description: REPEATS,
  access: writes,
  ...byId,
  answers: {
    200: CHANGED,
    402: { description: "The means of payment on file was refused; nothing has changed" },
    409: CONFLICT,
  },
});

export const postPause = contract({
  method: "POST",
  path: "/v1/subscriptions/{id}/pause",
  operationId: "pauseSubscription",
  summary: "Let it rest: usage is refused and nothing is charged until it is resumed",
  description: REPEATS,
  access: writes,
  ...byId,
  body: z.strictObject({ reason: reasonField.default("asked for through the API") }),
  bodyOptional: true,
  answers: { 200: CHANGED, 409: CONFLICT },
});

export const postResume = contract({
  method: "POST",
  path: "/v1/subscriptions/{id}/resume",
  operationId: "resumeSubscription",
  summary: "Take a paused subscription up again",
  description: `What was paid before the pause goes on. Where a period has passed unpaid, a new one begins now and is charged. ${REPEATS}`,
  access: writes,
  ...byId,
  answers: {
    200: CHANGED,
    402: { description: "The charge was refused; it stays paused" },
    409: CONFLICT,
  },
});

export const postExtendTrial = contract({
  method: "POST",
  path: "/v1/subscriptions/{id}/extend-trial",
  operationId: "extendTrial",
  summary: "Let a running trial end later",
  description: REPEATS,
  access: operator,
  ...byId,
  body: z.strictObject({ until: instantField("until"), reason: reasonField }),
  answers: { 200: CHANGED, 409: CONFLICT, 422: { description: "Not later than now, or more than 730 days away" } },
});

const wish = {
  plan: nameField("plan").meta({ description: "Code of the plan to change to", example: "GROWTH" }),
  interval: intervalField.default("month"),
  quantity: quantityField
    .meta({ description: "How many, of a plan that is sold by the quantity; left out, as many as there are" })
    .optional(),
};

const lineShape = z.object({
  description: z.string(),
  quantity: z.number().nullable(),
  amount: moneyShape,
  periodStart: z.string(),
  periodEnd: z.string(),
  proration: z.boolean(),
});

export const changePreviewShape = z.object({
  plan: z.string(),
  planVersion: z.number().int(),
  interval: z.enum(["month", "year"]),
  quantity: z.number().int(),
  price: moneyShape.meta({ description: "What a period costs, of all of them" }),
  timings: z.array(timingName).meta({ description: "When it can take effect; the first is proposed" }),
  periodEnd: z.string(),
  now: z
    .object({
      amountDue: moneyShape,
      subtotal: moneyShape,
      tax: moneyShape,
      total: moneyShape,
      proratedAt: z.string(),
      lines: z.array(lineShape),
    })
    .nullable()
    .meta({ description: "What a change now charges; send amountDue and proratedAt back with the change" }),
});

export const postChangePreview = contract({
  method: "POST",
  path: "/v1/subscriptions/{id}/change-plan/preview",
  operationId: "previewPlanChange",
  summary: "What a change of plan would come to, asked of the payment provider now",
  access: writes,
  ...byId,
  body: z.strictObject(wish),
  answers: { 200: { description: "The preview", schema: dataOf(changePreviewShape) }, 409: CONFLICT },
});

const AMOUNT = 'amountDue must be whole minor units in quotes, such as "3142" for $31.42.';

export const postChangePlan = contract({
  method: "POST",
  path: "/v1/subscriptions/{id}/change-plan",
  operationId: "changePlan",
  summary: "Change the plan now, for exactly the sum that was previewed, or at the period's end",
  description:
    "The Idempotency-Key header is required. Now needs amountDue and proratedAt of the preview; when the sum has changed since, nothing is charged and the answer is 409. A card that is refused, or whose bank asks for its holder, leaves the plan as it is: the outcome is payment_needed, with the page on which it is paid.",
  access: writes,
  ...byId,
  body: z.strictObject({
    ...wish,
    timing: timingName,
    amountDue: z
      .string({ error: AMOUNT })
      .regex(/^-?\d{1,15}$/, AMOUNT)
      .transform(BigInt)
      .meta({ type: "string" })
      .optional(),
    proratedAt: instantField("proratedAt").optional(),
  }),
  answers: {
    200: {
      description: "What it has led to",
      schema: dataOf(
        z.object({
          outcome: z.enum(["changed", "scheduled", "payment_needed"]),
          subscription: subscriptionShape,
          invoice: z.string().nullable(),
          payment: z
            .object({
              url: z.string(),
              amountDue: moneyShape,
              until: z.string(),
              because: z.enum(["confirmation", "refused"]),
            })
            .nullable(),
        }),
      ),
    },
    409: CONFLICT,
    422: { description: "Not valid, or the key was used with another body" },
  },
});

export const deleteChangePlan = contract({
  method: "DELETE",
  path: "/v1/subscriptions/{id}/change-plan",
  operationId: "revokePlanChange",
  summary: "Take back a change that waits for the period's end",
  description: "Having none changes nothing.",
  access: writes,
  ...byId,
  answers: { 200: CHANGED, 409: CONFLICT },
});
