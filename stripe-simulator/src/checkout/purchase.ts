import type Stripe from "stripe";
import { priceAmount } from "../billing/amounts";
import { couponOff } from "../billing/discounts";
import { productName } from "../billing/lines";
import { appliesTo } from "../catalog/coupon-terms";
import { createPrice } from "../catalog/prices";
import { invalidRequest, missingParameter } from "../http/errors";
import { newId } from "../world/ids";
import type { CheckoutLine, CheckoutPlan, CheckoutSession, Coupon, Price } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";

type Create = Wire<Stripe.Checkout.SessionCreateParams>;
type WantedLine = NonNullable<Create["line_items"]>[number];

/** A line as asked for. @throws ApiError when its price, its quantity or its mode do not fit. */
export function lineOf(world: World, line: WantedLine, at: number, mode: "payment" | "subscription"): CheckoutLine {
  const price = priceOf(world, line, at);
  if (mode === "payment" && price.recurring) {
    throw invalidRequest(
      "You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only one-time prices.",
      "mode",
    );
  }
  if (mode === "subscription" && !price.recurring)
    throw invalidRequest("The simulator's subscription mode takes recurring prices only.", `line_items[${at}][price]`);
  if (!price.active)
    throw invalidRequest(
      "The price specified is inactive. This field only accepts active prices.",
      `line_items[${at}][price]`,
    );
  const metered = price.recurring?.usage_type === "metered";
  if (!metered && line.quantity === undefined) throw missingParameter(`line_items[${at}][quantity]`);
  const composed: CheckoutLine = {
    id: newId("li"),
    object: "item",
    adjustable_quantity: adjustableOf(line, `line_items[${at}]`),
    amount_discount: 0,
    amount_subtotal: 0,
    amount_tax: 0,
    amount_total: 0,
    currency: price.currency,
    description: productName(world, { price }),
    metadata: {},
    price: structuredClone(price),
    quantity: metered ? null : (line.quantity ?? 1),
  };
  setLineAmount(world, composed);
  return composed;
}

function priceOf(world: World, line: WantedLine, at: number): Price {
  if (line.price !== undefined) return world.need(world.state.prices, "price", line.price, `line_items[${at}][price]`);
  if (!line.price_data) throw missingParameter(`line_items[${at}][price]`);
  return createPrice(world, line.price_data);
}

const MOST_BY_DEFAULT = 99;
const MOST = 999_999;

function adjustableOf(line: WantedLine, path: string): CheckoutLine["adjustable_quantity"] {
  const wanted = line.adjustable_quantity;
  if (!wanted) return null;
  const { enabled, minimum = 0, maximum = MOST_BY_DEFAULT } = wanted;
  if (maximum > MOST || minimum > maximum)
    throw invalidRequest(
      `The quantity must lie between 0 and ${MOST}, the minimum not above the maximum.`,
      `${path}[adjustable_quantity][maximum]`,
    );
  const quantity = line.quantity ?? 1;
  if (enabled && (quantity < minimum || quantity > maximum))
    throw invalidRequest("The quantity must lie between the minimum and the maximum.", `${path}[quantity]`);
  return { enabled, maximum, minimum };
}

function setLineAmount(world: World, line: CheckoutLine): void {
  line.amount_subtotal = line.price && line.quantity !== null ? priceAmount(world, line.price, line.quantity) : 0;
  line.amount_total = line.amount_subtotal;
}

/** Whether a person may choose how many of this there are, and between which numbers. */
export function adjustableRange(line: CheckoutLine): { min: number; max: number } | null {
  const { adjustable_quantity: adjustable } = line;
  if (!adjustable?.enabled || line.quantity === null) return null;
  return { min: adjustable.minimum ?? 0, max: adjustable.maximum ?? MOST_BY_DEFAULT };
}

/** Buys another number of something. @returns what is wrong with that number, or null when it is done. */
export function adjustQuantity(
  world: World,
  session: CheckoutSession,
  plan: CheckoutPlan,
  line: CheckoutLine,
  quantity: number,
): string | null {
  const range = adjustableRange(line);
  if (!range || !Number.isSafeInteger(quantity)) return "Enter a quantity.";
  if (quantity < range.min) return `The smallest quantity is ${range.min}.`;
  if (quantity > range.max) return `The largest quantity is ${range.max}.`;
  if (quantity === 0 && plan.lines.every((each) => each === line || each.quantity === 0))
    return "At least one item has to stay.";
  line.quantity = quantity;
  setLineAmount(world, line);
  setAmounts(world, session, plan);
  return null;
}

/** What is bought, before discounts: what a code's minimum is held against. */
export function purchaseOf(lines: CheckoutLine[]): { amount: number; currency: string } {
  return {
    amount: lines.reduce((sum, line) => sum + line.amount_subtotal, 0),
    currency: lines[0]?.currency ?? "usd",
  };
}

/** What the buyer pays today: nothing while a trial runs. */
export function dueToday(world: World, plan: CheckoutPlan): { subtotal: number; discount: number; total: number } {
  const subtotal = isTrial(plan) ? 0 : purchaseOf(plan.lines).amount;
  const discount = isTrial(plan) ? 0 : discountOn(world, plan);
  return { subtotal, discount, total: subtotal - discount };
}

/** What the plan's coupon takes off everything it applies to. */
export function discountOn(world: World, plan: CheckoutPlan): number {
  const coupon = world.state.coupons.get(plan.coupon ?? "");
  if (!coupon) return 0;
  const { amount, currency } = purchaseOf(discounted(world, coupon, plan.lines));
  return couponOff(coupon, amount, currency);
}

const discounted = (world: World, coupon: Coupon, lines: CheckoutLine[]): CheckoutLine[] =>
  lines.filter((line) => appliesTo(world, coupon, line.price?.product ?? null));

export function isTrial(plan: CheckoutPlan): boolean {
  return plan.trialDays !== null || plan.trialEnd !== null;
}

/** Writes the plan's amounts into the session and its lines; saving a card has none. */
export function setAmounts(world: World, session: CheckoutSession, plan: CheckoutPlan): void {
  if (session.mode === "setup") return;
  const due = dueToday(world, plan);
  session.amount_subtotal = due.subtotal;
  session.amount_total = due.total;
  session.total_details = { amount_discount: due.discount, amount_shipping: 0, amount_tax: 0 };
  session.discounts = plan.coupon
    ? [{ coupon: plan.promotionCode ? null : plan.coupon, promotion_code: plan.promotionCode }]
    : [];
  shareDiscount(world, plan, due.discount);
}

/** Each line's part of the discount; the last one takes the rounding. */
function shareDiscount(world: World, plan: CheckoutPlan, discount: number): void {
  const coupon = world.state.coupons.get(plan.coupon ?? "");
  const sharing = coupon ? discounted(world, coupon, plan.lines).filter((line) => line.amount_subtotal > 0) : [];
  const base = purchaseOf(sharing).amount;
  let left = discount;
  for (const line of plan.lines) {
    const last = line === sharing.at(-1);
    const part = sharing.includes(line) ? Number((BigInt(discount) * BigInt(line.amount_subtotal)) / BigInt(base)) : 0;
    line.amount_discount = last ? left : part;
    left -= line.amount_discount;
    line.amount_total = line.amount_subtotal - line.amount_discount;
  }
}
