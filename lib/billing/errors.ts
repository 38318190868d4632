import { AppError, conflict, notFound } from "@/lib/kernel/errors";
import type { Plan } from "@/lib/catalog";

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

export const nothingToCancel = (): AppError =>
  conflict("The free plan costs nothing and has nothing to cancel.", { state: "free" });

/** An act by hand over a subscription that Stripe collects; the way out can be taken in the same step. */
export const stripeSubscriptionInTheWay = (): AppError =>
  conflict(
    "Stripe collects for this organization's subscription. It has to be ended at Stripe first; repeat the request with endStripeSubscription to do both in one step.",
    {
      state: "stripe_subscription",
      choices: ["end_stripe_subscription"],
    },
  );

export const organizationSuspended = (): AppError =>
  new AppError(
    "ORGANIZATION_SUSPENDED",
    "This organization is suspended and cannot buy. Ask the operator of this service.",
  );
