import type Stripe from "stripe";
import { DAY } from "../billing/calendar";
import { couponOf } from "../billing/redemption";
import { behaviorOf } from "../billing/trial-end";
import { mergedMetadata } from "../catalog/metadata";
import { invalidRequest, missingParameter } from "../http/errors";
import type { CheckoutPlan } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";
import { lineOf, purchaseOf } from "./purchase";

type Create = Wire<Stripe.Checkout.SessionCreateParams>;
export type Mode = "payment" | "subscription" | "setup";

/**
 * What a session is to sell or to save, once it is known that the parameters go together.
 *
 * @throws ApiError naming the parameter that does not fit.
 */
export function planOf(world: World, params: Create, mode: Mode): CheckoutPlan {
  refuseOfOtherModes(params, mode);
  const lines = mode === "setup" ? [] : linesOf(world, params, mode);
  const trial = params.subscription_data;
  checkTrial(world, trial);
  const entry = params.discounts?.[0];
  if (entry && params.allow_promotion_codes) {
    throw invalidRequest(
      "You may only specify one of these parameters: allow_promotion_codes, discounts.",
      "allow_promotion_codes",
      "parameters_exclusive",
    );
  }
  const purchase = purchaseOf(lines);
  const redeemed = entry ? couponOf(world, entry, params.customer ?? null, { purchase }) : null;
  return {
    lines,
    trialEnd: trial?.trial_end ?? null,
    trialDays: trial?.trial_period_days ?? null,
    subscriptionMetadata: mergedMetadata({}, trial?.metadata),
    subscriptionDescription: trial?.description ?? null,
    missingPaymentMethod: behaviorOf(trial?.trial_settings?.end_behavior.missing_payment_method),
    intentMetadata: mergedMetadata({}, params.payment_intent_data?.metadata ?? params.setup_intent_data?.metadata),
    intentDescription: params.payment_intent_data?.description ?? params.setup_intent_data?.description ?? null,
    receiptEmail: params.payment_intent_data?.receipt_email ?? null,
    setupFutureUsage: params.payment_intent_data?.setup_future_usage ?? null,
    coupon: redeemed?.coupon.id ?? null,
    promotionCode: redeemed?.promotionCode ?? null,
    savesAddress: params.customer_update?.address === "auto",
  };
}

/** Parameters that say something about one mode only. */
const ONLY_IN: [keyof Create, Mode[]][] = [
  ["subscription_data", ["subscription"]],
  ["payment_method_collection", ["subscription"]],
  ["payment_intent_data", ["payment"]],
  ["invoice_creation", ["payment"]],
  ["setup_intent_data", ["setup"]],
  ["line_items", ["payment", "subscription"]],
  ["discounts", ["payment", "subscription"]],
  ["allow_promotion_codes", ["payment", "subscription"]],
];

function refuseOfOtherModes(params: Create, mode: Mode): void {
  for (const [name, modes] of ONLY_IN) {
    if (params[name] === undefined || modes.includes(mode)) continue;
    throw invalidRequest(`You can not pass \`${name}\` in \`${mode}\` mode.`, name);
  }
  if (mode === "setup" && params.currency === undefined) throw missingParameter("currency");
}

function linesOf(world: World, params: Create, mode: "payment" | "subscription"): CheckoutPlan["lines"] {
  if (!params.line_items || params.line_items.length === 0) throw missingParameter("line_items");
  const lines = params.line_items.map((line, at) => lineOf(world, line, at, mode));
  if (mode === "subscription" && !lines.some((line) => line.price?.recurring)) {
    throw invalidRequest(
      "You must provide at least one recurring price in `subscription` mode when using prices.",
      "line_items",
    );
  }
  const [first] = lines;
  const stranger = lines.findIndex((line) => line.currency !== first?.currency);
  if (stranger >= 0) throw invalidRequest("All prices must have the same currency.", `line_items[${stranger}][price]`);
  return lines;
}

function checkTrial(world: World, trial: Create["subscription_data"]): void {
  if (trial?.trial_end !== undefined && trial.trial_period_days !== undefined) {
    throw invalidRequest(
      "You may only specify one of these parameters: trial_end, trial_period_days.",
      "subscription_data",
      "parameters_exclusive",
    );
  }
  if (trial?.trial_end !== undefined && trial.trial_end < world.now() + 2 * DAY) {
    throw invalidRequest(
      "The `trial_end` date has to be at least 2 days in the future.",
      "subscription_data[trial_end]",
    );
  }
  if (trial?.trial_period_days !== undefined && trial.trial_period_days < 1) {
    throw invalidRequest("The minimum number of trial period days is 1.", "subscription_data[trial_period_days]");
  }
}
