import { intervalText, moneyText, priceAmount, priceText } from "../../billing/amounts";
import { productName } from "../../billing/lines";
import type { PortalProduct, Price, Subscription, SubscriptionItem, SubscriptionSchedule } from "../../world/objects";
import type { World } from "../../world/world";
import type { Visit } from "./visit";

/** A price that a portal offers. */
export interface Offer {
  price: Price;
  product: PortalProduct;
}

/** The prices to choose from; a subscription keeps its currency. */
export function offersFor(visit: Visit, subscription: Subscription): Offer[] {
  const current = subscription.items.data[0]?.price.id;
  const { default_allowed_updates: allowed } = visit.abilities.features.subscription_update;
  return visit.abilities.products.flatMap((product) =>
    product.prices.flatMap((id) => {
      const price = visit.world.state.prices.get(id);
      const offered = price?.active && price.currency === subscription.currency;
      if (!price || !(offered || id === current)) return [];
      return allowed.includes("price") || id === current ? [{ price, product }] : [];
    }),
  );
}

/** How many of an offer may be bought; null when that is not to be chosen. */
export function quantityRange(visit: Visit, offer: Offer): { min: number; max: number | null } | null {
  const { default_allowed_updates: allowed } = visit.abilities.features.subscription_update;
  const adjustable = offer.product.adjustable_quantity;
  if (!allowed.includes("quantity") || !adjustable.enabled) return null;
  return { min: adjustable.minimum, max: adjustable.maximum };
}

/** "Pro", or all names of a subscription with several products. */
export function planName(world: World, subscription: Subscription): string {
  return subscription.items.data.map((item) => productName(world, item)).join(", ");
}

/** "$29.99 per month", "3 × $10.00 per month". */
export function rateText(price: Price, quantity: number): string {
  const times = quantity === 1 ? "" : `${quantity} × `;
  return `${times}${priceText(price).replace(" / ", " per ")}`;
}

/** "$29.99 / month" for everything that a subscription consists of. */
export function totalText(world: World, items: readonly SubscriptionItem[]): string {
  const [first] = items;
  if (!first) return "";
  const total = items.reduce((sum, item) => sum + (item.quantity === undefined ? 0 : amountOf(world, item)), 0);
  return `${moneyText(total, first.price.currency)} per ${intervalText(first.price)}`;
}

const amountOf = (world: World, item: SubscriptionItem): number => priceAmount(world, item.price, item.quantity ?? 0);

const DAYS: Record<string, number> = { day: 1, week: 7, month: 30, year: 365 };

/** Whether the configuration lets this change wait for the end of the period. */
export function waitsForPeriodEnd(visit: Visit, item: SubscriptionItem, price: Price, quantity: number): boolean {
  const { conditions } = visit.abilities.features.subscription_update.schedule_at_period_end;
  return conditions.some(({ type }) =>
    type === "shortening_interval"
      ? daysOf(price) < daysOf(item.price)
      : priceAmount(visit.world, price, quantity) < amountOf(visit.world, item),
  );
}

function daysOf(price: Price): number {
  return (DAYS[price.recurring?.interval ?? ""] ?? 0) * (price.recurring?.interval_count ?? 0);
}

/** The schedule that holds a subscription, if any. */
export function plannedSchedule(world: World, subscription: Subscription): SubscriptionSchedule | undefined {
  return world.state.subscriptionSchedules.get(String(subscription.schedule ?? ""));
}
