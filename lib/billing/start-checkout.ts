import {
  activePlanByCode,
  getPlan,
  isFree,
  markPlanSold,
  planOfPrice,
  type BillingInterval,
  type Plan,
} from "@/lib/catalog";
import { periodAmount } from "@/lib/kernel/pricing";
import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { notFound, required } from "@/lib/kernel/errors";
import { DAY, type Instant } from "@/lib/kernel/time";
import {
  attachSession,
  checkoutSuperseded,
  getPayment,
  openPayment,
  supersedePending,
  type CheckoutSession,
  type Payment,
} from "@/lib/payments";
import { businessNow } from "@/lib/platform/clock";
import { inTransaction, sqlOf, type Tx } from "@/lib/platform/db";
import { once } from "@/lib/platform/once";
import { changeAllowance } from "@/lib/quota";
import {
  alreadySubscribed,
  fallBackToFree,
  findLiveSubscription,
  hadTrial,
  isLive,
  lockLiveSubscription,
  type Subscription,
} from "@/lib/subscriptions";
import { getOrganization, organizationForUpdate } from "@/lib/tenancy";
import { applyCheckout } from "./apply-checkout";
import { usablePromotion } from "./apply-promotion";
import { ensureCustomer } from "./ensure-customer";
import {
  checkoutAlreadyPaid,
  checkoutGone,
  noSuchPrice,
  notSoldByCheckout,
  organizationSuspended,
  paidSubscriptionInTheWay,
  soldByContract,
  soldOnce,
  tooMany,
} from "./errors";
import { bringPriceToStripe } from "./sync-prices";
import { decideCheckout, type CheckoutDecision } from "./rules/checkout-decision";

export interface StartCheckout {
  readonly planCode: string;
  readonly interval: BillingInterval;
  /** How many, where the plan is sold by the quantity; one when it is left out. */
  readonly quantity?: number;
  /** A code that shall make it cheaper; without one the provider's page asks for it. */
  readonly promotionCode?: string;
  /** Where the provider sends the buyer; {CHECKOUT_SESSION_ID} is filled in. */
  readonly successUrl: string;
  readonly cancelUrl: string;
  readonly idempotencyKey: string;
}

/** Go and pay there, or there was nothing to pay and the plan stands already. */
export type StartedCheckout =
  | {
      readonly kind: "redirect";
      readonly url: string;
      readonly paymentId: string;
      readonly sessionId: string;
      readonly trialDays: number;
      readonly expiresAt: Instant | null;
    }
  | { readonly kind: "applied"; readonly subscription: Subscription };

type Pay = Extract<CheckoutDecision, { kind: "pay" }>;

/** What was agreed on under the idempotency key; the rest can be done again from it. */
interface Agreement {
  readonly paymentId: string;
  readonly priceId: string;
  readonly quantity: number;
  readonly trialDays: number;
  /** The provider's id of the code that makes it cheaper. */
  readonly promotionId: string | null;
  /** Sessions of earlier checkouts that must not be paid any more. */
  readonly superseded: readonly string[];
}

/**
 * Begins the purchase of a plan for the context's organization. The same key leads to the same session, also when the
 * first try died half way. A plan that costs nothing is given at once. Refuses: an organization that pays already
 * (CONFLICT with the choices), a plan sold by contract (FORBIDDEN), one that is not on sale (NOT_FOUND, CONFLICT), a
 * suspended organization; and UNAVAILABLE or STRIPE_ERROR when the provider does not go along.
 */
export async function startCheckout(ctx: Ctx, input: StartCheckout): Promise<StartedCheckout> {
  const organizationId = required(ctx.organization, "the organization that buys");
  const plan = await activePlanByCode(ctx, input.planCode);
  if (isFree(plan)) return { kind: "applied", subscription: await takeFreePlan(ctx, organizationId, plan, input) };
  const promotionId = await promotionOf(ctx, organizationId, plan, input);
  const agreement = await agree(ctx, organizationId, plan, input, promotionId);
  const payment = await getPayment(ctx, organizationId, agreement.paymentId);
  if (payment.status === "SUCCEEDED") throw checkoutAlreadyPaid();
  if (payment.status === "FAILED") throw payment.failure?.code === "expired" ? checkoutGone() : checkoutSuperseded();
  if (payment.checkoutUrl && payment.checkoutSessionId)
    return redirect(
      payment.id,
      { id: payment.checkoutSessionId, url: payment.checkoutUrl, expiresAt: null },
      agreement,
    );
  await closeSuperseded(ctx, agreement.superseded);
  const session = await openSession(ctx, organizationId, payment, agreement, input);
  return redirect(payment.id, session, agreement);
}

async function takeFreePlan(ctx: Ctx, organizationId: string, plan: Plan, input: StartCheckout): Promise<Subscription> {
  return changeAllowance(ctx, organizationId, async (tx) => {
    const live = await lockLiveSubscription(tx, organizationId);
    await decided({ db: tx }, plan, input, live, organizationId);
    return fallBackToFree(tx, ctx, organizationId, "the free plan was chosen");
  });
}

/** Load, decide, commit: the payment row is the agreement that everything outside the database hangs on. */
async function agree(
  ctx: Ctx,
  organizationId: string,
  plan: Plan,
  input: StartCheckout,
  promotionId: string | null,
): Promise<Agreement> {
  const { idempotencyKey, ...wish } = input;
  const { result } = await inTransaction(ctx.db, (tx) =>
    once(tx, { scope: `${organizationId}:billing.start-checkout`, key: idempotencyKey, input: wish }, () =>
      commitAgreement(tx, ctx, organizationId, plan, { ...input, promotionId }),
    ),
  );
  return result;
}

