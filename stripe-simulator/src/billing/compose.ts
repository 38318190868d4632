import { wholeList } from "../http/lists";
import { newId } from "../world/ids";
import type { Price, Subscription, SubscriptionItem } from "../world/objects";
import type { World } from "../world/world";
import { subscriptionTax } from "./automatic-tax";
import { dayOfMonth, wholePeriod, type Period } from "./calendar";
import type { NewSubscription } from "./creation";
import { planOf } from "./plan";

type AnchorConfig = NonNullable<Subscription["billing_cycle_anchor_config"]>;

/** Where a new subscription's cycle is anchored when that is neither its start nor the end of its trial. */
export interface WantedAnchor {
  at: number;
  config: AnchorConfig | null;
}

/** A subscription as it begins, not yet part of the state. */
export function composeSubscription(world: World, wanted: NewSubscription): Subscription {
  const now = world.now();
  const id = newId("sub");
  const at = wanted.anchor?.at ?? wanted.trialEnd ?? now;
  const anchor = { at, day: wanted.anchor?.config?.day_of_month ?? dayOfMonth(at) };
  const items = wanted.items.map((item) => {
    const { recurring } = item.price;
    if (!recurring) throw new Error(`Price ${item.price.id} does not recur`);
    const end = wanted.trialEnd ?? wholePeriod(anchor, recurring, now).end;
    return composeItem(id, item, now, { start: now, end });
  });
  const subscription: Subscription = {
    id,
    object: "subscription",
    application: null,
    application_fee_percent: null,
    automatic_tax: subscriptionTax(wanted.automaticTax),
    billing_cycle_anchor: at,
    billing_cycle_anchor_config: wanted.anchor?.config ?? null,
    billing_mode: { flexible: { proration_discounts: "included" }, type: "flexible", updated_at: now },
    billing_schedules: [],
    billing_thresholds: null,
    cancel_at: null,
    cancel_at_period_end: wanted.cancelAtPeriodEnd,
    canceled_at: null,
    cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
    collection_method: wanted.collection,
    created: now,
    currency: items[0]?.price.currency ?? "usd",
    customer: wanted.customer,
    customer_account: null,
    days_until_due: wanted.daysUntilDue,
    default_payment_method: wanted.defaultPaymentMethod,
    default_source: null,
    default_tax_rates: [],
    description: wanted.description,
    discounts: [],
    ended_at: null,
    invoice_settings: {
      account_tax_ids: null,
      custom_fields: null,
      description: null,
      footer: null,
      issuer: { type: "self" },
    },
    items: wholeList(`/v1/subscription_items?subscription=${id}`, items),
    latest_invoice: null,
    livemode: false,
    managed_payments: null,
    metadata: wanted.metadata,
    next_pending_invoice_item_invoice: null,
    on_behalf_of: null,
    pause_collection: null,
    payment_settings: {
      payment_method_options: null,
      payment_method_types: null,
      save_default_payment_method: wanted.saveDefault ? "on_subscription" : "off",
    },
    pending_invoice_item_interval: null,
    pending_setup_intent: null,
    pending_update: null,
    schedule: null,
    start_date: now,
    status: wanted.trialEnd === null ? "incomplete" : "trialing",
    test_clock: world.state.customers.get(wanted.customer)?.test_clock ?? null,
    transfer_data: null,
    trial_end: wanted.trialEnd,
    trial_settings: {
      end_behavior: { billing_cycle_anchor: null, missing_payment_method: wanted.missingPaymentMethod },
    },
    trial_start: wanted.trialEnd === null ? null : now,
  };
  const end = Math.max(...items.map((item) => item.current_period_end));
  subscription.cancel_at = wanted.cancelAtPeriodEnd ? end : wanted.cancelAt;
  if (subscription.cancel_at !== null) subscription.canceled_at = now;
  return subscription;
}

/** An item in the period that it begins with. */
export function composeItem(
  subscription: string,
  item: { price: Price; quantity: number; metadata: Record<string, string> },
  now: number,
  period: Period,
): SubscriptionItem {
  return {
    id: newId("si"),
    object: "subscription_item",
    billing_thresholds: null,
    created: now,
    current_period_end: period.end,
    current_period_start: period.start,
    current_trial: null,
    discounts: [],
    metadata: item.metadata,
    plan: planOf(item.price),
    price: structuredClone(item.price),
    ...(item.price.recurring?.usage_type === "licensed" && { quantity: item.quantity }),
    subscription,
    tax_rates: [],
  };
}
