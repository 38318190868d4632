import { z } from "zod";
import { contract } from "@/lib/http";
import { dataOf, meterField, organizationField, windowName } from "../../fields";

const whole = z.number().int();
const moment = z.string().meta({ format: "date-time" });
const policy = z.enum(["HARD_STOP", "METERED"]);
const source = z.enum(["plan", "override"]);
const wholeRefusal = z.enum([
  "ORGANIZATION_SUSPENDED",
  "SUBSCRIPTION_MISSING",
  "PAYMENT_REQUIRED",
  "FEATURE_DISABLED",
  "METER_NOT_IN_PLAN",
]);

const override = z
  .object({
    id: z.string(),
    window: windowName.nullable(),
    feature: z.string().nullable(),
    removed: z.boolean().meta({ description: "It takes the limit or feature away" }),
    reason: z.string(),
    author: z.string(),
    createdAt: moment,
    expiresAt: moment.nullable(),
  })
  .meta({ description: "An operator's exception, in force now" });

const limit = z.object({
  meter: z.string(),
  window: windowName,
  limit: whole.nullable().meta({ description: "null is unlimited" }),
  policy,
  overage: z.object({ amount: z.string(), per: z.string() }).nullable(),
  source,
  inPlan: z.boolean().meta({ description: "Whether the plan itself names this limit" }),
  planLimit: whole.nullable().meta({ description: "What the plan alone would give; null is unlimited or not named" }),
  override: override.nullable(),
});

const spend = z
  .object({ limit: z.string(), currency: z.string(), amount: z.string(), per: z.string() })
  .meta({ description: "What the ceiling was made from: at most `limit` for what costs `amount` per `per` units" });

const window = z.object({
  window: windowName,
  startsAt: moment,
  endsAt: moment.nullable(),
  limit: whole.nullable(),
  policy,
  ceiling: whole.nullable().meta({ description: "Where a spend limit stops calls beyond a metered limit" }),
  spend: spend.nullable(),
  logged: whole.meta({
    description:
      "What the events in the window come to, from the log and its archived months: sum, peak or newest level",
  }),
  held: whole.meta({ description: "Units of open holds" }),
  events: whole,
  remaining: whole.nullable(),
  counter: z.object({ used: whole, pending: whole }).nullable(),
  drift: whole.nullable().meta({ description: "Counter − log − holds, at one moment; the promise is 0" }),
});

const event = z.object({
  id: z.string(),
  key: z.string(),
  units: whole,
  source: z.string(),
  countedAt: moment,
  occurredAt: moment,
  recordedAt: moment,
});

export const explanationSchema = z.object({
  organization: z.string(),
  meter: z.string(),
  environment: z.enum(["PROD", "STAGING", "DEV"]),
  aggregation: z
    .enum(["SUM", "MAX", "LATEST", "UNIQUE"])
    .meta({ description: "Values of a gauge (MAX, LATEST) are decided in Postgres alone" }),
  refusal: wholeRefusal.nullable().meta({ description: "Why everything is refused; null when the limits decide" }),
  plan: z.string().nullable(),
  feature: z.object({ slug: z.string(), enabled: z.boolean(), source }).nullable(),
  limits: z.array(limit),
  overrides: z
    .array(override)
    .meta({ description: "Every exception about this meter or its feature, also one that takes a limit away" }),
  decision: z
    .object({
      admitted: z.boolean(),
      code: z.enum([...wholeRefusal.options, "LIMIT_EXCEEDED", "SPEND_LIMIT_EXCEEDED"]).nullable(),
      window: windowName.nullable(),
    })
    .meta({ description: "What one more unit would meet" }),
  fence: z.object({ epoch: whole, validUntil: moment.nullable() }),
  redis: z.object({ generation: whole, current: z.boolean() }).nullable(),
  windows: z.array(window),
  events: z.array(event).meta({ description: "The newest five" }),
  lastRefusal: z
    .object({ at: moment, code: z.string(), message: z.string(), units: whole, key: z.string() })
    .nullable()
    .meta({ description: "Noted at most once a second, kept for a day" }),
  logFrom: moment
    .nullable()
    .meta({ description: "From when on events are in the log one by one; null: from the first" }),
});

export const getQuotaExplain = contract({
  method: "GET",
  path: "/v1/quota/explain",
  operationId: "explainQuota",
  summary: "How a decision about a meter comes about just now",
  access: { kind: "caller", permission: "usage:read" },
  query: z.strictObject({ meter: meterField, organization: organizationField.optional() }),
  answers: {
    200: { description: "Entitlement, limit, counter, facts", schema: dataOf(explanationSchema) },
  },
});
