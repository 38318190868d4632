import type Stripe from "stripe";
import { invalidRequest, missingParameter } from "../http/errors";
import type { PortalSession, Subscription } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";
import { checkAddress } from "./configurations";
import type { PortalAbilities } from "./features";

type FlowData = NonNullable<Wire<Stripe.BillingPortal.SessionCreateParams>["flow_data"]>;
export type Flow = NonNullable<PortalSession["flow"]>;

/**
 * The one thing that a deep link leads to, and where it ends.
 *
 * @throws ApiError when the portal's configuration does not offer it, or its subscription is not this customer's.
 */
export function flowOf(world: World, customer: string, abilities: PortalAbilities, data: FlowData): Flow {
  const flow: Flow = {
    after_completion: afterCompletionOf(data.after_completion),
    customer_update: null,
    subscription_cancel: null,
    subscription_pause: null,
    subscription_update: null,
    subscription_update_confirm: null,
    type: data.type,
  };
  const { features } = abilities;
  switch (data.type) {
    case "payment_method_update":
      requireFeature(features.payment_method_update.enabled, "payment_method_update", "payment method update");
      return flow;
    case "customer_update":
      requireFeature(features.customer_update.enabled, "customer_update", "customer update");
      return { ...flow, customer_update: {} };
    case "subscription_cancel":
      requireFeature(features.subscription_cancel.enabled, "subscription_cancel", "subscription cancellation");
      return { ...flow, subscription_cancel: cancelFlow(world, customer, data.subscription_cancel) };
    case "subscription_update": {
      requireFeature(features.subscription_update.enabled, "subscription_update", "subscription update");
      const { subscription } = needed(data.subscription_update, data.type);
      changeableSubscription(world, customer, subscription, `flow_data[${data.type}][subscription]`);
      return { ...flow, subscription_update: { subscription } };
    }
    case "subscription_update_confirm":
      requireFeature(features.subscription_update.enabled, "subscription_update", "subscription update");
      return { ...flow, subscription_update_confirm: confirmFlow(world, customer, abilities, data) };
    default:
      throw invalidRequest(`The simulator's portal has no flow ${data.type}.`, "flow_data[type]");
  }
}

function needed<T>(details: T | undefined, type: string): T {
  if (details === undefined) throw missingParameter(`flow_data[${type}]`);
  return details;
}

function requireFeature(enabled: boolean, name: string, words: string): void {
  if (enabled) return;
  throw invalidRequest(
    `This flow is not available because the ${words} feature in the portal configuration is disabled (${name}).`,
    "flow_data[type]",
  );
}

function cancelFlow(
  world: World,
  customer: string,
  details: FlowData["subscription_cancel"],
): NonNullable<Flow["subscription_cancel"]> {
  const { subscription: id, retention } = needed(details, "subscription_cancel");
  const path = "flow_data[subscription_cancel]";
  const subscription = ownSubscription(world, customer, id, `${path}[subscription]`);
  if (subscription.cancel_at !== null)
    throw invalidRequest(
      "This subscription cannot be canceled because it is already set to be canceled.",
      `${path}[subscription]`,
    );
  if (retention) throw invalidRequest("The simulator's portal makes no offers to stay.", `${path}[retention]`);
  return { retention: null, subscription: id };
}

function confirmFlow(
  world: World,
  customer: string,
  { products }: PortalAbilities,
  data: FlowData,
): NonNullable<Flow["subscription_update_confirm"]> {
  const path = "flow_data[subscription_update_confirm]";
  const { subscription: id, items, discounts } = needed(data.subscription_update_confirm, data.type);
  const subscription = changeableSubscription(world, customer, id, `${path}[subscription]`);
  const [item, second] = items;
  if (!item) throw missingParameter(`${path}[items]`);
  if (second) throw invalidRequest("Only one subscription item can be updated.", `${path}[items]`);
  if (!subscription.items.data.some((each) => each.id === item.id))
    throw invalidRequest(`Invalid subscription item id: ${item.id}`, `${path}[items][0][id]`, "resource_missing");
  if (item.price !== undefined && !products.some((each) => each.prices.includes(item.price ?? "")))
    throw invalidRequest(
      "The price must be included in the configuration's `features[subscription_update][products]`.",
      `${path}[items][0][price]`,
    );
  if ((discounts?.length ?? 0) > 1) throw invalidRequest("You can only apply one discount.", `${path}[discounts]`);
  return {
    discounts:
      discounts?.map(({ coupon, promotion_code }) => ({
        coupon: coupon ?? null,
        promotion_code: promotion_code ?? null,
      })) ?? null,
    items: [
      {
        id: item.id,
        price: item.price ?? null,
        ...(item.quantity !== undefined && { quantity: item.quantity }),
      },
    ],
    subscription: id,
  };
}

function ownSubscription(world: World, customer: string, id: string, param: string): Subscription {
  const found = world.need(world.state.subscriptions, "subscription", id, param);
  if (found.customer !== customer)
    throw invalidRequest("The subscription does not belong to the session's customer.", param);
  if (found.ended_at !== null) throw invalidRequest("The subscription has ended.", param);
  return found;
}

function changeableSubscription(world: World, customer: string, id: string, param: string): Subscription {
  const found = ownSubscription(world, customer, id, param);
  const why = unchangeable(found);
  if (why) throw invalidRequest(`This subscription cannot be updated: ${why}`, param);
  return found;
}

/** Why the portal will not change what a subscription consists of; undefined when it will. */
export function unchangeable(subscription: Subscription): string | undefined {
  if (subscription.items.data.length !== 1) return "it has more than one product.";
  if (subscription.schedule !== null) return "a change is already planned.";
  if (subscription.cancel_at !== null) return "it is set to be canceled.";
  if (subscription.items.data[0]?.quantity === undefined) return "it is billed by usage.";
  if (subscription.collection_method !== "charge_automatically") return "it is paid by invoice.";
  return subscription.status === "active" || subscription.status === "trialing"
    ? undefined
    : `its status is ${subscription.status}.`;
}

function afterCompletionOf(wanted: FlowData["after_completion"]): Flow["after_completion"] {
  const path = "flow_data[after_completion]";
  const type = wanted?.type ?? "portal_homepage";
  if (type === "redirect") {
    const address = wanted?.redirect?.return_url;
    if (address === undefined) throw missingParameter(`${path}[redirect][return_url]`);
    checkAddress(address, `${path}[redirect][return_url]`);
    return { hosted_confirmation: null, redirect: { return_url: address }, type };
  }
  const hosted = { custom_message: wanted?.hosted_confirmation?.custom_message ?? null };
  return { hosted_confirmation: type === "hosted_confirmation" ? hosted : null, redirect: null, type };
}
