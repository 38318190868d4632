import { isRedeemable, redeemableCoupon } from "../catalog/coupons";
import { invalidRequest } from "../http/errors";
import { roundedQuotient, scaled } from "../catalog/decimal";
import { newId } from "../world/ids";
import type { Coupon, Discount, InvoiceLine, Subscription } from "../world/objects";
import type { World } from "../world/world";
import { plusIntervals } from "./calendar";

export interface DiscountParam {
  coupon?: string;
  promotion_code?: string;
  discount?: string;
}

/**
 * The coupon a `discounts[]` entry names, once it is known to be redeemable.
 *
 * @throws ApiError when it is unknown, spent or expired.
 */
export function couponOf(
  world: World,
  entry: DiscountParam,
  customer: string | null,
): { coupon: Coupon; promotionCode: string | null } {
  if (entry.promotion_code) {
    const code = world.need(
      world.state.promotionCodes,
      "promotion code",
      entry.promotion_code,
      "discounts[0][promotion_code]",
    );
    const coupon = redeemableCoupon(world, code, customer);
    if (!coupon)
      throw invalidRequest(
        "This promotion code cannot be redeemed.",
        "discounts[0][promotion_code]",
        "promotion_code_invalid",
      );
    return { coupon, promotionCode: code.id };
  }
  const coupon = world.need(world.state.coupons, "coupon", entry.coupon ?? "", "discounts[0][coupon]");
  if (!isRedeemable(world, coupon))
    throw invalidRequest(`Coupon expired: ${coupon.id}`, "discounts[0][coupon]", "coupon_expired");
  return { coupon, promotionCode: null };
}

/** Redeems a coupon for a subscription; both counters go up. */
export function redeem(
  world: World,
  subscription: Subscription,
  coupon: Coupon,
  promotionCode: string | null,
  session: string | null,
): Discount {
  const now = world.now();
  const discount: Discount = {
    id: newId("di"),
    object: "discount",
    checkout_session: session,
    customer: subscription.customer,
    customer_account: null,
    end: coupon.duration === "repeating" ? plusIntervals(now, "month", coupon.duration_in_months ?? 1) : null,
    invoice: null,
    invoice_item: null,
    promotion_code: promotionCode,
    source: { coupon: coupon.id, type: "coupon" },
    start: now,
    subscription: subscription.id,
    subscription_item: null,
  };
  world.state.discounts.set(discount.id, discount);
  world.change(coupon, "coupon.updated", (draft) => {
    draft.times_redeemed += 1;
    draft.valid = draft.max_redemptions === null || draft.times_redeemed < draft.max_redemptions;
  });
  const code = promotionCode ? world.state.promotionCodes.get(promotionCode) : undefined;
  if (code) world.change(code, "promotion_code.updated", (draft) => void (draft.times_redeemed += 1));
  subscription.discounts.push(discount.id);
  world.emit("customer.discount.created", discount);
  return discount;
}

/** Applies a subscription's discounts to an invoice's lines, in place. Gives back each discount's amount. */
export function applyDiscounts(
  world: World,
  subscription: Pick<Subscription, "discounts">,
  lines: InvoiceLine[],
  moment: number,
): { amount: number; discount: string }[] {
  const applied: { amount: number; discount: string }[] = [];
  for (const id of subscription.discounts) {
    const discount = world.state.discounts.get(id);
    const coupon = world.state.coupons.get(discount?.source.coupon ?? "");
    if (!discount || !coupon || (discount.end !== null && discount.end <= moment)) continue;
    const amount = shareOut(lines, couponAmount(coupon, lines), id);
    if (amount > 0) applied.push({ amount, discount: id });
  }
  return applied;
}

/** What a coupon takes off a list of lines; never more than they cost. */
function couponAmount(coupon: Coupon, lines: InvoiceLine[]): number {
  const left = lines.reduce((sum, line) => sum + remaining(line), 0);
  return couponOff(coupon, left);
}

/** What a coupon takes off an amount, in whole minor units; a percentage rounds half away from zero. */
export function couponOff(coupon: Coupon, amount: number): number {
  if (amount <= 0) return 0;
  if (coupon.amount_off !== null) return Math.min(coupon.amount_off, amount);
  return roundedQuotient(scaled(String(coupon.percent_off ?? 0)) * BigInt(amount), scaled("100"));
}

/** Splits `amount` over the lines by what each still costs; the last discountable line takes the rounding. */
function shareOut(lines: InvoiceLine[], amount: number, discount: string): number {
  const open = lines.filter((line) => line.discountable && remaining(line) > 0);
  const base = open.reduce((sum, line) => sum + remaining(line), 0);
  let left = Math.min(amount, base);
  const taken = left;
  open.forEach((line, at) => {
    const share = at === open.length - 1 ? left : Math.floor((taken * remaining(line)) / base);
    left -= share;
    line.discount_amounts = [...(line.discount_amounts ?? []), { amount: share, discount }];
  });
  return taken;
}

function remaining(line: InvoiceLine): number {
  if (!line.discountable) return 0;
  return line.amount - (line.discount_amounts ?? []).reduce((sum, each) => sum + each.amount, 0);
}

/** A `once` coupon leaves the subscription with the first invoice it took something off. */
export function retireUsedUp(world: World, subscription: Subscription, used: string[]): void {
  for (const id of used) {
    const discount = world.state.discounts.get(id);
    const coupon = world.state.coupons.get(discount?.source.coupon ?? "");
    if (!discount || coupon?.duration !== "once") continue;
    subscription.discounts = subscription.discounts.filter((each) => each !== id);
  }
}
