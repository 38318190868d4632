import type Stripe from "stripe";
import { mergedMetadata } from "../catalog/metadata";
import { invalidRequest, missingParameter } from "../http/errors";
import { inRange, newestFirst, page } from "../http/lists";
import type { Router } from "../http/router";
import { attach, needPaymentMethod } from "../payments/payment-methods";
import type { Subscription, SubscriptionItem } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";
import { DAY } from "./calendar";
import { cancelNow } from "./cancellation";
import { updateSubscription } from "./changes";
import { createSubscription, type PaymentBehavior } from "./creation";
import { couponOf } from "./discounts";
import { renew } from "./renewal";
import { behaviorOf } from "./trial-end";

type Create = Wire<Stripe.SubscriptionCreateParams>;
type Cancel = Wire<Stripe.SubscriptionCancelParams>;

export function subscriptionRoutes(router: Router): void {
  router.on<Create>("POST", "/v1/subscriptions", ({ world, params }) => createFromParams(world, params));
  router.on("GET", "/v1/subscriptions/:id", ({ world, id }) => need(world, id));
  router.on<Wire<Stripe.SubscriptionUpdateParams>>("POST", "/v1/subscriptions/:id", ({ world, id, params }) =>
    updateSubscription(world, need(world, id), params),
  );
  router.on<Cancel>("DELETE", "/v1/subscriptions/:id", ({ world, id, params }) => {
    const subscription = need(world, id);
    if (subscription.ended_at !== null) throw invalidRequest(`No such subscription: '${id}'`, "id", "resource_missing");
    const { comment, feedback } = params.cancellation_details ?? {};
    return cancelNow(world, subscription, { ...(comment && { comment }), ...(feedback && { feedback }) });
  });
  router.on("POST", "/v1/subscriptions/:id/resume", ({ world, id }) => resume(world, need(world, id)));
  router.on<Wire<Stripe.SubscriptionListParams>>("GET", "/v1/subscriptions", ({ world, params }) =>
    page("/v1/subscriptions", listed(world, params), params),
  );
  router.on<Wire<Stripe.SubscriptionItemListParams>>("GET", "/v1/subscription_items", ({ world, params }) => {
    const subscription = world.need(world.state.subscriptions, "subscription", params.subscription, "subscription");
    return page("/v1/subscription_items", subscription.items.data, params);
  });
  router.on("GET", "/v1/subscription_items/:id", ({ world, id }) => needItem(world, id));
}

function need(world: World, id: string): Subscription {
  return world.need(world.state.subscriptions, "subscription", id);
}

function needItem(world: World, id: string): SubscriptionItem {
  const items = [...world.state.subscriptions.values()].flatMap((each) => each.items.data);
  return world.need(new Map(items.map((item) => [item.id, item])), "subscription item", id);
}

function listed(world: World, params: Wire<Stripe.SubscriptionListParams>): Subscription[] {
  return newestFirst(world.state.subscriptions).filter((subscription) => {
    const status = params.status ?? "";
    const wanted =
      status === "all" ||
      (status === "" && subscription.status !== "canceled" && subscription.status !== "incomplete_expired") ||
      (status === "ended" && subscription.ended_at !== null) ||
      subscription.status === status;
    return (
      wanted &&
      (params.customer === undefined || subscription.customer === params.customer) &&
      (params.price === undefined || subscription.items.data.some((item) => item.price.id === params.price)) &&
      (params.collection_method === undefined || subscription.collection_method === params.collection_method) &&
      inRange(subscription.created, params.created)
    );
  });
}

function createFromParams(world: World, params: Create): Subscription {
  if (!params.customer) throw missingParameter("customer");
  if (world.state.deletedCustomers.has(params.customer))
    throw invalidRequest(`No such customer: '${params.customer}'`, "customer", "resource_missing");
  const { id: customer } = world.need(world.state.customers, "customer", params.customer, "customer");
  if (params.billing_mode?.type === "classic")
    throw invalidRequest("The simulator bills in billing_mode flexible only.", "billing_mode[type]");
  if (params.billing_cycle_anchor !== undefined || params.backdate_start_date !== undefined) {
    throw invalidRequest(
      "The simulator anchors a subscription at its start or the end of its trial only.",
      "billing_cycle_anchor",
    );
  }
  if (params.payment_behavior === "pending_if_incomplete") {
    throw invalidRequest(
      "`payment_behavior` can only be `pending_if_incomplete` when updating a subscription.",
      "payment_behavior",
    );
  }
  const items = (params.items ?? []).map((item, at) => {
    if (item.price_data) throw invalidRequest("The simulator takes prices by id only.", `items[${at}][price_data]`);
    if (item.price === undefined) throw missingParameter(`items[${at}][price]`);
    const price = world.need(world.state.prices, "price", item.price, `items[${at}][price]`);
    return { price, quantity: item.quantity ?? 1, metadata: mergedMetadata({}, item.metadata) };
  });
  const coupons = (params.discounts || []).map((entry) => couponOf(world, entry, customer));
  const trialEnd = trialEndOf(world, params);
  const method =
    params.default_payment_method && needPaymentMethod(world, params.default_payment_method, "default_payment_method");
  return createSubscription(world, {
    customer,
    items,
    trialEnd,
    metadata: mergedMetadata({}, params.metadata),
    description: params.description || null,
    defaultPaymentMethod: method ? attach(world, method, customer).id : null,
    behavior: (params.payment_behavior ?? "allow_incomplete") as PaymentBehavior,
    collection: params.collection_method === "send_invoice" ? "send_invoice" : "charge_automatically",
    daysUntilDue: params.days_until_due ?? null,
    cancelAtPeriodEnd: params.cancel_at_period_end ?? false,
    cancelAt: endOf(world, params),
    missingPaymentMethod: behaviorOf(params.trial_settings?.end_behavior.missing_payment_method),
    saveDefault: params.payment_settings?.save_default_payment_method === "on_subscription",
    offSession: params.off_session ?? false,
    coupons,
    checkoutSession: null,
  });
}

function trialEndOf(world: World, params: Create): number | null {
  if (params.trial_end !== undefined && params.trial_period_days !== undefined) {
    throw invalidRequest(
      "You may only specify one of these parameters: trial_end, trial_period_days.",
      "trial_end",
      "parameters_exclusive",
    );
  }
  if (typeof params.trial_end === "number") {
    if (params.trial_end <= world.now())
      throw invalidRequest("Timestamp must be an integer Unix timestamp in the future.", "trial_end");
    return params.trial_end;
  }
  return params.trial_period_days ? world.now() + params.trial_period_days * DAY : null;
}

function endOf(world: World, params: Create): number | null {
  if (params.cancel_at === undefined) return null;
  if (typeof params.cancel_at !== "number") {
    throw invalidRequest("The simulator takes a time here, or cancel_at_period_end.", "cancel_at");
  }
  if (params.cancel_at <= world.now()) throw invalidRequest("`cancel_at` must be in the future.", "cancel_at");
  return params.cancel_at;
}

/** Paused → active with a new cycle from now. */
function resume(world: World, subscription: Subscription): Subscription {
  if (subscription.status !== "paused") throw invalidRequest("Only paused subscriptions can be resumed.", "id");
  world.change(subscription, "customer.subscription.updated", (draft) => {
    draft.status = "active";
    draft.billing_cycle_anchor = world.now();
    for (const item of draft.items.data) item.current_period_end = world.now();
  });
  renew(world, subscription);
  world.emit("customer.subscription.resumed", subscription);
  return subscription;
}
