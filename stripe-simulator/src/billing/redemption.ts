import { fitsCurrency, isRedeemable } from "../catalog/coupon-terms";
import { codeRefusal, type Purchase } from "../catalog/promotion-codes";
import { invalidRequest, missingParameter } from "../http/errors";
import { newId } from "../world/ids";
import type { Coupon, Discount, Subscription, SubscriptionItem } from "../world/objects";
import type { World } from "../world/world";
import { priceAmount } from "./amounts";
import { plusIntervals } from "./calendar";

export interface DiscountParam {
  coupon?: string;
  promotion_code?: string;
  discount?: string;
}

/** A coupon that can be redeemed, with the code through which it came. */
export interface Redeemable {
  coupon: Coupon;
  promotionCode: string | null;
}

/** What a `discounts[]` entry asks for: a new redemption, or a discount that is there already. */
export type Wanted = Redeemable | { kept: string };

/**
 * The coupon a `discounts[]` entry names, once it is known to be redeemable by this customer for this purchase.
 *
 * @throws ApiError when it is unknown, spent, expired or restricted.
 */
export function couponOf(
  world: World,
  entry: DiscountParam,
  customer: string | null,
  { param = "discounts[0]", purchase }: { param?: string; purchase?: Purchase } = {},
): Redeemable {
  if (entry.promotion_code) {
    const { promotionCodes, coupons } = world.state;
    const code = world.need(promotionCodes, "promotion code", entry.promotion_code, `${param}[promotion_code]`);
    const refusal = codeRefusal(world, code, customer, purchase);
    const coupon = coupons.get(code.promotion.coupon ?? "");
    if (refusal !== null || !coupon)
      throw invalidRequest(refusal ?? "", `${param}[promotion_code]`, "promotion_code_invalid");
    return { coupon: inCurrency(coupon, purchase, `${param}[promotion_code]`), promotionCode: code.id };
  }
  if (!entry.coupon) throw missingParameter(`${param}[coupon]`);
  const coupon = world.need(world.state.coupons, "coupon", entry.coupon, `${param}[coupon]`);
  if (!isRedeemable(world, coupon))
    throw invalidRequest(`Coupon expired: ${coupon.id}`, `${param}[coupon]`, "coupon_expired");
  return { coupon: inCurrency(coupon, purchase, `${param}[coupon]`), promotionCode: null };
}

/** The coupon, unless it takes off an amount of another currency: then it throws. */
export function inCurrency(coupon: Coupon, purchase: Purchase | undefined, param: string): Coupon {
  if (!purchase || fitsCurrency(coupon, purchase.currency)) return coupon;
  throw invalidRequest(
    `The coupon's currency \`${String(coupon.currency)}\` does not match \`${purchase.currency}\`.`,
    param,
  );
}

/**
 * What a whole `discounts` parameter asks for. A coupon that stands in it twice needs as many redemptions as that.
 *
 * @throws ApiError naming the entry that cannot be had.
 */
export function wantedDiscounts(
  world: World,
  entries: DiscountParam[] | "" | null | undefined,
  customer: string,
  held: readonly string[],
  { param = "discounts", purchase }: { param?: string; purchase?: Purchase } = {},
): Wanted[] {
  return (entries || []).map((entry, at) => {
    const path = `${param}[${at}]`;
    const named = [entry.coupon, entry.promotion_code, entry.discount].filter((value) => value !== undefined);
    if (named.length > 1)
      throw invalidRequest(
        "You may only specify one of these parameters: coupon, promotion_code, discount.",
        path,
        "parameters_exclusive",
      );
    if (entry.discount === undefined) return couponOf(world, entry, customer, { param: path, purchase });
    if (held.includes(entry.discount)) return { kept: entry.discount };
    throw invalidRequest(`No such discount: '${entry.discount}'`, `${path}[discount]`, "resource_missing");
  });
}

/** What a subscription buys in each period, before discounts: what a code's minimum is held against. */
export function purchaseOf(world: World, subscription: Subscription): Purchase {
  const amounts = subscription.items.data.map((item) => priceAmount(world, item.price, item.quantity ?? 0));
  return { amount: amounts.reduce((sum, amount) => sum + amount, 0), currency: subscription.currency };
}

