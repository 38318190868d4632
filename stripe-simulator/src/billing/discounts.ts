import { amountOff, appliesTo, couponOf } from "../catalog/coupon-terms";
import { roundedQuotient, scaled } from "../catalog/decimal";
import type { Coupon, Discount, InvoiceLine, Subscription, SubscriptionItem } from "../world/objects";
import type { World } from "../world/world";

type Taken = { amount: number; discount: string };

/** What has discounts: a subscription with its items, or an invoice by itself. */
export interface DiscountHolder {
  discounts: string[];
  currency: string;
  items?: { data: Pick<SubscriptionItem, "id" | "discounts">[] };
}

/**
 * Applies a subscription's discounts to an invoice's lines, in place: those of the items first, also of single invoice items,
 * then those of the subscription, one after another in their order (https://docs.stripe.com/billing/subscriptions/coupons).
 *
 * @returns what each took off; one that took nothing is left out.
 */
export function applyDiscounts(
  world: World,
  holder: DiscountHolder,
  lines: InvoiceLine[],
  moment: number,
  counts: (coupon: Coupon) => boolean = () => true,
): Taken[] {
  const taken: Taken[] = [];
  const apply = (id: string, candidates: InvoiceLine[]) => {
    const discount = world.state.discounts.get(id);
    const coupon = discount && couponOf(world, discount);
    if (!coupon || (discount.end !== null && discount.end <= moment) || !counts(coupon)) return;
    const open = candidates.filter((line) => remaining(line) > 0 && appliesTo(world, coupon, productOf(line)));
    const left = open.reduce((sum, line) => sum + remaining(line), 0);
    const amount = shareOut(open, couponOff(coupon, left, holder.currency), id);
    if (amount > 0) taken.push({ amount, discount: id });
  };
  for (const item of holder.items?.data ?? []) {
    const own = lines.filter((line) => line.parent?.subscription_item_details?.subscription_item === item.id);
    for (const id of item.discounts) apply(id, own);
  }
  for (const line of lines) {
    const made = world.state.invoiceItems.get(line.parent?.invoice_item_details?.invoice_item ?? "");
    for (const id of made?.discounts ?? []) apply(String(id), [line]);
  }
  for (const id of holder.discounts) apply(id, lines);
  return taken;
}

/** What a coupon takes off an amount, in whole minor units; a percentage rounds half away from zero. */
export function couponOff(coupon: Coupon, amount: number, currency = coupon.currency ?? ""): number {
  if (amount <= 0) return 0;
  const fixed = amountOff(coupon, currency);
  if (fixed !== null) return Math.min(fixed, amount);
  return roundedQuotient(scaled(String(coupon.percent_off ?? 0)) * BigInt(amount), scaled("100"));
}

/** Splits `amount` over the lines by what each still costs; the last line takes the rounding. */
function shareOut(lines: InvoiceLine[], amount: number, discount: string): number {
  const base = lines.reduce((sum, line) => sum + remaining(line), 0);
  let left = Math.min(amount, base);
  const taken = left;
  lines.forEach((line, at) => {
    const share = at === lines.length - 1 ? left : Number((BigInt(taken) * BigInt(remaining(line))) / BigInt(base));
    left -= share;
    line.discount_amounts = [...(line.discount_amounts ?? []), { amount: share, discount }];
    line.discounts = [...line.discounts, discount];
  });
  return taken;
}

/** What a line costs after the discounts that it has; nothing can be taken off a line that is not discountable. */
function remaining(line: InvoiceLine): number {
  return line.discountable ? netAmount(line) : 0;
}

/** What a line came to: its amount less its discounts. */
export function netAmount(line: InvoiceLine): number {
  return line.amount - (line.discount_amounts ?? []).reduce((sum, each) => sum + each.amount, 0);
}

function productOf(line: InvoiceLine): string | null {
  return line.pricing?.price_details?.product ?? null;
}

/** A `once` coupon is used up by the first invoice it took something off. */
export function retireUsedUp(world: World, subscription: Subscription, used: string[]): void {
  for (const id of used) {
    const discount = world.state.discounts.get(id);
    if (discount && couponOf(world, discount)?.duration === "once") letGo(subscription, id);
  }
}

/** A discount is over: it leaves what it was on, and that is told. */
export function endDiscount(world: World, discount: Discount): void {
  const subscription = world.state.subscriptions.get(discount.subscription ?? "");
  if (subscription) world.change(subscription, "customer.subscription.updated", (draft) => letGo(draft, discount.id));
  world.emit("customer.discount.deleted", discount);
}

/** Takes a discount off a draft of its subscription, wherever it is on it. */
export function letGo(draft: Subscription, discount: string): void {
  draft.discounts = draft.discounts.filter((each) => each !== discount);
  for (const item of draft.items.data) item.discounts = item.discounts.filter((each) => each !== discount);
}
