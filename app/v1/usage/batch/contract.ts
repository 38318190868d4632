import { z } from "zod";
import { contract } from "@/lib/http";
import { organizationField } from "../../fields";

export const MAX_BATCH = 1_000;

const listOfEvents = (name: string) =>
  z
    .array(z.unknown(), { error: `${name} must be a list of usage events.` })
    .min(1, `${name} must hold at least one event.`)
    .max(MAX_BATCH, `${name} may hold ${MAX_BATCH} events at most.`);

export const postUsageBatch = contract({
  method: "POST",
  path: "/v1/usage/batch",
  operationId: "recordUsageBatch",
  summary: "Record up to 1,000 events",
  description:
    "Greedy in input order: each event is admitted or refused by itself, and one meter's limit never refuses another's. Every event carries its own idempotencyKey. A batch of CloudEvents is a list of them; see POST /v1/usage.",
  access: { kind: "caller", permission: "usage:write" },
  metering: true,
  maxBytes: 2 * 1024 * 1024,
  body: z.strictObject({ events: listOfEvents("events"), organization: organizationField.optional() }),
  mediaTypes: { "application/cloudevents-batch+json": { schema: listOfEvents("The batch") } },
  answers: {
    200: {
      description: "One result for each event, in order",
      schema: z.object({
        results: z.array(
          z.object({
            index: z.number().int(),
            status: z.number().int(),
            data: z.unknown().optional(),
            error: z.unknown().optional(),
          }),
        ),
      }),
    },
  },
});
