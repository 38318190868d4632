import type Stripe from "stripe";
import { money } from "@/lib/kernel/money";
import { amountOf, pricingOf } from "./price-amounts";
import type { EventSearch, PaymentProvider, ProviderEventPage, ProviderPrice } from "@/lib/payments";
import { call, callOrNull } from "./client";
import { WITH_SCHEDULE } from "./plan-changes";
import { eventOf, idOf, meterErrorsOf, subscriptionOf, toUnix } from "./translate";

const MAX_PAGE = 100;

type LookingUp = Pick<
  PaymentProvider,
  "listEvents" | "retrieveMeterErrors" | "retrievePrice" | "listLiveSubscriptions"
>;

/** The part of the port that only looks: for sweeps, reports and the comparison. */
export function lookingUp(stripe: Stripe): LookingUp {
  return {
    listEvents: (search) => listEvents(stripe, search),
    async retrieveMeterErrors(id) {
      const event = await callOrNull("look up a report of its meters", () => stripe.v2.core.events.retrieve(id));
      return event && meterErrorsOf(event);
    },
    async retrievePrice(id) {
      const price = await callOrNull("look up a price", () =>
        stripe.prices.retrieve(id, { expand: ["product", "tiers"] }),
      );
      return price && priceOf(price);
    },
    async listLiveSubscriptions(customer) {
      const page = await call("list subscriptions", () =>
        stripe.subscriptions.list({
          customer,
          limit: MAX_PAGE,
          expand: WITH_SCHEDULE.expand.map((path) => `data.${path}`),
        }),
      );
      // What began and was never paid holds no place and is given up by Stripe itself.
      return page.data.filter((each) => each.status !== "incomplete").map(subscriptionOf);
    },
  };
}

async function listEvents(stripe: Stripe, { since, after, limit }: EventSearch): Promise<ProviderEventPage> {
  const page = await call("list events", () =>
    stripe.events.list({
      created: { gte: toUnix(since) },
      limit: Math.min(limit, MAX_PAGE),
      ...(after === null ? {} : { starting_after: after }),
    }),
  );
  return { events: page.data.map((event) => eventOf(event, JSON.stringify(event))), more: page.has_more };
}

function priceOf(price: Stripe.Price): ProviderPrice {
  const { product, recurring } = price;
  const amount = amountOf(price);
  const interval =
    recurring?.interval_count !== 1
      ? null
      : recurring.interval === "month"
        ? ("MONTH" as const)
        : recurring.interval === "year"
          ? ("YEAR" as const)
          : null;
  return {
    id: price.id,
    productId: idOf(product) ?? "",
    active: price.active,
    productActive: typeof product === "object" && !product.deleted && product.active,
    amount: amount === null ? null : money(amount, price.currency),
    pricing: pricingOf(price),
    interval,
    meterId: recurring?.meter ?? null,
  };
}

/** The means of payment that a customer pays everything with which names no other. */
export async function defaultMethodOf(stripe: Stripe, customerId: string | null): Promise<string | null> {
  if (customerId === null) return null;
  const customer = await callOrNull("look up a customer", () => stripe.customers.retrieve(customerId));
  if (!customer || customer.deleted) return null;
  return idOf(customer.invoice_settings.default_payment_method);
}
