import type Stripe from "stripe";
import { AppError } from "@/lib/kernel/errors";
import type { PriceRequest, SyncedPrice } from "@/lib/payments";
import { call, callOrNull, isTaken, refusalOf } from "./client";
import { idOf } from "./translate";

/**
 * Makes product and price for a version of a plan, or adopts those made before. The product carries our plan id as its
 * own id and the price our price id as its lookup key, so what a lost answer left behind is found, not made again.
 */
export async function syncPrice(stripe: Stripe, request: PriceRequest): Promise<SyncedPrice> {
  const productId = await ensureProduct(stripe, request);
  const known = await call("look up a price", () => stripe.prices.list({ lookup_keys: [request.priceId], limit: 1 }));
  const price = known.data[0] ?? (await createPrice(stripe, request, productId));
  assertSame(price, request, productId);
  return { productId, priceId: price.id };
}

async function ensureProduct(stripe: Stripe, request: PriceRequest): Promise<string> {
  const found = await callOrNull("look up a product", () => stripe.products.retrieve(request.planId));
  if (found) return found.id;
  const description = request.description === "" ? {} : { description: request.description };
  try {
    const made = await stripe.products.create(
      {
        id: request.planId,
        name: request.planName,
        ...description,
        metadata: { weir_plan_id: request.planId, weir_plan_code: request.planCode },
      },
      { idempotencyKey: `weir-product-${request.planId}` },
    );
    return made.id;
  } catch (error) {
    // Somebody made it between our look and our writing.
    if (isTaken(error)) return request.planId;
    throw refusalOf("make a product", error);
  }
}

const createPrice = (stripe: Stripe, request: PriceRequest, product: string): Promise<Stripe.Price> =>
  call("make a price", () =>
    stripe.prices.create(
      {
        product,
        currency: request.amount.currency,
        unit_amount: Number(request.amount.amount),
        recurring: { interval: request.interval === "YEAR" ? "year" : "month" },
        lookup_key: request.priceId,
        metadata: { weir_plan_id: request.planId, weir_price_id: request.priceId },
      },
      { idempotencyKey: `weir-price-${request.priceId}` },
    ),
  );

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
