import { AppError, conflict, notFound } from "@/lib/kernel/errors";
import type { Plan } from "@/lib/catalog";
import { MAX_QUANTITY } from "@/lib/kernel/pricing";
import { moneyInWords, moneyOnWire, type Money } from "@/lib/kernel/money";
import type { NotRefundable } from "@/lib/payments";
import type { Standing, Step } from "@/lib/subscriptions";

export const checkoutNotFound = (): AppError => notFound("checkout");

export const soldByContract = (plan: Plan): AppError =>
  new AppError(
    "FORBIDDEN",
    `${plan.name} is sold by contract and not online. Write to sales; an operator can assign it.`,
    { details: { plan: plan.code } },
  );

export const notSoldByCheckout = (plan: Plan): AppError =>
  conflict(`${plan.name} cannot be bought through Checkout on this deployment. Choose another plan.`, {
    plan: plan.code,
  });

export const noSuchPrice = (plan: Plan, interval: string): AppError =>
  conflict(
    `${plan.name} has no price by the ${interval.toLowerCase()}. Choose one of: ${plan.prices.map((price) => price.interval.toLowerCase()).join(", ")}.`,
    {
      plan: plan.code,
      allowed: plan.prices.map((price) => price.interval),
    },
  );

/** A paid subscription is in the way; what can be done instead is named. */
export const paidSubscriptionInTheWay = (choices: readonly string[], current: { planCode: string }): AppError =>
  conflict(
    `This organization already pays for ${current.planCode}. A second subscription would charge it twice; change or cancel the one it has.`,
    {
      state: "subscribed",
      plan: current.planCode,
      choices,
    },
  );

export const checkoutAlreadyPaid = (): AppError =>
  conflict("This checkout has been paid already. Look at the billing page for the plan it brought.");

export const checkoutGone = (): AppError =>
  conflict("This checkout was not completed in time and is closed. Start again with a new idempotency key.");

const STANDS: Readonly<Record<Standing, string>> = {
  free: "The free plan costs nothing",
  incomplete: "The first payment is not finished",
  trialing: "The subscription is in its trial",
  active: "The subscription is active",
  cancellation_scheduled: "The subscription is about to end",
  past_due: "A payment of the subscription is overdue",
  unpaid: "The subscription is not paid",
  paused: "The subscription is paused",
  canceled: "The subscription has ended",
};

const TO_DO: Readonly<Record<Step, string>> = {
  change_plan: "change its plan",
  cancel_at_period_end: "cancel it with its period",
  cancel_now: "cancel it",
  reactivate: "reactivate it",
  pause: "pause it",
  resume: "resume it",
  extend_trial: "extend a trial",
};

/** A step that the table does not have from where the subscription stands. */
export const stepRefused = (state: Standing, step: Step, allowed: readonly string[]): AppError =>
  conflict(
    `${STANDS[state]}, so there is no way to ${TO_DO[step]}. What can be done: ${allowed.map((each) => each.replaceAll("_", " ")).join(", ")}.`,
    { state, allowed },
  );

/** Something is overdue and nothing can be collected: the invoice was taken back or is not there. */
export const nothingOpenToPay = (state: string): AppError =>
  conflict("There is no open invoice to pay any more. Ask the operator of this service to look at it.", {
    state: state.toLowerCase(),
    allowed: ["cancel_now"],
  });

/** An act by hand over a subscription that Stripe collects; the way out can be taken in the same step. */
export const stripeSubscriptionInTheWay = (): AppError =>
  conflict(
    "Stripe collects for this organization's subscription. It has to be ended at Stripe first; repeat the request with endStripeSubscription to do both in one step.",
    {
      state: "stripe_subscription",
      choices: ["end_stripe_subscription"],
    },
  );

/** An organization that pays is not ended: first what is paid for is. */
export const stillPaying = (plan: Plan, state: Standing, allowed: readonly string[]): AppError =>
  conflict(
    `This organization is on ${plan.name}. Cancel it first, and end the organization when the free plan has taken its place.`,
    { state, plan: plan.code, allowed },
  );

/** What has ended is not begun again by a change of its state: its keys are dead, and its people may be gone. */
export const archivedForGood = (): AppError =>
  conflict("This organization is archived, and that is for good. Make a new one instead.", {
    state: "archived",
    allowed: ["create_organization"],
  });

export const goesWithTheAccount = (): AppError =>
  conflict("A personal organization belongs to its account and ends with it. Delete the account instead.", {
    state: "personal",
    allowed: ["delete_account"],
  });

