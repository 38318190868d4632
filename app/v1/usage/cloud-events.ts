import { z } from "zod";
import type { Asked, Caller } from "@/lib/http";
import { AppError, invalid } from "@/lib/kernel/errors";
import { MAX_UNITS_PER_EVENT } from "@/lib/kernel/quantity";
import type { Recorded } from "@/lib/metering";
import { costField, factFields, instantField, longField } from "../fields";

/*
 * A usage event as a CloudEvent 1.0: type is the meter, id the key, time when it occurred. Extension attributes are let
 * through and left behind, neither stored nor compared: what a broker adds on the way, such as a trace, differs from one
 * delivery to the next, and a second delivery must be found to be the first. Only what is a field of ours must not stand
 * among them: units beside data instead of in it would be counted as one, and nobody would see it. An attribute that is
 * null is one that is not there, as the JSON format of CloudEvents has it.
 */

const UNITS = `data.units must be a whole number from 1 to ${MAX_UNITS_PER_EVENT}, or 0 on a gauge, not in quotes.`;
const DATA = 'data must be a JSON object such as { "units": 3 }.';
const EXTENSION = "An extension attribute must be a text, a whole number or a boolean.";
const NAME =
  "The name of an attribute is of lower-case letters and digits alone. What is said of the usage stands in data.";

/** Where the fields of POST /v1/usage stand in a CloudEvent. */
const PLACES: Readonly<Record<string, string>> = {
  meter: "type",
  organization: "subject, sent with a deployment key",
  units: "data.units",
  provider: "data.provider",
  endpoint: "data.endpoint",
  properties: "data.properties",
};

export const cloudEvent = z
  .object({
    specversion: z.literal("1.0", { error: 'specversion must be "1.0".' }),
    id: z
      .string({ error: "id must be a text of 1 to 255 printable ASCII characters." })
      .regex(/^[\x20-\x7e]{1,255}$/, "id must be 1 to 255 printable ASCII characters.")
      .meta({ description: "The idempotency key", example: "req-7f3a" }),
    type: z
      .string({ error: "type must be the slug of a meter, such as api_calls." })
      .regex(/^[a-z][a-z0-9_]{0,99}$/, "type must be the slug of a meter, such as api_calls.")
      .meta({ description: "Slug of the meter", example: "api_calls" }),
    source: longField("source").meta({ description: "Where it happened", example: "/checkout/eu-1" }),
    subject: longField("subject")
      .nullish()
      .meta({ description: "The organization for a deployment key, else the subject of the event" }),
    time: instantField("time").nullish(),
    datacontenttype: z
      .string({ error: "datacontenttype must be application/json." })
      .regex(/^application\/(?:[\w.-]+\+)?json(?:\s*;.*)?$/i, "datacontenttype must be application/json.")
      .nullish(),
    dataschema: z.string({ error: "dataschema must be a text." }).max(2_048, "dataschema is too long.").nullish(),
    data_base64: z.null({ error: "data_base64 is not taken: send data as JSON." }).optional(),
    data: z
      .strictObject(
        {
          units: z.number({ error: UNITS }).int(UNITS).min(0, UNITS).max(MAX_UNITS_PER_EVENT, UNITS).optional().meta({
            description: "1 unless told otherwise; on a gauge its new value, from 0, which must be told",
          }),
          approxCost: costField.optional(),
          ...factFields,
        },
        { error: (issue) => (issue.code === "invalid_type" ? DATA : undefined) },
      )
      .nullish(),
  })
  .catchall(z.union([z.string(), z.number().int(), z.boolean(), z.null()], { error: EXTENSION }))
  .superRefine((event, ctx) => {
    for (const name of Object.keys(event)) {
      const place = Object.hasOwn(PLACES, name) ? PLACES[name] : undefined;
      const message = place !== undefined ? `${name} is no attribute here: its place is ${place}.` : NAME;
      if (place !== undefined || !(/^[a-z0-9]+$/.test(name) || name === "data_base64"))
        ctx.addIssue({ code: "custom", path: [name], message });
    }
  });

export type CloudEvent = z.output<typeof cloudEvent>;

/** Whether the subject of a CloudEvent is the organization, and not a fact of the event. */
export const speaksForAny = (caller: Caller): boolean => caller.kind === "key" && caller.key.deployment;

/** Whether a body was read as a CloudEvent. */
export const isCloudEvent = <Other extends object>(body: CloudEvent | Other): body is CloudEvent =>
  Object.hasOwn(body, "specversion");

/**
 * The same event as POST /v1/usage takes it as JSON. For a deployment key the subject is the organization, and the event's
 * own subject may stand in its data. Throws when the two contradict each other.
 */
export function usageOf(event: CloudEvent, caller: Caller, headers: Asked["headers"]) {
  const { units = null, subject: own, ...facts } = event.data ?? {};
  const subject = event.subject ?? undefined;
  const forAny = speaksForAny(caller);
  if (forAny && subject === undefined && !headers.has("weir-organization")) {
    throw invalid([
      {
        pointer: "/subject",
        code: "required",
        message: "A deployment key must name the organization.",
        fix: "Send subject (our id or your externalKey), or the Weir-Organization header.",
      },
    ]);
  }
  if (!forAny && own !== undefined && subject !== undefined && own !== subject) {
    throw invalid([
      {
        pointer: "/data/subject",
        code: "contradiction",
        message: "subject and data.subject differ.",
        fix: "Send one of them, or the same in both.",
      },
    ]);
  }
  return {
    meter: event.type,
    units,
    idempotencyKey: event.id,
    source: event.source,
    occurredAt: event.time ?? undefined,
    ...facts,
    subject: own ?? (forAny ? undefined : subject),
    organization: forAny ? subject : undefined,
  };
}

const ATTRIBUTES: Readonly<Record<string, string>> = {
  "/meter": "/type",
  "/units": "/data/units",
  "/occurredAt": "/time",
  "/idempotencyKey": "/id",
};

/** A refusal that points to the attributes of the CloudEvent, as it was sent. */
export const pointingIntoEvent = (recorded: Recorded): Recorded =>
  recorded.admitted
    ? recorded
    : { ...recorded, fields: recorded.fields.map((f) => ({ ...f, pointer: ATTRIBUTES[f.pointer] ?? f.pointer })) };

const IN_HEADERS = ["specversion", "id", "type", "source", "subject", "time", "dataschema", ...Object.keys(PLACES)];

/**
 * The event whose attributes an HTTP request carries in its headers (binary content mode), with its body as data. Only
 * headers that mean something here are read. Throws MALFORMED for one that is not percent-encoded text.
 */
export function binaryEvent(headers: Asked["headers"], data: unknown): Readonly<Record<string, unknown>> {
  const attributes: Record<string, unknown> = {};
  for (const name of IN_HEADERS) {
    const value = headers.get(`ce-${name}`);
    if (value !== null) attributes[name] = percentDecoded(`ce-${name}`, value);
  }
  return { ...attributes, data };
}

function percentDecoded(name: string, value: string): string {
  let text: string;
  try {
    text = decodeURIComponent(value);
  } catch {
    throw new AppError("MALFORMED", `The header ${name} is not percent-encoded as CloudEvents ask for.`);
  }
  if (text.includes("\u0000"))
    throw new AppError("MALFORMED", `The header ${name} holds the character U+0000, which no text may contain.`);
  return text;
}
