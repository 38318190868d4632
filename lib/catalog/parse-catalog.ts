import { parse } from "yaml";
import { z } from "zod";
import { Invariant, type FieldError } from "@/lib/kernel/errors";
import { MAX_ALLOWANCE } from "@/lib/kernel/quantity";
import { catalogInvalid, catalogUnreadable } from "./errors";
import { contentHash } from "./content-hash";
import type { Catalog, PlanLimit, PlanTerms, WantedPlan } from "./model";
import { amountSchema, pricesOfText, pricesSchema } from "./parse-prices";
import { catalogFaults } from "./rules/catalog-faults";
import { minorUnits } from "./rules/minor-units";

const slug = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,62}$/, "must be lower case letters, digits and underscores, beginning with a letter");
const planCode = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]{0,62}$/, "must be upper case letters, digits and underscores, beginning with a letter");
const name = z.string().trim().min(1).max(100);
const description = z.string().trim().max(500).default("");
const currency = z.string().regex(/^[a-z]{3}$/, "must be a three-letter currency code in lower case");
const MAX_SHOWN_PER = 1_000_000_000;
const position = z.int().min(0).max(10_000);
const units = z.int().min(0).max(MAX_ALLOWANCE);
const metadataValue = z.union([z.string().max(500), z.number(), z.boolean()]).transform(String);

const limitSchema = z.strictObject({
  window: z.enum(["day", "month", "billing_period", "lifetime"]),
  amount: z.union([units, z.literal("unlimited")], { error: "must be a whole number of units, or the word unlimited" }),
  policy: z.enum(["hard_stop", "metered"]).default("hard_stop"),
  // The amount is that of each seat, or whatever the plan is sold by.
  per_quantity: z.boolean().default(false),
  overage: z.strictObject({ price: amountSchema, per: z.int().min(1).max(MAX_ALLOWANCE) }).optional(),
});

const planSchema = z.strictObject({
  name,
  description,
  family: slug,
  status: z.enum(["draft", "active", "archived"]).default("active"),
  listed: z.boolean().default(true),
  highlighted: z.boolean().default(false),
  icon: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,62}$/)
    .optional(),
  collection: z.enum(["stripe", "engine"]).default("stripe"),
  custom: z.boolean().default(false),
  fallback: z.boolean().default(false),
  trial_days: z.int().min(0).max(730).default(0),
  currency: currency.optional(),
  metadata: z.record(z.string().min(1).max(40), metadataValue).default({}),
  prices: pricesSchema,
  features: z.record(slug, z.boolean()).default({}),
  // One limit may be written without the brackets of a list.
  limits: z
    .record(
      slug,
      z.preprocess((given) => (Array.isArray(given) ? (given as unknown[]) : [given]), z.array(limitSchema).min(1)),
    )
    .default({}),
});

const catalogSchema = z.strictObject({
  currency: currency.default("usd"),
  features: z.record(slug, z.strictObject({ name, description, position: position.optional() })).default({}),
  meters: z
    .record(
      slug,
      z.strictObject({
        name,
        unit: name,
        unit_plural: name,
        aggregation: z.enum(["sum", "max", "latest", "unique"]).default("sum"),
        shown_as: z.strictObject({ unit: name, per: z.int().min(2).max(MAX_SHOWN_PER) }).optional(),
        feature: slug.optional(),
        position: position.optional(),
      }),
    )
    .default({}),
  families: z.record(slug, z.strictObject({ name, description, position: position.optional() })).default({}),
  plans: z.record(planCode, planSchema),
});

/** A file of one plan: what it refers to is defined already. */
const planFileSchema = z.strictObject({
  currency: currency.default("usd"),
  plans: z
    .record(planCode, planSchema)
    .refine((plans) => Object.keys(plans).length === 1, "must hold exactly one plan"),
});

type CatalogText = z.output<typeof catalogSchema>;
type PlanText = z.output<typeof planSchema>;
type LimitText = z.output<typeof limitSchema>;

/**
 * Reads a catalog file. Strict: an unknown field, a reference to something the file does not define, or an amount finer
 * than its currency is refused, with the path of every fault (MALFORMED, VALIDATION_ERROR). Positions that are not
 * written follow the order of the file.
 */
export function parseCatalog(yamlText: string): Catalog {
  const parsed = catalogSchema.safeParse(readYaml(yamlText));
  if (!parsed.success) throw catalogInvalid(parsed.error.issues.map(fieldOf));
  const faults: FieldError[] = [];
  const catalog = catalogOf(parsed.data, faults);
  faults.push(...catalogFaults(catalog));
  if (faults.length > 0) throw catalogInvalid(faults);
  return catalog;
}

