import type Stripe from "stripe";
import { priceAmount } from "../billing/amounts";
import { createPrice } from "../catalog/prices";
import { timesQuantity } from "../catalog/decimal";
import { invalidRequest, missingParameter } from "../http/errors";
import type { InvoiceItem, Price } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";

type Create = Wire<Stripe.InvoiceItemCreateParams>;
type LinePrice = NonNullable<Wire<Stripe.InvoiceAddLinesParams>["lines"]>[number]["price_data"];

/** The ways in which an item says what it costs. */
export interface ItemPricing {
  amount?: number;
  currency?: string;
  pricing?: Create["pricing"];
  price_data?: Create["price_data"] | LinePrice;
  quantity?: number;
  unit_amount_decimal?: string;
}

/** What an item costs. */
export interface ItemCost {
  amount: number;
  currency: string;
  quantity: number;
  pricing: InvoiceItem["pricing"];
}

/**
 * Works out what an item costs: a plain amount, or a quantity of a price or of a unit amount. An inline price comes to be
 * here, inactive, so that it serves this item only.
 *
 * @throws ApiError when nothing, or more than one thing, says what it costs, or the price does not fit.
 */
export function costOf(world: World, params: ItemPricing, usual: string, path = ""): ItemCost {
  const param = (name: string) => (path === "" ? name : `${path}[${name}]`);
  refuseSeveral(params, param);
  const quantity = params.quantity ?? 1;
  if (quantity < 0) throw invalidRequest("Invalid non-negative integer", param("quantity"));
  const currency = (params.currency ?? usual).toLowerCase();
  if (!/^[a-z]{3}$/.test(currency)) throw invalidRequest(`Invalid currency: ${currency}.`, param("currency"));
  if (params.amount !== undefined) {
    if (params.quantity !== undefined)
      throw invalidRequest("You cannot set `quantity` together with `amount`.", param("quantity"));
    return { amount: checked(params.amount, param), currency, quantity: 1, pricing: unitOnly(String(params.amount)) };
  }
  if (params.unit_amount_decimal !== undefined) {
    const amount = checked(timesQuantity(params.unit_amount_decimal, quantity), param);
    return { amount, currency, quantity, pricing: unitOnly(params.unit_amount_decimal) };
  }
  const price = priceOf(world, params, param);
  if (params.currency !== undefined && price.currency !== currency)
    throw invalidRequest(`The price specified only supports \`${price.currency}\`.`, param("currency"));
  return {
    amount: checked(priceAmount(world, price, quantity), param),
    currency: price.currency,
    quantity,
    pricing: {
      price_details: { price: price.id, product: price.product },
      type: "price_details",
      unit_amount_decimal: price.unit_amount_decimal,
    },
  };
}

const LARGEST_AMOUNT = 99_999_999_999;

function checked(amount: number, param: (name: string) => string): number {
  if (Math.abs(amount) <= LARGEST_AMOUNT) return amount;
  throw invalidRequest("The amount is too large.", param("amount"), "amount_too_large");
}

function unitOnly(unit: string): InvoiceItem["pricing"] {
  return { type: "price_details", unit_amount_decimal: unit };
}

function refuseSeveral(params: ItemPricing, param: (name: string) => string): void {
  const given = (["amount", "pricing", "price_data", "unit_amount_decimal"] as const).filter(
    (name) => params[name] !== undefined,
  );
  if (given.length === 0) throw missingParameter(param("amount"));
  if (given.length === 1) return;
  throw invalidRequest(
    `You may only specify one of these parameters: ${given.join(", ")}.`,
    param(given[0] ?? "amount"),
    "parameters_exclusive",
  );
}

function priceOf(world: World, params: ItemPricing, param: (name: string) => string): Price {
  if (params.price_data) {
    if (params.price_data.product !== undefined)
      world.need(world.state.products, "product", params.price_data.product, param("price_data][product"));
    const price = createPrice(world, params.price_data);
    price.active = false;
    return price;
  }
  const id = params.pricing?.price;
  if (id === undefined) throw missingParameter(param("pricing][price"));
  const price = world.need(world.state.prices, "price", id, param("pricing][price"));
  if (price.recurring)
    throw invalidRequest(
      "The price specified is set to `type=recurring` but this field only accepts prices with `type=one_time`.",
      param("pricing"),
    );
  if (!price.active)
    throw invalidRequest("The price specified is inactive. This field only accepts active prices.", param("pricing"));
  return price;
}
