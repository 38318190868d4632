import type { Coupon, Discount } from "../world/objects";
import type { World } from "../world/world";

/** The coupon behind a discount; one that was deleted goes on in the discounts it made. */
export function couponOf(world: World, discount: Discount): Coupon | undefined {
  const id = discount.source.coupon ?? "";
  return world.state.coupons.get(id) ?? world.state.deletedCoupons.get(id);
}

/** Whether a coupon takes something off this product; a coupon that names no products is for all. */
export function appliesTo(world: World, coupon: Coupon, product: string | null): boolean {
  const products = world.state.couponProducts.get(coupon.id);
  return products === undefined || (product !== null && products.includes(product));
}

/** The fixed amount in a currency; null for a percentage, and for a currency in which there is no amount. */
export function amountOff(coupon: Coupon, currency: string): number | null {
  if (coupon.amount_off === null) return null;
  if (currency === coupon.currency) return coupon.amount_off;
  return coupon.currency_options?.[currency]?.amount_off ?? null;
}

/** Whether a coupon can be used for bills in this currency. */
export function fitsCurrency(coupon: Coupon, currency: string): boolean {
  return coupon.amount_off === null || amountOff(coupon, currency) !== null;
}

/** Whether a coupon can be applied to something new. */
export function isRedeemable(world: World, coupon: Coupon): boolean {
  const spent = coupon.max_redemptions !== null && coupon.times_redeemed >= coupon.max_redemptions;
  return coupon.valid && !spent && (coupon.redeem_by === null || coupon.redeem_by > world.now());
}