/** Somebody else depends on the account. */
export const onlyOwnerOf = (names: readonly string[]): AppError =>
  conflict(
    `You are the only owner of ${names.join(", ")}, and others belong there. Hand the ownership over, or remove them first.`,
    { state: "only_owner", organizations: names, allowed: ["transfer_ownership", "remove_members"] },
  );

export const staffAccount = (): AppError =>
  conflict("This account runs the deployment. Have another operator end that first.", {
    state: "staff",
    allowed: ["ask_operator"],
  });

export const neverBought = (): AppError =>
  conflict("There is nothing to manage yet: this organization has not bought anything. Choose a plan first.", {
    state: "never_bought",
    allowed: ["checkout"],
  });

/** Stripe's portal reaches what Stripe keeps. */
export const notKeptByStripe = (): AppError =>
  conflict("This organization's subscription is not kept by Stripe, so its portal cannot change it.", {
    state: "not_at_stripe",
    allowed: ["home", "payment_method", "details"],
  });

/** Only what is open can be paid; what else can be done depends on why it is not. */
export const invoiceNotOpen = (state: string): AppError =>
  conflict(`This invoice is ${state}, and only an open one can be paid.`, { state, allowed: [] });

export const organizationSuspended = (): AppError =>
  new AppError(
    "ORGANIZATION_SUSPENDED",
    "This organization is suspended and cannot buy. Ask the operator of this service.",
  );

export const samePlan = (plan: Plan): AppError =>
  conflict(`${plan.name} is the plan this organization has already. Choose another plan or interval.`, {
    state: "unchanged",
    plan: plan.code,
  });

export const changeIsPurchase = (plan: Plan): AppError =>
  conflict(`Nothing is paid for yet, so ${plan.name} is bought and not changed to. Begin a checkout.`, {
    state: "not_paying",
    allowed: ["checkout"],
  });

export const changeIsCancellation = (plan: Plan): AppError =>
  conflict(`${plan.name} costs nothing: cancel the paid plan, and ${plan.name} takes its place.`, {
    state: "paying",
    allowed: ["cancel_at_period_end", "cancel_now"],
  });

export const timingNotPossible = (allowed: readonly string[]): AppError =>
  conflict("A smaller plan starts at the end of the period that is paid for, not now.", {
    state: "period_paid",
    allowed,
  });

/** Somebody else's change is being made at this moment. */
export const changeUnderWay = (): AppError =>
  conflict("Another change of this plan is being made just now. Look at the plan in a moment, and preview again.", {
    state: "change_under_way",
    allowed: ["preview"],
  });

export const shownSumIsOld = (): AppError =>
  conflict("The sum has changed since it was shown. Nothing was charged: look at the new sum and confirm again.", {
    state: "preview_outdated",
    allowed: ["preview"],
  });

export const tooMany = (plan: Plan): AppError =>
  conflict(
    `At most ${MAX_QUANTITY.toLocaleString("en-US")} of ${plan.name} can be bought online. Write to sales for more.`,
    {
      state: "too_many",
      allowed: [MAX_QUANTITY],
    },
  );

export const soldOnce = (plan: Plan): AppError =>
  conflict(
    `${plan.name} has one price for the whole organization and is not sold by the seat. Leave the quantity at 1.`,
    {
      state: "flat_price",
      allowed: [1],
    },
  );

const NOTHING_LEFT: Readonly<Record<NotRefundable, string>> = {
  not_paid: "This payment has not been paid, so there is nothing to give back.",
  nothing_charged: "Nothing was charged with this payment, so there is nothing to give back.",
  disputed: "The payer's bank has asked for this payment back. Answer the dispute at Stripe; a refund would pay twice.",
  all_refunded: "This payment has been given back whole, or the rest of it is on its way.",
};

/** Nothing of a payment can be given back. */
export const nothingToRefund = (because: NotRefundable): AppError =>
  conflict(NOTHING_LEFT[because], { state: because, refundable: "0" });

export const refundTooLarge = (left: Money): AppError =>
  conflict(`Only ${moneyInWords(left)} of this payment can still be given back. Ask for that or less.`, {
    state: "more_than_left",
    refundable: moneyOnWire(left),
  });

/** A refund that was asked for under this key and that the provider has refused. */
export const refundWasRefused = (reason: string): AppError =>
  conflict(`${reason} Look at what is left, and ask again with a new idempotency key.`, {
    state: "refused_by_provider",
  });
