import { activePlanByCode } from "@/lib/catalog";
import type { Ctx } from "@/lib/context";
import { readFacts, readPlanFacts, resolve, type Facts, type OverrideFacts, type PlanFacts } from "@/lib/entitlements";
import { required } from "@/lib/kernel/errors";
import type { Instant } from "@/lib/kernel/time";
import { businessNow } from "@/lib/platform/clock";
import { sqlOf } from "@/lib/platform/db";
import { refuseFaulty, type Override, type OverrideSubject } from "./override-entitlement";
import { effectOf, type Effect } from "./rules/effect";

/** What a plan given or taken by hand would change. */
export interface PlanEffect extends Effect {
  readonly from: Pick<PlanFacts, "code" | "name"> | null;
  readonly to: Pick<PlanFacts, "code" | "name">;
  /** A live Stripe subscription stands in the way: it has to be ended in the same step. */
  readonly overStripe: boolean;
}

/**
 * The effect of an exception that is not written yet, by the very rule that will apply it, now and when it expires; null
 * takes the present one away. VALIDATION_ERROR for one that could not be written. Reads only.
 */
export async function previewOverride(
  ctx: Ctx,
  organizationId: string,
  subject: OverrideSubject,
  override: Override | null,
): Promise<Effect> {
  if (override) await refuseFaulty(ctx.db, organizationId, override);
  const { facts, now, at } = await present(ctx, organizationId);
  const others = facts.overrides.filter((one) => !isAbout(one, subject));
  const after = { ...facts, overrides: override ? [...others, asFacts(override, now)] : others };
  const later = override?.expiresAt === undefined ? null : at({ ...facts, overrides: others }, override.expiresAt);
  return effectOf(at(facts, now), at(after, now), later);
}

/** The effect of giving an organization a plan by hand. NOT_FOUND for a plan that is not there. Reads only. */
export async function previewAssignedPlan(ctx: Ctx, organizationId: string, planCode: string): Promise<PlanEffect> {
  const plan = await activePlanByCode(ctx, planCode);
  const wanted = required(await readPlanFacts(sqlOf(ctx.db), plan.id), "the plan that is there");
  return onPlan(await present(ctx, organizationId), wanted);
}

/** The effect of taking an organization back to the fallback plan. Reads only. */
export async function previewCanceledPlan(ctx: Ctx, organizationId: string): Promise<PlanEffect> {
  const here = await present(ctx, organizationId);
  return onPlan(here, required(here.facts.fallback, "the plan to fall back to"));
}

interface Present {
  readonly facts: Facts;
  readonly now: Instant;
  readonly at: (facts: Facts, moment: Instant) => ReturnType<typeof resolve>;
}

async function present(ctx: Ctx, organizationId: string): Promise<Present> {
  const sql = sqlOf(ctx.db);
  const [facts, now] = [await readFacts(sql, organizationId), await businessNow(sql)];
  return { facts, now, at: (known, moment) => resolve(organizationId, known, moment, ctx.env.PAST_DUE_GRACE_DAYS) };
}

function onPlan({ facts, now, at }: Present, plan: PlanFacts): PlanEffect {
  const before = at(facts, now);
  const { subscription } = facts;
  const after: Facts = {
    ...facts,
    plan,
    scheduled: null,
    // A plan given by hand goes on until somebody ends it.
    subscription: subscription && { ...subscription, status: "ACTIVE", cancelAt: null, cancelAtPeriodEnd: false },
  };
  return {
    ...effectOf(before, at(after, now), null),
    from: before.plan,
    to: plan,
    overStripe: subscription?.source === "STRIPE",
  };
}

const isAbout = (one: OverrideFacts, subject: OverrideSubject): boolean =>
  subject.feature === undefined
    ? one.meter === subject.meter && one.window === subject.window
    : one.feature === subject.feature;

const asFacts = (override: Override, now: Instant): OverrideFacts => ({
  id: "preview",
  feature: override.feature ?? null,
  enabled: override.enabled ?? null,
  meter: override.meter ?? null,
  window: override.window ?? null,
  removed: override.removed ?? false,
  unlimited: override.unlimited ?? false,
  amount: override.amount ?? null,
  policy: override.policy ?? null,
  overage: override.overage ?? null,
  reason: override.reason,
  author: "preview",
  createdAt: now,
  expiresAt: override.expiresAt ?? null,
});
