import { roundedQuotient } from "../catalog/decimal";
import type { InvoiceLine, Subscription, SubscriptionItem } from "../world/objects";
import type { World } from "../world/world";
import { priceAmount } from "./amounts";
import { lineFor, productName } from "./lines";

/**
 * The part of a period's amount that falls after `moment`, to the second, rounded half away from zero
 * (https://docs.stripe.com/billing/subscriptions/prorations).
 */
export function unusedPart(amount: number, period: { start: number; end: number }, moment: number): number {
  const left = Math.max(0, period.end - Math.max(moment, period.start));
  return roundedQuotient(BigInt(amount) * BigInt(left), BigInt(period.end - period.start));
}

/** One line that gives the unused time of the old item back and one that charges the new item for the same time. */
export function prorationLines(
  world: World,
  subscription: Subscription,
  before: SubscriptionItem | null,
  after: SubscriptionItem | null,
  moment: number,
): InvoiceLine[] {
  const lines: InvoiceLine[] = [];
  const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  const since = day.format(new Date(moment * 1000));
  for (const [item, sign, word] of [
    [before, -1, "Unused"],
    [after, 1, "Remaining"],
  ] as const) {
    if (!item || item.quantity === undefined) continue;
    const whole = { start: item.current_period_start, end: item.current_period_end };
    const part = unusedPart(priceAmount(world, item.price, item.quantity), whole, moment);
    const times = item.quantity === 1 ? "" : `${item.quantity} × `;
    lines.push(
      lineFor(subscription, item, {
        amount: part === 0 ? 0 : sign * part,
        description: `${word} time on ${times}${productName(world, item)} after ${since}`,
        period: { start: moment, end: item.current_period_end },
        proration: true,
      }),
    );
  }
  return lines;
}

/** Keeps proration lines for the subscription's next invoice. */
export function keepPendingLines(world: World, subscription: Subscription, lines: InvoiceLine[]): void {
  const waiting = world.state.pendingLines.get(subscription.id) ?? [];
  world.state.pendingLines.set(subscription.id, [...waiting, ...lines]);
}

/** The lines that waited for this invoice; they wait no longer. */
export function takePendingLines(world: World, subscription: Subscription): InvoiceLine[] {
  const waiting = world.state.pendingLines.get(subscription.id) ?? [];
  world.state.pendingLines.delete(subscription.id);
  return waiting;
}
