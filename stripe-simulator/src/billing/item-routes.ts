import type Stripe from "stripe";
import { withInlinePrices } from "../catalog/inline-prices";
import { ApiError, invalidRequest } from "../http/errors";
import { page } from "../http/lists";
import type { Router } from "../http/router";
import type { Subscription, SubscriptionItem } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";
import { updateSubscription } from "./changes";

type Create = Wire<Stripe.SubscriptionItemCreateParams>;
type Update = Wire<Stripe.SubscriptionItemUpdateParams>;
type Delete = Wire<Stripe.SubscriptionItemDeleteParams>;
type Listing = Wire<Stripe.SubscriptionItemListParams>;
type Whole = Wire<Stripe.SubscriptionUpdateParams>;

const ITEMS = "/v1/subscription_items";

/** Each change of an item is a change of its subscription, with the same proration, invoices and events. */
export function subscriptionItemRoutes(router: Router): void {
  router.on<Create>("POST", ITEMS, ({ world, params }) => addItem(world, params));
  router.on("GET", `${ITEMS}/:id`, ({ world, id }) => needItem(world, id).item);
  router.on<Update>("POST", `${ITEMS}/:id`, ({ world, id, params }) => changeItem(world, id, params));
  router.on<Delete>("DELETE", `${ITEMS}/:id`, ({ world, id, params }) => removeItem(world, id, params));
  router.on<Listing>("GET", ITEMS, ({ world, params }) => {
    const subscription = world.need(world.state.subscriptions, "subscription", params.subscription, "subscription");
    return page(ITEMS, subscription.items.data, params);
  });
}

function needItem(world: World, id: string): { subscription: Subscription; item: SubscriptionItem } {
  for (const subscription of world.state.subscriptions.values()) {
    const item = subscription.items.data.find((each) => each.id === id);
    if (item) return { subscription, item };
  }
  return world.need(new Map<string, never>(), "subscription item", id);
}

function addItem(world: World, params: Create): SubscriptionItem {
  const { subscription: id, ...rest } = params;
  const subscription = world.need(world.state.subscriptions, "subscription", id, "subscription");
  const before = new Set(subscription.items.data.map((item) => item.id));
  change(world, subscription, rest, {});
  const added = subscription.items.data.find((item) => !before.has(item.id));
  if (added) return added;
  // An update that waits for its payment has no item to show yet.
  throw invalidRequest("The item waits for its payment; see the subscription's pending_update.", "payment_behavior");
}

function changeItem(world: World, id: string, params: Update): SubscriptionItem {
  const { subscription } = needItem(world, id);
  change(world, subscription, params, { id });
  return needItem(world, id).item;
}

function removeItem(world: World, id: string, params: Delete): object {
  change(world, needItem(world, id).subscription, params, { id, deleted: true });
  return { id, object: "subscription_item", deleted: true };
}

/** Turns the parameters of an item's call into those of its subscription's update; a refusal names the item's own. */
function change(
  world: World,
  subscription: Subscription,
  params: Omit<Create, "subscription" | "metadata"> & Update & Delete,
  target: { id?: string; deleted?: boolean },
): void {
  const { payment_behavior, proration_behavior, proration_date, off_session, clear_usage, expand: _, ...item } = params;
  if (clear_usage) throw invalidRequest("Usage of a meter cannot be cleared by removing its item.", "clear_usage");
  const whole: Whole = {
    items: [{ ...item, ...target }],
    ...(payment_behavior && { payment_behavior }),
    ...(proration_behavior && { proration_behavior }),
    ...(proration_date !== undefined && { proration_date }),
    ...(off_session !== undefined && { off_session }),
  };
  withOwnParams(() =>
    withInlinePrices(world, whole.items, (items) =>
      updateSubscription(world, subscription, { ...whole, ...(items && { items }) }),
    ),
  );
}

/** Runs `work`, whose refusals speak of `items[0]`, for a caller who knows no list of items. */
function withOwnParams(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const param = error.fields.param?.replace(/^items\[0\]\[(\w+)\]/, "$1");
    throw new ApiError(error.status, { ...error.fields, ...(param !== undefined && { param }) });
  }
}
