import { activePlanByCode, getPlan, type BillingInterval, type Plan } from "@/lib/catalog";
import { periodAmount, soldByQuantity } from "@/lib/kernel/pricing";
import type { Ctx } from "@/lib/context";
import { conflict, required } from "@/lib/kernel/errors";
import type { Money } from "@/lib/kernel/money";
import type { Instant } from "@/lib/kernel/time";
import type { Tx } from "@/lib/platform/db";
import { choicesFrom, liveSubscription, mayTake, standingOf, type Subscription } from "@/lib/subscriptions";
import {
  changeIsCancellation,
  changeIsPurchase,
  noSuchPrice,
  notSoldByCheckout,
  samePlan,
  soldByContract,
  soldOnce,
  stepRefused,
  tooMany,
} from "./errors";
import { decidePlanChange, type PossibleChange } from "./rules/plan-change";

/** A change that somebody considers. */
export interface WantedChange {
  readonly planCode: string;
  readonly interval: BillingInterval;
  readonly quantity?: number;
}

/** A change that is possible as things stand here; nobody has been asked what it would cost today. */
export interface ConsideredChange {
  readonly current: Plan;
  readonly next: Plan;
  readonly subscription: Subscription;
  readonly timings: PossibleChange["timings"];
  /** Where the running period ends, and a change that waits takes effect. */
  readonly periodEnd: Instant;
  /** How many there will be, and whether that can be chosen. */
  readonly quantity: number;
  readonly byQuantity: boolean;
  /** What a period of the next plan costs, of all of them. */
  readonly price: Money;
}

/**
 * What changing the plan of the context's organization would lead to, from our own rows. Refuses as `changePlan` does,
 * naming the state and the choices.
 */
export async function considerPlanChange(ctx: Ctx, wanted: WantedChange): Promise<ConsideredChange> {
  const organizationId = required(ctx.organization, "the organization whose plan changes");
  return shownOf(await considered(ctx, await liveSubscription(ctx, organizationId), wanted));
}

export interface Considered {
  readonly live: Subscription;
  readonly current: Plan;
  readonly next: Plan;
  readonly possible: PossibleChange;
}

export const shownOf = ({ live, current, next, possible }: Considered): ConsideredChange => ({
  current,
  next,
  subscription: live,
  timings: possible.timings,
  periodEnd: live.period.end,
  quantity: possible.quantity,
  byQuantity: soldByQuantity(possible.price),
  price: { amount: periodAmount(possible.price, possible.quantity), currency: possible.price.currency },
});

/** The wish beside what is live, or the refusal that it meets. */
export async function considered(
  reader: Pick<Ctx, "db"> | { db: Tx },
  live: Subscription,
  wanted: WantedChange,
): Promise<Considered> {
  const next = await activePlanByCode(reader, wanted.planCode);
  const current = await getPlan(reader, live.planId);
  const state = standingOf(live, current.fallback);
  const decision = decidePlanChange({
    live,
    current,
    next,
    interval: wanted.interval,
    quantity: wanted.quantity ?? null,
    mayChange: mayTake(state, "change_plan"),
  });
  switch (decision.kind) {
    case "possible":
      return { live, current, next, possible: decision };
    case "same":
      throw samePlan(next);
    case "by_contract":
      throw soldByContract(next);
    case "not_for_sale":
      throw notSoldByCheckout(next);
    case "no_such_price":
      throw noSuchPrice(next, wanted.interval);
    case "one_only":
      throw soldOnce(next);
    case "too_many":
      throw tooMany(next);
    case "buy":
      throw changeIsPurchase(next);
    case "cancel":
      throw changeIsCancellation(next);
    case "blocked":
      throw stepRefused(state, "change_plan", choicesFrom(state));
  }
}

/** The id at Stripe; CONFLICT for what we keep ourselves. */
export const stripeIdOf = (live: Subscription): string => {
  if (!live.stripeSubscriptionId) throw conflict("This subscription is not collected through Stripe.");
  return live.stripeSubscriptionId;
};
