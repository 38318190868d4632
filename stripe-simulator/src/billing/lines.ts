import { roundedQuotient } from "../catalog/decimal";
import { newId } from "../world/ids";
import type { InvoiceLine, Subscription, SubscriptionItem } from "../world/objects";
import type { World } from "../world/world";
import { priceAmount, priceText } from "./amounts";
import { periodOfPrice } from "./cycle";

interface LineFields {
  amount: number;
  description: string;
  period: { start: number; end: number };
  proration: boolean;
  /** For a credit: the charge of which it gives a part back. */
  credits?: { invoice: string; invoice_line_items: string[] };
  /** Of usage and tiers, where the item's own say nothing. */
  quantity?: number;
  unitAmount?: string | null;
}

/**
 * The line for the present period of one item. A period that is only the end of a whole one, before an anchor, or its
 * beginning, before the subscription ends, costs its part to the second.
 */
export function periodLine(world: World, subscription: Subscription, item: SubscriptionItem): InvoiceLine {
  const period = { start: item.current_period_start, end: item.current_period_end };
  const whole = periodOfPrice(subscription, item.price, period.start);
  const line = wholeLine(world, subscription, item);
  line.period = period;
  if (whole.start === period.start && whole.end === period.end) return line;
  const [length, all] = [BigInt(period.end - period.start), BigInt(whole.end - whole.start)];
  line.amount = roundedQuotient(BigInt(line.amount) * length, all);
  line.subtotal = line.amount;
  return line;
}

/** The line that a whole period of one item would be. */
export function wholeLine(world: World, subscription: Subscription, item: SubscriptionItem): InvoiceLine {
  const quantity = item.quantity ?? 0;
  return lineFor(subscription, item, {
    amount: priceAmount(world, item.price, quantity),
    description: `${quantity} × ${productName(world, item)} (at ${priceText(item.price)})`,
    period: { start: item.current_period_start, end: item.current_period_end },
    proration: false,
  });
}

/** The free line of a trial. */
export function trialLine(world: World, subscription: Subscription, item: SubscriptionItem): InvoiceLine {
  const description = `Trial period for ${productName(world, item)}`;
  const period = { start: item.current_period_start, end: item.current_period_end };
  return lineFor(subscription, item, { amount: 0, description, period, proration: false });
}

/** A line of an item; proration lines carry the same shape with `proration` set. */
export function lineFor(
  subscription: Subscription,
  item: Pick<SubscriptionItem, "id" | "price" | "quantity">,
  fields: LineFields,
): InvoiceLine {
  const quantity = fields.quantity ?? item.quantity ?? null;
  return {
    id: newId("il"),
    object: "line_item",
    amount: fields.amount,
    currency: subscription.currency,
    description: fields.description,
    discount_amounts: [],
    discountable: !fields.proration,
    discounts: [],
    invoice: null,
    livemode: false,
    metadata: { ...subscription.metadata },
    parent: {
      invoice_item_details: null,
      subscription_item_details: {
        invoice_item: null,
        proration: fields.proration,
        proration_details: fields.proration ? { credited_items: fields.credits ?? null } : null,
        subscription: subscription.id,
        subscription_item: item.id,
      },
      type: "subscription_item_details",
    },
    period: fields.period,
    pretax_credit_amounts: [],
    pricing: {
      price_details: { price: item.price.id, product: item.price.product },
      type: "price_details",
      unit_amount_decimal: fields.unitAmount === undefined ? item.price.unit_amount_decimal : fields.unitAmount,
    },
    quantity,
    quantity_decimal: quantity === null ? null : String(quantity),
    subscription: subscription.id,
    subtotal: fields.amount,
    taxes: [],
  };
}

/** The product's name as a buyer knows it. */
export function productName(world: World, item: { price: { product: string } }): string {
  return world.state.products.get(item.price.product)?.name ?? item.price.product;
}
