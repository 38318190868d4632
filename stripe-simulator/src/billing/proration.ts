import { roundedQuotient } from "../catalog/decimal";
import type { InvoiceLine, Subscription, SubscriptionItem } from "../world/objects";
import type { World } from "../world/world";
import type { Period } from "./calendar";
import { periodOfPrice } from "./cycle";
import { debitOf } from "./debits";
import { applyDiscounts, netAmount } from "./discounts";
import { lineFor, productName, wholeLine } from "./lines";

/**
 * The part of what was charged for `whole` that falls on `from` to `to`, to the second, rounded half away from zero
 * (https://docs.stripe.com/billing/subscriptions/prorations).
 */
export function partOf(amount: number, whole: Period, { start, end }: Period): number {
  const left = Math.max(0, end - Math.max(start, whole.start));
  return roundedQuotient(BigInt(amount) * BigInt(left), BigInt(whole.end - whole.start));
}

/** Gives back the unused time of an item: the part of its charge that falls after `moment`. Nothing charged, nothing given. */
export function creditLines(
  world: World,
  subscription: Subscription,
  item: SubscriptionItem,
  moment: number,
): InvoiceLine[] {
  if (item.quantity === undefined) return [];
  const debit = debitOf(world, subscription, item, moment);
  if (!debit) return [];
  const unused = { start: moment, end: item.current_period_end };
  const part = partOf(netAmount(debit.line), debit.line.period, unused);
  return [
    lineFor(subscription, item, {
      amount: part === 0 ? 0 : -part,
      description: described(world, "Unused", item, moment),
      period: unused,
      proration: true,
      credits: { invoice: debit.invoice ?? "", invoice_line_items: [debit.line.id] },
    }),
  ];
}

/** Charges an item for what is left of its period after `moment`, less the discounts that go on. */
export function debitLines(
  world: World,
  subscription: Subscription,
  item: SubscriptionItem,
  moment: number,
): InvoiceLine[] {
  if (item.quantity === undefined) return [];
  const rest = { start: moment, end: item.current_period_end };
  const whole = periodOfPrice(subscription, item.price, moment);
  return [
    lineFor(subscription, item, {
      amount: partOf(wholeAfterDiscounts(world, subscription, item), whole, rest),
      description: described(world, "Remaining", item, moment),
      period: rest,
      proration: true,
    }),
  ];
}

/** What a whole period of an item comes to. A coupon for one invoice is left to that invoice. */
function wholeAfterDiscounts(world: World, subscription: Subscription, item: SubscriptionItem): number {
  const licensed = subscription.items.data.filter((each) => each.quantity !== undefined);
  const lines = licensed.map((each) => wholeLine(world, subscription, each));
  applyDiscounts(world, subscription, lines, world.now(), (coupon) => coupon.duration !== "once");
  const own = lines[licensed.indexOf(item)];
  return own ? netAmount(own) : 0;
}

function described(world: World, word: string, item: SubscriptionItem, moment: number): string {
  const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  const times = item.quantity === 1 ? "" : `${String(item.quantity)} × `;
  return `${word} time on ${times}${productName(world, item)} after ${day.format(new Date(moment * 1000))}`;
}

/** Keeps proration lines for the subscription's next invoice. */
export function keepPendingLines(world: World, subscription: Subscription, lines: InvoiceLine[]): void {
  if (lines.length === 0) return;
  const waiting = world.state.pendingLines.get(subscription.id) ?? [];
  world.state.pendingLines.set(subscription.id, [...waiting, ...lines]);
}

/** The lines that waited for this invoice; they wait no longer. */
export function takePendingLines(world: World, subscription: Subscription): InvoiceLine[] {
  const waiting = world.state.pendingLines.get(subscription.id) ?? [];
  world.state.pendingLines.delete(subscription.id);
  return waiting;
}
