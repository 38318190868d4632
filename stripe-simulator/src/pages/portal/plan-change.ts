import { redeemableCoupon } from "../../catalog/promotion-codes";
import type { Price, Subscription, SubscriptionItem } from "../../world/objects";
import { textOf } from "../fields";
import { offersFor, quantityRange, waitsForPeriodEnd } from "./plans";
import type { Visit } from "./visit";

/** A change of plan that a person asks for, known to be on offer. */
export interface PlanChange {
  subscription: Subscription;
  item: SubscriptionItem;
  price: Price;
  quantity: number;
  discounts: { coupon?: string; promotion_code?: string }[];
  /** The promotion code as typed; empty without one. */
  code: string;
  /** It takes effect with the next period and costs nothing now. */
  atPeriodEnd: boolean;
  /** Unix seconds from which it is prorated. */
  moment: number;
}

/** A shown price holds for so long; later the page is computed anew. */
const SHOWN_FOR = 15 * 60;

/** The change that the form or the deep link asks for, or what is wrong with it. */
export function readChange(visit: Visit, subscription: Subscription): PlanChange | string {
  const [item] = subscription.items.data;
  const asked = visit.posted ? visit.form : visit.query;
  const linked = visit.session.flow?.subscription_update_confirm;
  const confirming = linked?.subscription === subscription.id ? linked : null;
  const wanted = asked.get("price") ?? confirming?.items[0]?.price ?? item?.price.id;
  const offer = offersFor(visit, subscription).find((each) => each.price.id === wanted);
  if (!item || !offer) return "Choose one of the plans.";
  const quantity = Number(asked.get("quantity") ?? confirming?.items[0]?.quantity ?? item.quantity ?? 1);
  const complaint = quantityComplaint(visit, offer, item, quantity, confirming !== null);
  if (complaint) return complaint;
  const code = textOf(asked, "code", 100);
  const discounts = confirming?.discounts ? linkedDiscounts(confirming.discounts) : discountsFor(visit, code);
  if (discounts === null) return "This code is invalid.";
  if (offer.price.id === item.price.id && quantity === item.quantity && discounts.length === 0)
    return "This is your current plan.";
  const atPeriodEnd = waitsForPeriodEnd(visit, item, offer.price, quantity);
  if (atPeriodEnd && discounts.length > 0) return "A code cannot be used for a change at the end of the period.";
  const moment = momentOf(visit, item, asked.get("moment"));
  return { subscription, item, price: offer.price, quantity, discounts, code, atPeriodEnd, moment };
}

type Offered = ReturnType<typeof offersFor>[number];

/** Numbers may change where the configuration lets them, or by the deep link that the shop made. */
function quantityComplaint(
  visit: Visit,
  offer: Offered,
  item: SubscriptionItem,
  quantity: number,
  linked: boolean,
): string | null {
  if (!Number.isSafeInteger(quantity) || quantity < 1) return "Enter a quantity.";
  if (linked || quantity === item.quantity) return null;
  const range = quantityRange(visit, offer);
  if (!range) return "The quantity of this plan cannot be changed.";
  if (quantity < range.min) return `The smallest quantity is ${range.min}.`;
  return range.max !== null && quantity > range.max ? `The largest quantity is ${range.max}.` : null;
}

function linkedDiscounts(discounts: { coupon: string | null; promotion_code: string | null }[]) {
  return discounts.map(({ coupon, promotion_code: code }) => ({
    ...(coupon !== null && { coupon }),
    ...(code !== null && { promotion_code: code }),
  }));
}

function discountsFor(visit: Visit, text: string): { promotion_code: string }[] | null {
  if (text === "") return [];
  if (!visit.abilities.features.subscription_update.default_allowed_updates.includes("promotion_code")) return null;
  const code = [...visit.world.state.promotionCodes.values()].find(
    (each) => each.active && each.code.toLowerCase() === text.toLowerCase(),
  );
  const coupon = code && redeemableCoupon(visit.world, code, visit.customer.id);
  return code && coupon ? [{ promotion_code: code.id }] : null;
}

/** The moment of the page that was read, while that is recent and in the running period; otherwise now. */
function momentOf(visit: Visit, item: SubscriptionItem, shown: string | null): number {
  const now = visit.world.now();
  const moment = Number(shown ?? now);
  const fits = Number.isSafeInteger(moment) && moment <= now && moment >= now - SHOWN_FOR;
  return fits && moment >= item.current_period_start ? moment : now;
}