/**
 * Reads a file that holds one plan in the catalog's form, and nothing that it refers to. As strict as the catalog
 * (MALFORMED, VALIDATION_ERROR); whether its references exist is seen when it is created.
 */
export function parsePlan(yamlText: string): WantedPlan {
  const parsed = planFileSchema.safeParse(readYaml(yamlText));
  if (!parsed.success) throw catalogInvalid(parsed.error.issues.map(fieldOf));
  const [[code, plan] = []] = Object.entries(parsed.data.plans);
  if (code === undefined || plan === undefined) throw new Invariant("a file of one plan holds none");
  const faults: FieldError[] = [];
  const wanted = planOf(code, plan, 0, parsed.data.currency, faults);
  if (faults.length > 0) throw catalogInvalid(faults);
  return wanted;
}

function readYaml(text: string): unknown {
  try {
    return parse(text, { strict: true, uniqueKeys: true, maxAliasCount: 20 }) as unknown;
  } catch (error) {
    throw catalogUnreadable(error instanceof Error ? error.message : String(error));
  }
}

function fieldOf(issue: z.core.$ZodIssue): FieldError {
  const path = issue.code === "unrecognized_keys" ? [...issue.path, issue.keys[0] ?? ""] : issue.path;
  const message =
    issue.code === "unrecognized_keys" ? `is not a field that is known here (${issue.keys.join(", ")})` : issue.message;
  return { pointer: pointer(...path.map(String)), code: issue.code, message };
}

const pointer = (...path: readonly string[]): string =>
  path.map((part) => `/${part.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

function catalogOf(text: CatalogText, faults: FieldError[]): Catalog {
  const positioned = <T extends { position?: number | undefined }>(rows: Readonly<Record<string, T>>) =>
    Object.entries(rows).map(([key, row], index) => ({ key, row, position: row.position ?? index }));
  return {
    features: positioned(text.features).map(({ key, row, position: at }) => ({
      slug: key,
      name: row.name,
      description: row.description,
      position: at,
    })),
    meters: positioned(text.meters).map(({ key, row, position: at }) => ({
      slug: key,
      name: row.name,
      unit: row.unit,
      unitPlural: row.unit_plural,
      aggregation: upper(row.aggregation),
      shownUnit: row.shown_as?.unit ?? null,
      shownPer: row.shown_as?.per ?? null,
      feature: row.feature ?? null,
      position: at,
    })),
    families: positioned(text.families).map(({ key, row, position: at }) => ({
      code: key,
      name: row.name,
      description: row.description,
      position: at,
    })),
    plans: Object.entries(text.plans).map(([code, plan], index) => planOf(code, plan, index, text.currency, faults)),
  };
}

function planOf(
  code: string,
  plan: PlanText,
  index: number,
  defaultCurrency: string,
  faults: FieldError[],
): WantedPlan {
  const planCurrency = plan.currency ?? defaultCurrency;
  const inMinorUnits = (written: string, path: readonly string[]): bigint => {
    const value = minorUnits(written, planCurrency);
    if (value === null)
      faults.push({
        pointer: pointer("plans", code, ...path),
        code: "invalid_amount",
        message: `"${written}" is not an amount in ${planCurrency}; write it like 29.99`,
      });
    return value ?? 0n;
  };
  const prices = pricesOfText(plan.prices, planCurrency, inMinorUnits);
  const limitOf = (meter: string, limit: LimitText): PlanLimit => ({
    meter,
    window: upper(limit.window),
    amount: limit.amount,
    policy: upper(limit.policy),
    overage: limit.overage
      ? { amount: inMinorUnits(limit.overage.price, ["limits", meter, "overage", "price"]), per: limit.overage.per }
      : null,
    ...(limit.per_quantity ? { perQuantity: true as const } : {}),
  });
  const terms: PlanTerms = {
    code,
    family: plan.family,
    name: plan.name,
    description: plan.description,
    collection: upper(plan.collection),
    custom: plan.custom,
    trialDays: plan.trial_days,
    currency: planCurrency,
    metadata: plan.metadata,
    prices,
    features: Object.entries(plan.features).map(([feature, enabled]) => ({ slug: feature, enabled })),
    limits: Object.entries(plan.limits).flatMap(([meter, limits]) => limits.map((limit) => limitOf(meter, limit))),
  };
  return {
    status: upper(plan.status),
    contentHash: contentHash(terms),
    terms,
    presentation: {
      listed: plan.listed,
      position: index,
      highlighted: plan.highlighted,
      icon: plan.icon ?? null,
      fallback: plan.fallback,
    },
  };
}

const upper = <T extends string>(text: T): Uppercase<T> => text.toUpperCase() as Uppercase<T>;