/** Where a discount comes to be. */
export interface Redeemer {
  subscription?: Subscription;
  item?: SubscriptionItem;
  /** Who redeems when there is no subscription. */
  customer?: string | null;
  session?: string | null;
  /** The one invoice that it is for. */
  invoice?: string;
  /** The one item that it is for, on whatever invoice that comes to stand. */
  invoiceItem?: string;
}

/** A subscription, or one of its items, that takes a discount. */
export type SubscribedRedeemer = Redeemer & { subscription: Subscription };

/** Redeems a coupon for a subscription or one of its items; both counters go up. */
export function redeem(world: World, wanted: Redeemable, redeemer: Redeemer): Discount {
  const { coupon, promotionCode } = wanted;
  const discount = compose(world, wanted, redeemer);
  world.state.discounts.set(discount.id, discount);
  world.change(coupon, "coupon.updated", (draft) => {
    draft.times_redeemed += 1;
    draft.valid &&= draft.max_redemptions === null || draft.times_redeemed < draft.max_redemptions;
  });
  const code = promotionCode ? world.state.promotionCodes.get(promotionCode) : undefined;
  if (code)
    world.change(code, "promotion_code.updated", (draft) => {
      draft.times_redeemed += 1;
      draft.active &&= draft.max_redemptions === null || draft.times_redeemed < draft.max_redemptions;
    });
  (redeemer.item ?? redeemer.subscription)?.discounts.push(discount.id);
  world.emit("customer.discount.created", discount);
  return discount;
}

function compose(world: World, { coupon, promotionCode }: Redeemable, redeemer: Redeemer): Discount {
  const now = world.now();
  const { subscription, item, invoice, invoiceItem } = redeemer;
  // On one invoice there is nothing that could repeat.
  const repeats = coupon.duration === "repeating" && invoice === undefined && invoiceItem === undefined;
  return {
    id: newId("di"),
    object: "discount",
    checkout_session: redeemer.session ?? null,
    customer: subscription?.customer ?? redeemer.customer ?? null,
    customer_account: null,
    end: repeats ? plusIntervals(now, "month", coupon.duration_in_months ?? 1) : null,
    invoice: invoice ?? null,
    invoice_item: invoiceItem ?? null,
    promotion_code: promotionCode,
    source: { coupon: coupon.id, type: "coupon" },
    start: now,
    subscription: subscription?.id ?? null,
    subscription_item: item?.id ?? null,
  };
}

/**
 * Runs `work` as if coupons had been redeemed for copies of a subscription and its items, and forgets the discounts
 * again: nothing is counted or told.
 */
export function imagineDiscounts<T>(
  world: World,
  holders: { wanted: Wanted[]; redeemer: SubscribedRedeemer }[],
  work: () => T,
): T {
  const made: string[] = [];
  for (const { wanted, redeemer } of holders) {
    const holder = redeemer.item ?? redeemer.subscription;
    for (const each of wanted) {
      if ("kept" in each) {
        holder.discounts.push(each.kept);
        continue;
      }
      const discount = compose(world, each, redeemer);
      world.state.discounts.set(discount.id, discount);
      holder.discounts.push(discount.id);
      made.push(discount.id);
    }
  }
  try {
    return work();
  } finally {
    for (const id of made) world.state.discounts.delete(id);
  }
}

/** Puts `wanted` in the place of the discounts that a subscription or an item has; those left out end. */
export function replaceDiscounts(world: World, wanted: Wanted[], redeemer: SubscribedRedeemer): void {
  const holder = redeemer.item ?? redeemer.subscription;
  const before = holder.discounts;
  holder.discounts = [];
  for (const each of wanted) {
    if ("kept" in each) holder.discounts.push(each.kept);
    else redeem(world, each, redeemer);
  }
  for (const id of before) {
    const gone = holder.discounts.includes(id) ? undefined : world.state.discounts.get(id);
    if (gone) world.emit("customer.discount.deleted", gone);
  }
}
