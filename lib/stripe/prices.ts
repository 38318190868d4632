import type Stripe from "stripe";
import type { Pricing } from "@/lib/catalog";
import { AppError } from "@/lib/kernel/errors";
import type { OveragePriceRequest, PriceRequest, SyncedPrice } from "@/lib/payments";
import { call, callOrNull, isTaken, makeOnce } from "./client";
import { sameAmounts, tierParams } from "./price-amounts";
import { idOf } from "./translate";

/** A product and a price as they shall be there, each found again by an id of ours. */
interface Wanted {
  readonly product: { readonly id: string; readonly name: string; readonly description: string };
  /** Our price, which is its lookup key there. */
  readonly priceId: string;
  readonly metadata: Record<string, string>;
  readonly currency: string;
  readonly recurring: Stripe.PriceCreateParams.Recurring;
  readonly amounts: Amounts;
}

/** What a price costs, as the API takes it and gives it back. */
export interface Amounts {
  /** Minor units; what one costs. */
  readonly amount: bigint;
  readonly pricing: Pricing | null;
}

/**
 * Makes product and price for a version of a plan, or adopts those made before. The product carries our plan id as its
 * own id and the price our price id as its lookup key, so what a lost answer left behind is found, not made again. One
 * that is found and says something else is not adopted (STRIPE_ERROR): prices are never told by their amounts.
 */
export const syncPrice = (stripe: Stripe, request: PriceRequest): Promise<SyncedPrice> =>
  sync(stripe, {
    product: { id: request.planId, name: request.planName, description: request.description },
    priceId: request.priceId,
    metadata: { weir_plan_id: request.planId, weir_plan_code: request.planCode, weir_price_id: request.priceId },
    currency: request.amount.currency,
    recurring: { interval: request.interval === "YEAR" ? "year" : "month" },
    amounts: { amount: request.amount.amount, pricing: request.pricing ?? null },
  });

/** The same for what goes beyond a limit: a product of its own, so that the invoice names it, and a price that counts. */
export const syncOveragePrice = (stripe: Stripe, request: OveragePriceRequest): Promise<SyncedPrice> =>
  sync(stripe, {
    product: {
      id: `${request.planId}_${request.meter}`,
      name: `${request.planName}: ${request.meterName} beyond the allowance`,
      description: "",
    },
    priceId: request.priceId,
    metadata: {
      weir_plan_id: request.planId,
      weir_plan_code: request.planCode,
      weir_price_id: request.priceId,
      weir_meter: request.meter,
    },
    currency: request.currency,
    recurring: {
      interval: request.interval === "YEAR" ? "year" : "month",
      usage_type: "metered",
      meter: request.meterId,
    },
    amounts: { amount: request.overage.amount, pricing: { model: "PACKAGE", per: request.overage.per } },
  });

async function sync(stripe: Stripe, wanted: Wanted): Promise<SyncedPrice> {
  const product = await call("bring a product", () => ensureProduct(stripe, wanted));
  const price = await call("bring a price", () => ensurePrice(stripe, wanted));
  assertSame(price, wanted);
  return { productId: product.id, priceId: price.id };
}

async function ensureProduct(stripe: Stripe, { product, metadata }: Wanted): Promise<Stripe.Product> {
  const find = () => callOrNull("look up a product", () => stripe.products.retrieve(product.id));
  const { weir_price_id: _price, ...about } = metadata;
  const wanted = {
    id: product.id,
    name: product.name,
    ...(product.description === "" ? {} : { description: product.description }),
    metadata: about,
  };
  try {
    return await makeOnce(`weir-product-${product.id}`, find, (idempotencyKey) =>
      stripe.products.create(wanted, { idempotencyKey }),
    );
  } catch (error) {
    // Somebody made it between our look and our writing.
    const made = isTaken(error) ? await find() : null;
    if (!made) throw error;
    return made;
  }
}

function ensurePrice(stripe: Stripe, wanted: Wanted): Promise<Stripe.Price> {
  const expand = ["tiers"];
  const find = async () =>
    (await stripe.prices.list({ lookup_keys: [wanted.priceId], limit: 1, expand: ["data.tiers"] })).data[0] ?? null;
  const params: Stripe.PriceCreateParams = {
    product: wanted.product.id,
    currency: wanted.currency,
    recurring: wanted.recurring,
    lookup_key: wanted.priceId,
    metadata: wanted.metadata,
    expand,
    ...tierParams(wanted.amounts),
  };
  return makeOnce(`weir-price-${wanted.priceId}`, find, (idempotencyKey) =>
    stripe.prices.create(params, { idempotencyKey }),
  );
}

/** A price that carries our key and another amount would charge what nobody agreed to. */
function assertSame(price: Stripe.Price, { priceId, product, currency, recurring, amounts }: Wanted): void {
  const there = price.recurring;
  const same =
    price.active &&
    price.currency === currency &&
    idOf(price.product) === product.id &&
    there?.interval === recurring.interval &&
    there.interval_count === 1 &&
    there.usage_type === (recurring.usage_type ?? "licensed") &&
    (there.meter ?? null) === (recurring.meter ?? null) &&
    sameAmounts(price, amounts);
  if (!same)
    throw new AppError(
      "STRIPE_ERROR",
      `The price ${price.id} at the payment provider carries our key and is not what the catalog says. It is not adopted: archive it there and take its lookup key away, or put it right.`,
      { internal: { stripePrice: price.id, price: priceId } },
    );
}
