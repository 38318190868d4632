import { z } from "zod";
import { isoOrNull, parseInstant, type Instant } from "@/lib/kernel/time";
import { MAX_QUANTITY } from "@/lib/kernel/pricing";
import { MAX_UNITS_PER_EVENT } from "@/lib/kernel/quantity";

/** Fields that several contracts share. Strict: nothing is coerced, and each fault says what would be right. */

export const meterField = z
  .string({ error: "meter must be the slug of a meter, such as api_calls." })
  .regex(
    /^[a-z][a-z0-9_]{0,99}$/,
    "meter must be the slug of a meter: lower-case letters, digits and underscores, such as api_calls.",
  )
  .meta({ description: "Slug of a meter", example: "api_calls" });

export const unitsField = z
  .number({ error: `units must be a whole number from 1 to ${MAX_UNITS_PER_EVENT}, not in quotes.` })
  .int(`units must be a whole number from 1 to ${MAX_UNITS_PER_EVENT}.`)
  .min(1, `units must be a whole number from 1 to ${MAX_UNITS_PER_EVENT}.`)
  .max(MAX_UNITS_PER_EVENT, `units must be a whole number from 1 to ${MAX_UNITS_PER_EVENT}.`)
  .meta({ description: "Whole units", example: 1 });

/** Units of an event: on a gauge its new value, which may be 0. What is added up is at least 1; who knows the meter says so. */
export const reportedUnitsField = z
  .number({ error: `units must be a whole number from 1 to ${MAX_UNITS_PER_EVENT}, not in quotes.` })
  .int(`units must be a whole number from 1 to ${MAX_UNITS_PER_EVENT}.`)
  .min(0, `units must be a whole number from 1 to ${MAX_UNITS_PER_EVENT}, or 0 on a gauge.`)
  .max(MAX_UNITS_PER_EVENT, `units must be a whole number from 1 to ${MAX_UNITS_PER_EVENT}.`)
  .meta({ description: "Whole units; on a gauge (aggregation latest or max) its new value, from 0", example: 1 });

export const keyField = z
  .string({ error: "idempotencyKey must be a text of 1 to 255 printable ASCII characters." })
  .regex(/^[\x20-\x7e]{1,255}$/, "idempotencyKey must be 1 to 255 printable ASCII characters.")
  .meta({ description: "Names this event for ever: the same key gives the first answer again", example: "req-7f3a" });

export const instantField = (name: string) =>
  z
    .string({ error: `${name} must be an RFC 3339 time such as 2026-11-21T10:00:00Z.` })
    .max(40, `${name} must be an RFC 3339 time such as 2026-11-21T10:00:00Z.`)
    .transform((text, ctx): Instant => {
      const t = parseInstant(text);
      if (t !== null) return t;
      ctx.addIssue({ code: "custom", message: `${name} must be an RFC 3339 time such as 2026-11-21T10:00:00Z.` });
      return z.NEVER;
    })
    .meta({ format: "date-time" });

const textOf = (name: string, max: number) =>
  z
    .string({ error: `${name} must be a text of 1 to ${max} characters.` })
    .min(1, `${name} must not be empty.`)
    .max(max, `${name} must not be longer than ${max} characters.`);

export const nameField = (name: string) => textOf(name, 100);
export const longField = (name: string, max = 255) => textOf(name, max);

export const organizationField = textOf("organization", 255).meta({
  description: "Our id or, with a deployment key, your externalKey",
  example: "og_019a…",
});

export const intervalField = z.enum(["month", "year"], { error: "interval must be month or year." });

const QUANTITY = `quantity must be a whole number from 1 to ${MAX_QUANTITY}.`;
export const quantityField = z.number({ error: QUANTITY }).int(QUANTITY).min(1, QUANTITY).max(MAX_QUANTITY, QUANTITY);

const ADDRESS_MAX = 2_048;
/** An address to which a browser is led back. Which ones a caller may name: return-address.ts. */
export const addressField = (name: string) => {
  const fault = `${name} must be a whole address that begins with https:// or http://, of at most ${ADDRESS_MAX} characters.`;
  return z
    .string({ error: fault })
    .max(ADDRESS_MAX, fault)
    .refine(isWebAddress, fault)
    .meta({ format: "uri", example: "https://app.example.com/billing" });
};

