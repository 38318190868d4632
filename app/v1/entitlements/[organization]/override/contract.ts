import { z } from "zod";
import { contract } from "@/lib/http";
import { MAX_ALLOWANCE } from "@/lib/kernel/quantity";
import { dataOf, instantField, listOf, longField, meterField, organizationField, windowName } from "../../../fields";

const operator = { kind: "deployment", permission: "operator:write", keysOnly: true } as const;
const params = z.strictObject({ organization: organizationField });

const WINDOW = "window must be DAY, MONTH, BILLING_PERIOD or LIFETIME.";
const AMOUNT = `amount must be a whole number of units from 0 to ${MAX_ALLOWANCE}.`;
const policyName = z.enum(["HARD_STOP", "METERED"], { error: "policy must be HARD_STOP or METERED." });
const reasonField = longField("reason", 500).meta({ description: "Kept in the journal" });
const digits = (name: string, what: string, form: RegExp) => {
  const fault = `overage.${name} must be ${what} in quotes.`;
  return z.string({ error: fault }).regex(form, fault);
};

/** Which exception is meant: a feature, or a meter and its window. */
const subjectFields = {
  feature: longField("feature", 100).meta({ description: "Slug of a feature" }).optional(),
  meter: meterField.optional(),
  window: z.enum(windowName.options, { error: WINDOW }).optional(),
};

const truth = (name: string) => z.boolean({ error: `${name} must be true or false.` });

const valueFields = {
  enabled: truth("enabled").optional().meta({ description: "Of a feature" }),
  amount: z.number({ error: AMOUNT }).int(AMOUNT).min(0, AMOUNT).max(MAX_ALLOWANCE, AMOUNT).optional(),
  unlimited: truth("unlimited").optional(),
  removed: truth("removed").optional().meta({ description: "The feature or the meter is not part of the plan" }),
  policy: policyName.optional(),
  overage: z
    .strictObject({
      amount: digits("amount", "whole minor units of the plan's currency", /^\d{1,15}$/),
      per: digits("per", "a whole number of units from 1", /^[1-9]\d{0,14}$/),
    })
    .optional(),
  expiresAt: instantField("expiresAt")
    .optional()
    .meta({ description: "Without it the exception stays until it is ended" }),
};

export const overrideShape = z.object({
  id: z.string(),
  feature: z.string().nullable(),
  meter: z.string().nullable(),
  window: windowName.nullable(),
  enabled: z.boolean().nullable(),
  amount: z.number().int().nullable(),
  unlimited: z.boolean(),
  removed: z.boolean(),
  policy: policyName.nullable(),
  overage: z.object({ amount: z.string(), per: z.string() }).nullable(),
  reason: z.string(),
  author: z.string(),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
});

const side = z.object({ limit: z.number().int().nullable(), policy: policyName }).nullable();

export const overrideEffectShape = z.object({
  features: z.array(
    z.object({ feature: z.string(), before: z.boolean(), after: z.boolean(), later: z.boolean().nullable() }),
  ),
  limits: z.array(
    z.object({
      meter: z.string(),
      window: windowName,
      before: side,
      after: side,
      later: z.object({ side }).nullable().meta({ description: "When the exception expires; null where it does not" }),
    }),
  ),
});

const path = "/v1/entitlements/{organization}/override";

export const getOverrides = contract({
  method: "GET",
  path,
  operationId: "listOverrides",
  summary: "The exceptions from its plan that an organization has now",
  access: operator,
  params,
  answers: { 200: { description: "Exceptions in force", schema: listOf(overrideShape) } },
});

export const putOverride = contract({
  method: "PUT",
  path,
  operationId: "setOverride",
  summary: "Except an organization from one feature or limit of its plan",
  description:
    "Takes the place of the exception for the same feature, or the same meter and window. It holds when this answers. Of a limit say one of amount, unlimited and removed, or a policy alone; what is left out comes from the plan.",
  access: operator,
  params,
  body: z.strictObject({ ...subjectFields, ...valueFields, reason: reasonField }),
  answers: { 200: { description: "The exception", schema: dataOf(overrideShape) } },
});

export const deleteOverride = contract({
  method: "DELETE",
  path,
  operationId: "removeOverride",
  summary: "End an exception, so that the plan speaks again",
  access: operator,
  params,
  query: z.strictObject({ ...subjectFields, reason: reasonField }),
  answers: {
    200: { description: "Ended", schema: dataOf(z.object({ id: z.string(), removed: z.literal(true) })) },
    404: { description: "No exception for this" },
  },
});

export const postOverridePreview = contract({
  method: "POST",
  path: `${path}/preview`,
  operationId: "previewOverride",
  summary: "What an exception, or its end, would change",
  description: "By the rule that will apply it, now and when it expires. Changes nothing. What would stay is left out.",
  access: operator,
  params,
  body: z.strictObject({
    ...subjectFields,
    ...valueFields,
    end: truth("end").default(false).meta({ description: "Show the end of the exception that there is" }),
  }),
  answers: { 200: { description: "The effect", schema: dataOf(overrideEffectShape) } },
});
