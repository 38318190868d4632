import { z } from "zod";
import { contract, pageQuery } from "@/lib/http";
import { MAX_UNITS_PER_EVENT } from "@/lib/kernel/quantity";
import {
  costField,
  dataOf,
  factFields,
  instantField,
  keyField,
  listOf,
  longField,
  meterField,
  nameField,
  organizationField,
  positionFields,
  unitsField,
} from "../fields";

const DEFAULT_SECONDS = 15 * 60;
const MAX_SECONDS = 24 * 60 * 60;
const DURATION = `expiresInSeconds must be a whole number from 1 to ${MAX_SECONDS}.`;
const SETTLED_UNITS = `units must be a whole number from 0 to ${MAX_UNITS_PER_EVENT}; 0 releases the hold.`;

const statusName = z.enum(["open", "settled", "released", "expired"], {
  error: "status must be open, settled, released or expired.",
});
const environmentName = z.enum(["PROD", "STAGING", "DEV"]);

const holdHead = {
  id: z.string(),
  organization: z.string(),
  environment: environmentName,
  meter: z.string(),
  units: z.number().int().meta({ description: "Units that are held" }),
};

const heldHead = {
  ...holdHead,
  idempotencyKey: z.string(),
  countedAt: z.string().meta({ description: "The moment in whose windows the units are held" }),
  expiresAt: z.string(),
};

export const holdShape = z.object({
  ...heldHead,
  status: statusName,
  endedAt: z.string().nullable(),
  settledUnits: z.number().int().nullable(),
  event: z.string().nullable().meta({ description: "The usage event that settled it" }),
  source: z.string(),
  subject: z.string().nullable(),
  provider: z.string().nullable(),
  endpoint: z.string().nullable(),
  userId: z.string().nullable(),
  requestId: z.string().nullable(),
  properties: z.record(z.string(), z.unknown()).nullable(),
});

const held = dataOf(z.object({ ...heldHead, status: z.literal("open"), ...positionFields }));
const endedHold = dataOf(
  z.object({
    ...holdHead,
    status: z.enum(["settled", "released"]),
    settledUnits: z.number().int().nullable(),
    event: z.string().nullable(),
    countedAt: z.string().optional(),
    occurredAt: z.string().optional(),
    ...positionFields,
  }),
);

const writes = { kind: "caller", permission: "usage:write" } as const;
const reads = { kind: "caller", permission: "holds:read" } as const;
const holdId = z.strictObject({ id: longField("id", 100) });

export const postHold = contract({
  method: "POST",
  path: "/v1/holds",
  operationId: "holdQuota",
  summary: "Hold units for work whose size is not known yet",
  description:
    "The units stand against the limit until the hold is settled, released or expired. The idempotency key is required, in the body or in the Idempotency-Key header.",
  access: writes,
  metering: true,
  body: z.strictObject({
    meter: meterField,
    units: unitsField,
    idempotencyKey: keyField.optional(),
    expiresInSeconds: z
      .number({ error: DURATION })
      .int(DURATION)
      .min(1, DURATION)
      .max(MAX_SECONDS, DURATION)
      .default(DEFAULT_SECONDS)
      .meta({ description: "Seconds of business time after which the units go back by themselves" }),
    source: nameField("source").default("api"),
    ...factFields,
    organization: organizationField.optional(),
  }),
  answers: {
    200: { description: "The key is known: the first answer again, with Idempotent-Replayed: true", schema: held },
    201: { description: "Held", schema: held },
    402: { description: "The allowance leaves no room" },
    403: { description: "The meter or its feature is not part of the plan" },
    422: { description: "Not valid, or the key was used with another body" },
  },
});

export const getHolds = contract({
  method: "GET",
  path: "/v1/holds",
  operationId: "listHolds",
  summary: "Holds, newest first",
  access: reads,
  query: z.strictObject({
    status: statusName.optional(),
    meter: meterField.optional(),
    organization: organizationField.optional(),
    ...pageQuery,
  }),
  answers: { 200: { description: "Holds", schema: listOf(holdShape) } },
});

export const getHold = contract({
  method: "GET",
  path: "/v1/holds/{id}",
  operationId: "getHold",
  summary: "One hold and what became of it",
  access: reads,
  metering: true,
  params: holdId,
  query: z.strictObject({ organization: organizationField.optional() }),
  answers: { 200: { description: "The hold", schema: dataOf(holdShape) } },
});

export const postHoldSettle = contract({
  method: "POST",
  path: "/v1/holds/{id}/settle",
  operationId: "settleHold",
  summary: "End a hold with what was really used",
  description:
    "Records the event and gives the rest back. More than was held is admitted as any usage; what does not fit is refused and leaves the hold open. What was held is always admitted. 0 units release the hold. Facts that are left out are the hold's. Repeating gives the first answer: without an idempotencyKey of its own the hold's id is the key.",
  access: writes,
  metering: true,
  params: holdId,
  body: z.strictObject({
    units: z
      .number({ error: SETTLED_UNITS })
      .int(SETTLED_UNITS)
      .min(0, SETTLED_UNITS)
      .max(MAX_UNITS_PER_EVENT, SETTLED_UNITS)
      .meta({ description: "Units that were used; 0 releases the hold" }),
    idempotencyKey: keyField.optional(),
    occurredAt: instantField("occurredAt").optional(),
    source: nameField("source").optional(),
    approxCost: costField.optional(),
    ...factFields,
    organization: organizationField.optional(),
  }),
  answers: {
    200: { description: "Settled, or released. A repetition carries Idempotent-Replayed: true", schema: endedHold },
    402: { description: "More than was held, and the allowance leaves no room for it; the hold stays open" },
    404: { description: "No such hold, or another tenant's" },
    409: { description: "The hold has ended otherwise; state says how" },
    422: { description: "Not valid, or the key was used with another body" },
  },
});

export const postHoldRelease = contract({
  method: "POST",
  path: "/v1/holds/{id}/release",
  operationId: "releaseHold",
  summary: "Give a hold back unused",
  description: "The body may be left out. The answer comes when the units can be used again. Repeating gives it again.",
  access: writes,
  metering: true,
  params: holdId,
  body: z.strictObject({ organization: organizationField.optional() }),
  bodyOptional: true,
  answers: {
    200: { description: "Released. A repetition carries Idempotent-Replayed: true", schema: endedHold },
    404: { description: "No such hold, or another tenant's" },
    409: { description: "The hold has ended otherwise; state says how" },
  },
});
