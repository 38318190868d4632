import type { Ctx } from "@/lib/context";
import { notFound, required } from "@/lib/kernel/errors";
import type { Instant } from "@/lib/kernel/time";
import {
  holdQuota,
  listHolds as listHoldsOfTenant,
  readHold as readHoldOfTenant,
  releaseHold as releaseHoldOfTenant,
  settleHold as settleHoldOfTenant,
  type Hold,
  type HoldFilter,
  type Outcome,
  type UsageEnvironment,
} from "@/lib/quota";
import { catalogMeters, knownMeter } from "./cures";
import type { Recorded, ReportedUsage, Reporter } from "./model";
import { unknownMeter, withCure } from "./record-usage";

/** Units to set aside, validated by the door. */
export interface ReportedHold extends Omit<ReportedUsage, "units" | "occurredAt" | "costMicros"> {
  readonly units: number;
  readonly expiresInSeconds: number;
}

/** What was used of a hold, validated by the door. Null leaves to the hold what it already says. */
export interface ReportedSettlement {
  readonly hold: string;
  readonly units: number;
  readonly key: string | null;
  readonly occurredAt: Instant | null;
  readonly source: string | null;
  readonly subject: string | null;
  readonly provider: string | null;
  readonly endpoint: string | null;
  readonly userId: string | null;
  readonly requestId: string | null;
  readonly costMicros: number | null;
  readonly properties: Readonly<Record<string, unknown>> | null;
}

const tenantOf = (ctx: Ctx, environment: UsageEnvironment) => ({
  organizationId: required(ctx.organization, "the organization of a hold"),
  environment,
});

/**
 * Holds units of the context's organization for work of unknown size, or refuses with the cheapest cure. Safe to repeat
 * with the same key for ever.
 */
export async function holdUsage(ctx: Ctx, reporter: Reporter, reported: ReportedHold): Promise<Recorded> {
  const { meter, units, key, expiresInSeconds, ...facts } = reported;
  const meters = await catalogMeters(ctx);
  if (!meters.some(({ slug }) => slug === meter)) return unknownMeter(meters, meter);
  const tenant = tenantOf(ctx, reporter.environment);
  const outcome = await holdQuota(ctx, {
    ...tenant,
    meter,
    units,
    key,
    expiresInSeconds,
    facts: { ...facts, apiKeyId: reporter.apiKeyId, costMicros: null },
  });
  return recorded(ctx, tenant.organizationId, meter, outcome);
}

/** Ends a hold with what was used: see `settleHold` of the quota. A refusal leaves the hold as it was, and says the cure. */
export async function settleHold(ctx: Ctx, reporter: Reporter, settlement: ReportedSettlement): Promise<Recorded> {
  const { hold, units, key, occurredAt, ...facts } = settlement;
  const tenant = tenantOf(ctx, reporter.environment);
  const outcome = await settleHoldOfTenant(ctx, {
    ...tenant,
    hold,
    units,
    key,
    occurredAt,
    facts: { ...facts, apiKeyId: reporter.apiKeyId },
  });
  return recorded(ctx, tenant.organizationId, null, outcome);
}

/** Gives a hold back unused. Repeating gives the first answer. */
export async function releaseHold(ctx: Ctx, reporter: Reporter, hold: string): Promise<Recorded> {
  const tenant = tenantOf(ctx, reporter.environment);
  return recorded(ctx, tenant.organizationId, null, await releaseHoldOfTenant(ctx, { ...tenant, hold }));
}

/** One hold of the context's organization. Throws NOT_FOUND. */
export async function readHold(ctx: Ctx, environment: UsageEnvironment, id: string): Promise<Hold> {
  const hold = await readHoldOfTenant(ctx, tenantOf(ctx, environment), id);
  if (!hold) throw notFound("hold");
  return hold;
}

/** Holds of the context's organization, newest first. `next` is where the page after this one begins. */
export async function listHolds(
  ctx: Ctx,
  environment: UsageEnvironment,
  filter: HoldFilter,
  page: { limit: number; after: string | null },
): Promise<{ holds: Hold[]; next: string | null }> {
  const found = await listHoldsOfTenant(ctx, tenantOf(ctx, environment), filter, { ...page, limit: page.limit + 1 });
  const holds = found.slice(0, page.limit);
  return { holds, next: found.length > page.limit ? (holds.at(-1)?.id ?? null) : null };
}

/** `meter` null: the refusal names it, if it is about one. */
async function recorded(ctx: Ctx, organizationId: string, meter: string | null, outcome: Outcome): Promise<Recorded> {
  if (outcome.admitted) return outcome;
  const { meter: refused } = (outcome.refusal.details ?? {}) as { meter?: string };
  const slug = meter ?? refused ?? "";
  const known = await knownMeter(ctx, slug).catch(() => null);
  return withCure(ctx, organizationId, slug, known, outcome.refusal);
}
