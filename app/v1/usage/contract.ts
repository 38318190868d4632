import { z } from "zod";
import { contract } from "@/lib/http";
import { instantField, meterField, organizationField, recordedEvent, usageEventFields } from "../fields";
import { binaryEvent, cloudEvent } from "./cloud-events";

export const postUsage = contract({
  method: "POST",
  path: "/v1/usage",
  operationId: "recordUsage",
  summary: "Record usage, or be refused at the quota",
  description:
    "Admission and record are one: 201 means that the event is counted for ever. The idempotency key is required, in the body or in the Idempotency-Key header. A CloudEvent is taken too, structured or in ce- headers: type is the meter, id the key, time when it occurred, data its units and facts; subject is the organization for a deployment key, else the event's subject. Extension attributes are left behind.",
  access: { kind: "caller", permission: "usage:write" },
  metering: true,
  body: z.strictObject({ ...usageEventFields, organization: organizationField.optional() }),
  mediaTypes: {
    "application/cloudevents+json": {
      schema: cloudEvent,
      fromHeaders: { when: "ce-specversion", assemble: binaryEvent },
    },
  },
  answers: {
    200: {
      description: "The key is known: the first answer again, with Idempotent-Replayed: true",
      schema: recordedEvent,
    },
    201: { description: "Admitted and recorded", schema: recordedEvent },
    402: { description: "The allowance leaves no room" },
    403: { description: "The meter or its feature is not part of the plan" },
    422: { description: "Not valid, or the key was used with another body" },
  },
});

export const getUsage = contract({
  method: "GET",
  path: "/v1/usage",
  operationId: "usageStatistics",
  summary: "Totals by day, key, subject, provider or user",
  access: { kind: "caller", permission: "usage:read" },
  query: z.strictObject({
    from: instantField("from").optional(),
    to: instantField("to").optional(),
    meter: meterField.optional(),
    groupBy: z
      .enum(["day", "key", "subject", "provider", "user"], {
        error: "groupBy must be day, key, subject, provider or user.",
      })
      .default("day"),
    organization: organizationField.optional(),
  }),
  answers: {
    200: {
      description: "Buckets; the last 30 days unless told otherwise",
      schema: z.object({
        data: z.array(
          z.object({
            meter: z.string(),
            day: z.string().optional(),
            group: z.string().nullable().optional(),
            units: z.number().int(),
            events: z.number().int().optional(),
            approxCost: z.string().optional(),
          }),
        ),
        meta: z.object({
          from: z.string(),
          to: z.string(),
          groupBy: z.string(),
          logFrom: z.string().nullable().describe("Months before this are archived and not in the buckets; null: none"),
        }),
      }),
    },
  },
});
