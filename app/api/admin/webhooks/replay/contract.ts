import { z } from "zod";
import { contract } from "@/lib/http";
import { parseInstant } from "@/lib/kernel/time";
import { EVENT_STATES } from "@/lib/stripe";

const moment = z.string().transform((text, issue) => {
  const read = parseInstant(text);
  if (read !== null) return read;
  issue.addIssue({
    code: "custom",
    message: "must be a time of RFC 3339 with a zone, for example 2026-11-21T09:00:00Z",
  });
  return z.NEVER;
});

const FILTERS = ["type", "state", "organization", "from", "to"];
const filters = (wanted: object): number => Object.keys(wanted).filter((name) => FILTERS.includes(name)).length;

/** One event by its id, or those that a filter meets; a filter of nothing would be all of them, and is refused. */
const body = z
  .strictObject({
    eventId: z
      .string()
      .regex(/^evt_[A-Za-z0-9_]{1,200}$/, "must be an id of Stripe's, evt_…")
      .optional(),
    type: z.string().min(1).max(200).optional(),
    state: z.enum(EVENT_STATES).optional(),
    organization: z.string().min(1).max(255).optional(),
    from: moment.optional(),
    to: moment.optional(),
    dryRun: z.boolean().optional(),
  })
  .refine((wanted) => wanted.eventId !== undefined || filters(wanted) > 0, {
    path: ["eventId"],
    message: "name an event, or a filter: type, state, organization, from, to",
  })
  .refine((wanted) => wanted.eventId === undefined || filters(wanted) === 0, {
    path: ["eventId"],
    message: "an event stands alone, without a filter",
  });

export const postWebhookReplay = contract({
  method: "POST",
  path: "/api/admin/webhooks/replay",
  operationId: "replayWebhooks",
  summary: "Have stored events of Stripe worked on again",
  access: { kind: "deployment", permission: "operator:write" },
  body,
  answers: { 200: { description: "How many were, or with dryRun would be, made due again." } },
});
