import { couponOf as couponOfDiscount } from "../catalog/coupon-terms";
import { couponOf, type DiscountParam, type Wanted } from "../billing/redemption";
import { invalidRequest } from "../http/errors";
import type { SchedulePhase } from "../world/objects";
import type { World } from "../world/world";

export type PhaseDiscount = SchedulePhase["discounts"][number];

/**
 * The discounts that a phase, or one of its items, asks for; each is redeemed when the phase is entered.
 *
 * @throws ApiError naming the entry that cannot be redeemed, or is not there to be kept.
 */
export function phaseDiscounts(
  world: World,
  entries: DiscountParam[] | "" | null | undefined,
  customer: string,
  param: string,
): PhaseDiscount[] {
  return (entries || []).map((entry, at) => {
    const path = `${param}[${at}]`;
    if (entry.discount !== undefined) {
      if (world.state.discounts.get(entry.discount)?.customer !== customer)
        throw invalidRequest(`No such discount: '${entry.discount}'`, `${path}[discount]`, "resource_missing");
      return { coupon: null, discount: entry.discount, promotion_code: null };
    }
    const { coupon, promotionCode } = couponOf(world, entry, customer, { param: path });
    return { coupon: promotionCode === null ? coupon.id : null, discount: null, promotion_code: promotionCode };
  });
}

/** The discounts that somebody has, as a phase names them. */
export const keptDiscounts = (held: readonly string[]): PhaseDiscount[] =>
  held.map((discount) => ({ coupon: null, discount, promotion_code: null }));

/**
 * What a phase asks for of somebody who has `held`: a coupon that was redeemed already, when the phase was entered, is
 * not redeemed again.
 */
export function wantedByPhase(world: World, discounts: PhaseDiscount[], held: readonly string[]): Wanted[] {
  const left = [...held];
  return discounts.flatMap((each): Wanted[] => {
    if (each.discount !== null) return [{ kept: each.discount }];
    const code = world.state.promotionCodes.get(each.promotion_code ?? "");
    const coupon = world.state.coupons.get(each.coupon ?? code?.promotion.coupon ?? "");
    const own = left.findIndex((id) => isOf(world, id, coupon?.id, each.promotion_code));
    const [kept] = own < 0 ? [] : left.splice(own, 1);
    if (kept !== undefined) return [{ kept }];
    return coupon ? [{ coupon, promotionCode: each.promotion_code }] : [];
  });
}

function isOf(world: World, id: string, coupon: string | undefined, code: string | null): boolean {
  const discount = world.state.discounts.get(id);
  return discount !== undefined && couponOfDiscount(world, discount)?.id === coupon && discount.promotion_code === code;
}
