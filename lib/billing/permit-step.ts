import { getPlan, type Plan } from "@/lib/catalog";
import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { required } from "@/lib/kernel/errors";
import { inTransaction, type DbOrTx, type Tx } from "@/lib/platform/db";
import {
  choicesFrom,
  isLive,
  liveSubscription,
  lockLiveSubscription,
  mayTake,
  standingOf,
  subscriptionMissing,
  type Step,
  type Subscription,
} from "@/lib/subscriptions";
import { stepRefused } from "./errors";

export interface Permitted {
  readonly organizationId: string;
  readonly live: Subscription;
  readonly plan: Plan;
}

/**
 * The live subscription of the context's organization, when the table allows the step from where it stands. CONFLICT
 * otherwise, with the state and what can be done instead.
 */
export async function permitStep(ctx: Ctx, step: Step): Promise<Permitted> {
  const organizationId = required(ctx.organization, "the organization whose subscription changes");
  const live = await liveSubscription(ctx, organizationId);
  return { organizationId, live, plan: await permit(ctx, live, step) };
}

/** The same inside a transaction, with the organization's rows locked: somebody may have been faster. */
export async function permitStepLocked(tx: Tx, organizationId: string, step: Step): Promise<Subscription> {
  const live = await lockLiveSubscription(tx, organizationId);
  if (!live) throw subscriptionMissing();
  await permit({ db: tx }, live, step);
  return live;
}

/** Refuses a step for a subscription that is not the live one: it has ended, or was never paid. CONFLICT, with the choices. */
export function refuseUnlessLive(subscription: Subscription, step: Step): void {
  if (isLive(subscription.status)) return;
  const standing = standingOf(subscription, false);
  throw stepRefused(standing, step, choicesFrom(standing));
}

/** What can be done to a subscription as it stands. */
export const choicesOf = (subscription: Subscription, plan: Pick<Plan, "fallback">): readonly string[] =>
  choicesFrom(standingOf(subscription, plan.fallback));

async function permit(reader: { readonly db: DbOrTx }, live: Subscription, step: Step): Promise<Plan> {
  const plan = await getPlan(reader, live.planId);
  const standing = standingOf(live, plan.fallback);
  if (!mayTake(standing, step)) throw stepRefused(standing, step, choicesFrom(standing));
  return plan;
}

/** Writes down who wants what of a subscription that Stripe keeps, and why, before Stripe hears of it. */
export async function recordWish(ctx: Ctx, { organizationId, live }: Permitted, wish: Wish): Promise<void> {
  await inTransaction(ctx.db, (tx) =>
    record(tx, ctx, `subscription.${wish.step}_requested`, {
      entity: { type: "subscription", id: live.id },
      organization: organizationId,
      before: { status: live.status },
      after: wish.facts ?? {},
      reason: wish.reason,
    }),
  );
}

export interface Wish {
  readonly step: Step;
  readonly reason: string;
  readonly facts?: Readonly<Record<string, unknown>>;
}
