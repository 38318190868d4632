import { invalidRequest } from "../http/errors";
import type { Price, Subscription, SubscriptionItem } from "../world/objects";
import type { World } from "../world/world";
import { sameCadence } from "./cycle";
import type { ItemChange } from "./item-changes";

const MOST_ITEMS = 20;

/** @throws ApiError when a change names an item or a price that does not fit the subscription, or each other. */
export function checkItemChanges(
  world: World,
  subscription: Subscription,
  changes: ItemChange[],
  { scheduled = false } = {},
): void {
  const after = new Map(subscription.items.data.map((item) => [item.id, item.price]));
  for (const [at, change] of changes.entries()) {
    const path = `items[${at}]`;
    const item = subscription.items.data.find((each) => each.id === change.id);
    if (change.id !== undefined && !item)
      throw invalidRequest(`Invalid subscription item id: ${change.id}`, `${path}[id]`, "resource_missing");
    const price = priceOf(world, subscription, item, change, path, scheduled);
    checkQuantity(change, price, path);
    if (item && change.deleted) after.delete(item.id);
    else after.set(item?.id ?? path, price);
  }
  checkTogether([...after.values()], "items");
}

function priceOf(
  world: World,
  subscription: Subscription,
  item: SubscriptionItem | undefined,
  change: ItemChange,
  path: string,
  scheduled: boolean,
): Price {
  const id = change.price ?? change.plan;
  if (id === undefined && item) return item.price;
  if (id === undefined) throw invalidRequest("A new item needs a price.", `${path}[price]`, "parameter_missing");
  const price = world.need(world.state.prices, "price", id, `${path}[price]`);
  // What a phase was given is its own, whatever became of the price until the phase begins.
  checkPrice(price, `${path}[price]`, change.price_data || scheduled ? price.id : item?.price.id);
  if (price.currency !== subscription.currency)
    throw invalidRequest("The price's currency does not match the subscription's.", `${path}[price]`);
  return price;
}

/** @throws ApiError unless a subscription can have this price; one that it has already may be inactive. */
export function checkPrice(price: Price, param: string, kept?: string): void {
  if (!price.recurring)
    throw invalidRequest(
      "The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`.",
      param,
    );
  if (!price.active && price.id !== kept)
    throw invalidRequest("The price specified is inactive. This field only accepts active prices.", param);
}

/** @throws ApiError for a quantity below zero, and for any of a price that counts usage. */
export function checkQuantity({ quantity }: { quantity?: number }, price: Price, path: string): void {
  if (price.recurring?.usage_type === "metered" && quantity !== undefined)
    throw invalidRequest("You cannot set the quantity for metered plans.", `${path}[quantity]`);
  if (quantity !== undefined && quantity < 0)
    throw invalidRequest("Invalid non-negative integer", `${path}[quantity]`, "parameter_invalid_integer");
}

/** @throws ApiError when these prices cannot stand beside each other in one subscription. */
export function checkTogether(prices: Price[], param: string): void {
  const [first] = prices;
  if (!first)
    throw invalidRequest(
      "A subscription must have at least one active plan. In order to cancel this subscription, please use the cancellation API endpoint instead.",
      param,
    );
  if (prices.length > MOST_ITEMS) throw invalidRequest(`A subscription can have up to ${MOST_ITEMS} items.`, param);
  for (const [at, price] of prices.entries()) {
    if (prices.findIndex((each) => each.id === price.id) !== at)
      throw invalidRequest(`Cannot add multiple subscription items with the same plan: ${price.id}`, param);
    if (price.currency !== first.currency)
      throw invalidRequest("All prices on a subscription must have the same currency.", `${param}[${at}][price]`);
    if (!sameCadence(price, first))
      throw invalidRequest(
        "The simulator bills one interval per subscription; these prices have several.",
        `${param}[${at}][price]`,
      );
  }
}
