import type Stripe from "stripe";
import { mergedMetadata } from "../catalog/metadata";
import { invalidRequest, missingParameter } from "../http/errors";
import { attach, needPaymentMethod } from "../payments/payment-methods";
import type { Price, Subscription } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";
import { wantedAnchor } from "./anchors";
import { priceAmount } from "./amounts";
import { DAY, plusIntervals } from "./calendar";
import type { NewItem, NewSubscription, PaymentBehavior } from "./creation";
import { wantedDiscounts, type Redeemable } from "./redemption";
import { checkQuantity } from "./item-checks";
import { behaviorOf } from "./trial-end";

type Create = Wire<Stripe.SubscriptionCreateParams>;
type Update = Wire<Stripe.SubscriptionUpdateParams>;

const MOST_TRIAL_DAYS = 730;

/**
 * The subscription that a request describes.
 *
 * @throws ApiError naming the parameter that is unknown to the world, contradicts another or is not served.
 */
export function newSubscriptionFrom(world: World, params: Create): NewSubscription {
  const customer = customerOf(world, params);
  refuseUnserved(params);
  refuseOnCreation(params);
  checkCollection(params);
  const items = itemsOf(world, params);
  const trialEnd = trialEndOf(world, params, items);
  const [first] = items;
  const purchase = {
    amount: items.reduce((sum, item) => sum + priceAmount(world, item.price, item.quantity), 0),
    currency: first?.price.currency ?? params.currency ?? "usd",
  };
  const redeemed = (entries: Create["discounts"], param: string): Redeemable[] =>
    wantedDiscounts(world, entries, customer, [], { param, purchase }).filter((each) => "coupon" in each);
  const withCoupons = items.map((item, at): NewItem => {
    return { ...item, coupons: redeemed(params.items?.[at]?.discounts, `items[${at}][discounts]`) };
  });
  const coupons = redeemed(params.discounts, "discounts");
  const anchor = first ? wantedAnchor(world, params, first.price, trialEnd) : null;
  const cancelAt = endOf(world, params);
  const method =
    params.default_payment_method && needPaymentMethod(world, params.default_payment_method, "default_payment_method");
  return {
    customer,
    items: withCoupons,
    trialEnd,
    metadata: mergedMetadata({}, params.metadata),
    description: params.description || null,
    defaultPaymentMethod: method ? attach(world, method, customer).id : null,
    behavior: (params.payment_behavior ?? "allow_incomplete") as PaymentBehavior,
    collection: params.collection_method === "send_invoice" ? "send_invoice" : "charge_automatically",
    daysUntilDue: params.days_until_due ?? null,
    cancelAtPeriodEnd: params.cancel_at_period_end ?? false,
    cancelAt,
    missingPaymentMethod: behaviorOf(trialSettingsOf(params.trial_settings)?.end_behavior.missing_payment_method),
    saveDefault: params.payment_settings?.save_default_payment_method === "on_subscription",
    offSession: params.off_session ?? false,
    coupons,
    checkoutSession: null,
    automaticTax: params.automatic_tax?.enabled ?? false,
    anchor,
    chargeUntilAnchor: params.proration_behavior !== "none",
  };
}

function customerOf(world: World, params: Create): string {
  if (!params.customer) throw missingParameter("customer");
  if (world.state.deletedCustomers.has(params.customer))
    throw invalidRequest(`No such customer: '${params.customer}'`, "customer", "resource_missing");
  return world.need(world.state.customers, "customer", params.customer, "customer").id;
}

function refuseOnCreation(params: Create): void {
  if (params.backdate_start_date !== undefined)
    throw invalidRequest("The simulator does not backdate subscriptions.", "backdate_start_date");
  if (params.payment_behavior === "pending_if_incomplete")
    throw invalidRequest(
      "`payment_behavior` can only be `pending_if_incomplete` when updating a subscription.",
      "payment_behavior",
    );
  if (params.cancel_at !== undefined && params.cancel_at_period_end)
    throw invalidRequest(
      "You may only specify one of these parameters: cancel_at, cancel_at_period_end.",
      "cancel_at",
      "parameters_exclusive",
    );
}

/** Parameters of a subscription that would change what is billed, and that the simulator does not serve. */
const UNSERVED = [
  "add_invoice_items",
  "billing_thresholds",
  "billing_schedules",
  "pending_invoice_item_interval",
] as const;

/** @throws ApiError for an option that would change what happens, rather than ignoring it. */
export function refuseUnserved(
  params: { [Name in (typeof UNSERVED)[number]]?: unknown } & Pick<Create, "billing_mode">,
): void {
  for (const name of UNSERVED) if (isSaid(params[name])) throw unserved(name);
  const mode = params.billing_mode;
  if (mode?.type === "classic")
    throw invalidRequest("The simulator bills in billing_mode flexible only.", "billing_mode[type]");
  if (mode?.flexible?.proration_discounts === "itemized")
    throw invalidRequest(
      "The simulator includes discounts in proration amounts only.",
      "billing_mode[flexible][proration_discounts]",
    );
}