async function commitAgreement(
  tx: Tx,
  ctx: Ctx,
  organizationId: string,
  plan: Plan,
  input: StartCheckout & Pick<Agreement, "promotionId">,
): Promise<Agreement> {
  // The organization's row serialises its checkouts: of two at once, the later one gives up the earlier.
  const organization = await organizationForUpdate(tx, organizationId);
  if (!organization) throw notFound("organization");
  if (organization.status !== "ACTIVE") throw organizationSuspended();
  const live = await findLiveSubscription({ db: tx }, organizationId);
  const { price, trialDays } = asPay(await decided({ db: tx }, plan, input, live, organizationId));
  // From here on somebody has been shown these terms, so they stay what they are.
  await markPlanSold(tx, plan.id);
  const superseded = await supersedePending(tx, organizationId);
  const { quantity = 1 } = input;
  const payment = await openPayment(tx, {
    organizationId,
    planPriceId: price.id,
    amount: periodAmount(price, quantity),
    currency: price.currency,
    createdBy: ctx.actor.id,
  });
  await record(tx, ctx, "checkout.started", {
    entity: { type: "payment", id: payment.id },
    organization: organizationId,
    after: {
      plan: plan.code,
      version: plan.version,
      interval: price.interval,
      amount: periodAmount(price, quantity),
      quantity,
      currency: price.currency,
      trialDays,
      promotionId: input.promotionId,
      superseded: superseded.map((row) => row.id),
    },
  });
  return {
    paymentId: payment.id,
    priceId: price.id,
    quantity,
    trialDays,
    promotionId: input.promotionId,
    superseded: superseded.flatMap((row) => (row.checkoutSessionId ? [row.checkoutSessionId] : [])),
  };
}

/** Asked before anything is agreed on: a code that takes nothing off must not begin a purchase at the full price. */
async function promotionOf(ctx: Ctx, organizationId: string, plan: Plan, input: StartCheckout): Promise<string | null> {
  const { promotionCode, quantity = 1 } = input;
  if (promotionCode === undefined) return null;
  const live = await findLiveSubscription(ctx, organizationId);
  const { price, trialDays } = asPay(await decided(ctx, plan, input, live, organizationId));
  const now = await businessNow(sqlOf(ctx.db));
  const trialEnd = trialDays > 0 ? now + trialDays * DAY : null;
  const amount = { amount: periodAmount(price, quantity), currency: price.currency };
  return (await usablePromotion(ctx, promotionCode, { plan, price, quantity, amount, trialEnd })).id;
}

async function decided(
  reader: Pick<Ctx, "db"> | { db: Tx },
  plan: Plan,
  { interval, quantity = 1 }: Pick<StartCheckout, "interval" | "quantity">,
  live: Subscription | null,
  organizationId: string,
): Promise<CheckoutDecision> {
  const decision = decideCheckout({
    plan,
    free: isFree(plan),
    interval,
    quantity,
    live,
    hadTrial: await hadTrial(reader, organizationId),
  });
  switch (decision.kind) {
    case "by_contract":
      throw soldByContract(plan);
    case "not_for_checkout":
      throw notSoldByCheckout(plan);
    case "no_such_price":
      throw noSuchPrice(plan, interval);
    case "one_only":
      throw soldOnce(plan);
    case "too_many":
      throw tooMany(plan);
    case "already_paying":
      throw paidSubscriptionInTheWay(decision.choices, {
        planCode: live ? (await getPlan(reader, live.planId)).code : plan.code,
      });
    default:
      return decision;
  }
}

function asPay(decision: CheckoutDecision): Pay {
  if (decision.kind !== "pay") throw alreadySubscribed();
  return decision;
}

/** Closes what an earlier checkout left open. One that was paid meanwhile counts, and while it lasts this one ends here. */
export async function closeSuperseded(ctx: Ctx, sessionIds: readonly string[]): Promise<void> {
  for (const sessionId of sessionIds) {
    const session = await ctx.payments.expireCheckout(sessionId);
    if (session?.status !== "complete") continue;
    const outcome = await applyCheckout(ctx, sessionId);
    if (outcome.state === "complete" && !isLive(outcome.subscription.status)) continue;
    throw alreadySubscribed();
  }
}

async function openSession(
  ctx: Ctx,
  organizationId: string,
  payment: Payment,
  agreement: Agreement,
  input: StartCheckout,
): Promise<CheckoutSession> {
  const customerId = await ensureCustomer(ctx, await getOrganization(ctx, organizationId));
  const { plan, price } = required(
    await planOfPrice(ctx, { priceId: agreement.priceId }),
    "the price that was agreed on",
  );
  const atStripe = await bringPriceToStripe(ctx, plan, price);
  const session = await ctx.payments.createCheckout({
    paymentId: payment.id,
    organizationId,
    customerId,
    ...atStripe,
    planId: plan.id,
    quantity: agreement.quantity,
    trialDays: agreement.trialDays,
    promotionId: agreement.promotionId,
    successUrl: input.successUrl,
    cancelUrl: input.cancelUrl,
  });
  try {
    await inTransaction(ctx.db, (tx) => attachSession(tx, payment.id, session));
  } catch (error) {
    // A newer checkout took its place while this one was being opened; nobody may pay here.
    await ctx.payments.expireCheckout(session.id);
    throw error;
  }
  return session;
}

function redirect(
  paymentId: string,
  session: Pick<CheckoutSession, "id" | "url"> & { expiresAt: Instant | null },
  agreement: Agreement,
): StartedCheckout {
  return {
    kind: "redirect",
    url: required(session.url, "the address of an open checkout"),
    paymentId,
    sessionId: session.id,
    trialDays: agreement.trialDays,
    expiresAt: session.expiresAt,
  };
}
