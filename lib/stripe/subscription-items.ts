import type Stripe from "stripe";
import type { PlanItem, SoldItem } from "@/lib/payments";
import { isMetered, planItemOf } from "./translate";

type Changes = Stripe.SubscriptionUpdateParams.Item[];

/** What has to change in a subscription's items so that it sells this, and counts by these prices and no others. */
export const itemChanges = (subscription: Stripe.Subscription, sold: SoldItem): Changes => [
  { id: planItemOf(subscription).id, price: sold.priceId, quantity: sold.quantity },
  ...meteredChanges(subscription, sold.metered),
];

/** The part of it that counts usage. What is counted by a price that goes is billed by it until then. */
export function meteredChanges(subscription: Stripe.Subscription, wanted: readonly string[]): Changes {
  const counting = subscription.items.data.filter(isMetered);
  const there = new Set(counting.map((item) => item.price.id));
  return [
    ...counting.filter((item) => !wanted.includes(item.price.id)).map(({ id }) => ({ id, deleted: true })),
    ...wanted.filter((price) => !there.has(price)).map((price) => ({ price })),
  ];
}

/** Whether the plan item is this one. */
export const hasPlan = (subscription: Stripe.Subscription, { priceId, quantity }: PlanItem): boolean => {
  const item = planItemOf(subscription);
  return item.price.id === priceId && (item.quantity ?? 1) === quantity;
};