/** Without a name and a password in it, which a browser would send along. */
function isWebAddress(text: string): boolean {
  if (!/^https?:\/\/[^\s\\]+$/i.test(text) || !URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username === "" && password === "";
}

/** An approximate cost in currency units with at most six decimals, kept as a whole number of millionths. */
export const costField = z
  .union([z.number(), z.string().max(20)], {
    error: "approxCost must be an amount such as 0.0021, not negative, with at most six decimals.",
  })
  .transform((value, ctx): number => {
    const m = /^(\d{1,9})(?:\.(\d{1,6}))?$/.exec(typeof value === "number" ? plainDecimal(value) : value);
    if (m) return Number(m[1]) * 1_000_000 + Number((m[2] ?? "").padEnd(6, "0"));
    ctx.addIssue({
      code: "custom",
      message: "approxCost must be an amount such as 0.0021, not negative, with at most six decimals.",
    });
    return z.NEVER;
  })
  .meta({ description: "Approximate cost to you, in currency units", example: 0.0021 });

/** A number without exponent, as short as it is exact. */
function plainDecimal(value: number): string {
  if (!Number.isFinite(value)) return "";
  return value.toFixed(12).replace(/\.?0+$/, "");
}

const MAX_PROPERTIES = 50;
const PROPERTY = "A property must be a text of at most 500 characters, a number, true, false or null.";
export const propertiesField = z
  .record(
    z.string().min(1).max(40),
    z.union([z.string().max(500), z.number(), z.boolean(), z.null()], { error: PROPERTY }),
    {
      error: "properties must be an object of texts, numbers and booleans.",
    },
  )
  .refine((all) => Object.keys(all).length <= MAX_PROPERTIES, `properties may hold ${MAX_PROPERTIES} pairs at most.`);

/** What is kept of an event and not judged. */
export const factFields = {
  subject: longField("subject").optional(),
  provider: nameField("provider").optional(),
  endpoint: longField("endpoint").optional(),
  userId: longField("userId").optional(),
  requestId: longField("requestId").optional(),
  properties: propertiesField.optional(),
};

export const usageEventFields = {
  meter: meterField,
  units: reportedUnitsField,
  idempotencyKey: keyField.optional(),
  occurredAt: instantField("occurredAt").optional(),
  source: nameField("source").default("api"),
  approxCost: costField.optional(),
  ...factFields,
};

export const windowName = z.enum(["DAY", "MONTH", "BILLING_PERIOD", "LIFETIME"]);

/** Where the meter stands after an admission, by the window with the least room. */
export const positionFields = {
  window: windowName.nullable(),
  limit: z.number().int().nullable(),
  used: z.number().int().nullable(),
  remaining: z.number().int().nullable(),
  resetsAt: z.string().nullable(),
  overage: z.number().int(),
};

/** What POST /v1/usage answers. */
export const recordedEvent = z.object({
  data: z.object({
    id: z.string(),
    organization: z.string(),
    environment: z.enum(["PROD", "STAGING", "DEV"]),
    meter: z.string(),
    units: z.number().int(),
    idempotencyKey: z.string(),
    countedAt: z.string(),
    occurredAt: z.string(),
    ...positionFields,
  }),
});

export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: z.string(),
  requestId: z.string(),
  errors: z
    .array(z.object({ pointer: z.string(), code: z.string(), message: z.string(), fix: z.string().optional() }))
    .optional(),
});

export const dataOf = <S extends z.ZodType>(schema: S) => z.object({ data: schema });
export const listOf = <S extends z.ZodType>(schema: S) =>
  z.object({ data: z.array(schema), meta: z.object({ hasMore: z.boolean(), nextCursor: z.string().optional() }) });

export const moneyShape = z.object({ amount: z.string(), currency: z.string() });

/** What usage beyond the allowance may cost, what it has cost, and the units at which calls stop. */
export const spendStanding = z.object({ limit: moneyShape, spent: moneyShape, ceiling: z.number().int() });

export const limitStanding = z.object({
  meter: z.string(),
  window: windowName,
  limit: z.number().int().nullable(),
  used: z.number().int(),
  remaining: z.number().int().nullable(),
  policy: z.enum(["HARD_STOP", "METERED"]),
  overage: z.object({ amount: z.string(), per: z.string(), currency: z.string() }).nullable(),
  spendLimit: spendStanding.nullable(),
  resetsAt: z.string().nullable(),
  source: z.enum(["plan", "override"]),
});

export { isoOrNull };