/** @throws ApiError for an option of an item that would change what happens. */
export function refuseUnservedItems(items: NonNullable<Update["items"]>): void {
  for (const [at, item] of items.entries())
    for (const name of ["billing_thresholds", "current_trial"] as const)
      if (isSaid(item[name])) throw unserved(`items[${at}][${name}]`);
}

/** An empty value sets nothing that was not there. */
const isSaid = (value: unknown): boolean =>
  value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0);

const unserved = (param: string) => invalidRequest(`The simulator does not serve ${param}.`, param);

/** Days until an invoice is due belong to invoices that are sent, and to them only. @throws ApiError. */
export function checkCollection(
  params: Pick<Create, "collection_method" | "days_until_due">,
  present?: Pick<Subscription, "collection_method" | "days_until_due">,
  param = "days_until_due",
): void {
  const method = params.collection_method ?? present?.collection_method ?? "charge_automatically";
  const days = params.days_until_due ?? (present?.collection_method === method ? present.days_until_due : null);
  if (method === "send_invoice" && days === null)
    throw invalidRequest(
      "`days_until_due` is required when `collection_method` is `send_invoice`.",
      param,
      "parameter_missing",
    );
  if (method !== "send_invoice" && params.days_until_due !== undefined)
    throw invalidRequest("`days_until_due` can only be set when `collection_method` is `send_invoice`.", param);
  if (days !== null && (days < 0 || days > 1825)) throw invalidRequest("Invalid days_until_due.", param);
}

function itemsOf(world: World, params: Create): NewItem[] {
  if (!params.items || params.items.length === 0) throw missingParameter("items");
  refuseUnservedItems(params.items);
  return params.items.map((item, at) => {
    const id = item.price ?? item.plan;
    if (id === undefined) throw missingParameter(`items[${at}][price]`);
    const price: Price = world.need(world.state.prices, "price", id, `items[${at}][price]`);
    if (params.currency !== undefined && params.currency.toLowerCase() !== price.currency)
      throw invalidRequest(`The price is not available in \`${params.currency}\`.`, "currency");
    checkQuantity(item, price, `items[${at}]`);
    const inline = item.price_data !== undefined;
    return { price, quantity: item.quantity ?? 1, metadata: mergedMetadata({}, item.metadata), inline };
  });
}

function trialEndOf(world: World, params: Create, items: NewItem[]): number | null {
  const { trial_end: end, trial_period_days: days, trial_from_plan: fromPlan } = params;
  if (end !== undefined && (days !== undefined || fromPlan))
    throw invalidRequest(
      `You may only specify one of these parameters: trial_end, ${days === undefined ? "trial_from_plan" : "trial_period_days"}.`,
      "trial_end",
      "parameters_exclusive",
    );
  const now = world.now();
  if (typeof end === "number") {
    if (end <= now) throw invalidRequest("Timestamp must be an integer Unix timestamp in the future.", "trial_end");
    if (end > plusIntervals(now, "year", 2))
      throw invalidRequest("Trial end can be at most two years from now.", "trial_end");
    return end;
  }
  if (end === "now") return null;
  if (days !== undefined && (days < 0 || days > MOST_TRIAL_DAYS))
    throw invalidRequest(`The trial can have at most ${MOST_TRIAL_DAYS} days.`, "trial_period_days");
  const ofPrices = fromPlan ? Math.max(0, ...items.map((item) => item.price.recurring?.trial_period_days ?? 0)) : 0;
  const length = days ?? ofPrices;
  return length > 0 ? now + length * DAY : null;
}

/** @throws ApiError for an anchor at the trial's end which the simulator does not serve. */
export function trialSettingsOf(settings: Update["trial_settings"]): Subscription["trial_settings"] {
  if (!settings) return null;
  const { missing_payment_method, billing_cycle_anchor } = settings.end_behavior;
  if (billing_cycle_anchor === "unchanged")
    throw invalidRequest(
      "The simulator anchors the cycle at the end of a trial.",
      "trial_settings[end_behavior][billing_cycle_anchor]",
    );
  return { end_behavior: { billing_cycle_anchor: null, missing_payment_method: behaviorOf(missing_payment_method) } };
}

function endOf(world: World, params: Create): number | null {
  if (params.cancel_at === undefined) return null;
  if (typeof params.cancel_at !== "number")
    throw invalidRequest("The simulator takes a time here, or cancel_at_period_end.", "cancel_at");
  if (params.cancel_at <= world.now()) throw invalidRequest("`cancel_at` must be in the future.", "cancel_at");
  return params.cancel_at;
}
