import { ApiError, invalidRequest } from "../http/errors";
import type { Price } from "../world/objects";
import type { World } from "../world/world";
import { composePrice, type NewPrice } from "./prices";

/** An item that names its price by id, or says what the price is to be. */
export interface PricedItem {
  price?: string;
  plan?: string;
  price_data?: NewPrice;
}

/**
 * Runs `work` with items whose inline prices have come to be under ids of their own, inactive, so that each serves its item
 * only (https://docs.stripe.com/products-prices/manage-prices). When `work` throws, or only imagines, none is left behind.
 *
 * @throws ApiError naming the field of `price_data` that makes no price.
 */
export function withInlinePrices<Item extends PricedItem, T>(
  world: World,
  items: Item[] | undefined,
  work: (items: Item[] | undefined) => T,
  { path = "items", imagined = false }: { path?: string; imagined?: boolean } = {},
): T {
  if (!items?.some((item) => item.price_data)) return work(items);
  const made: Price[] = [];
  const priced = (item: Item, at: number): Item => {
    if (!item.price_data) return item;
    const price = inlinePrice(world, item, `${path}[${at}]`);
    world.state.prices.set(price.id, price);
    made.push(price);
    return { ...item, price: price.id };
  };
  const forget = (): void => made.forEach((price) => world.state.prices.delete(price.id));
  try {
    const answer = work(items.map(priced));
    if (imagined) forget();
    else for (const price of made) world.emit("price.created", price);
    return answer;
  } catch (error) {
    forget();
    throw error;
  }
}

function inlinePrice(world: World, { price, plan, price_data: wanted }: PricedItem, path: string): Price {
  if (price !== undefined || plan !== undefined)
    throw invalidRequest(
      "You may only specify one of these parameters: price, price_data.",
      `${path}[price_data]`,
      "parameters_exclusive",
    );
  if (!wanted) throw new Error("Only an item with price_data has an inline price");
  try {
    return { ...composePrice(world, wanted).price, active: false };
  } catch (error) {
    if (!(error instanceof ApiError) || error.fields.param === undefined) throw error;
    const param = error.fields.param.replace(/^(\w+)/, `${path}[price_data][$1]`);
    throw new ApiError(error.status, { ...error.fields, param });
  }
}
