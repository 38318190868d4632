import type Stripe from "stripe";
import { AppError } from "@/lib/kernel/errors";
import type { PriceRequest, SyncedPrice } from "@/lib/payments";
import { call, callOrNull, isTaken, makeOnce } from "./client";
import { idOf } from "./translate";

/**
 * Makes product and price for a version of a plan, or adopts those made before. The product carries our plan id as its
 * own id and the price our price id as its lookup key, so what a lost answer left behind is found, not made again.
 */
export async function syncPrice(stripe: Stripe, request: PriceRequest): Promise<SyncedPrice> {
  const product = await call("bring a product", () => ensureProduct(stripe, request));
  const price = await call("bring a price", () => ensurePrice(stripe, request, product.id));
  assertSame(price, request, product.id);
  return { productId: product.id, priceId: price.id };
}

async function ensureProduct(stripe: Stripe, request: PriceRequest): Promise<Stripe.Product> {
  const find = () => callOrNull("look up a product", () => stripe.products.retrieve(request.planId));
  const description = request.description === "" ? {} : { description: request.description };
  const metadata = { weir_plan_id: request.planId, weir_plan_code: request.planCode };
  const wanted = { id: request.planId, name: request.planName, ...description, metadata };
  try {
    return await makeOnce(`weir-product-${request.planId}`, find, (idempotencyKey) =>
      stripe.products.create(wanted, { idempotencyKey }),
    );
  } catch (error) {
    // Somebody made it between our look and our writing.
    const made = isTaken(error) ? await find() : null;
    if (!made) throw error;
    return made;
  }
}

function ensurePrice(stripe: Stripe, request: PriceRequest, product: string): Promise<Stripe.Price> {
  const find = async () => (await stripe.prices.list({ lookup_keys: [request.priceId], limit: 1 })).data[0] ?? null;
  const wanted: Stripe.PriceCreateParams = {
    product,
    currency: request.amount.currency,
    unit_amount: Number(request.amount.amount),
    recurring: { interval: request.interval === "YEAR" ? "year" : "month" },
    lookup_key: request.priceId,
    metadata: { weir_plan_id: request.planId, weir_price_id: request.priceId },
  };
  return makeOnce(`weir-price-${request.priceId}`, find, (idempotencyKey) =>
    stripe.prices.create(wanted, { idempotencyKey }),
  );
}

/** A price that carries our key and another amount would charge what nobody agreed to. */
function assertSame(price: Stripe.Price, request: PriceRequest, productId: string): void {
  const interval = request.interval === "YEAR" ? "year" : "month";
  const same =
    price.active &&
    price.unit_amount === Number(request.amount.amount) &&
    price.currency === request.amount.currency &&
    price.recurring?.interval === interval &&
    idOf(price.product) === productId;
  if (!same) {
    throw new AppError(
      "STRIPE_ERROR",
      "The price at the payment provider was changed by somebody and no longer is what the catalog says. An operator has to put it right.",
      {
        internal: { stripePrice: price.id, price: request.priceId },
      },
    );
  }
}
