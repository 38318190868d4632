import type Stripe from "stripe";
import { money, type Money } from "@/lib/kernel/money";
import type { Instant } from "@/lib/kernel/time";
import type { FoundPromotion, Promotion, PromotionQuestion, PurchaseProvider } from "@/lib/payments";
import { call } from "./client";
import { taxed } from "./tax";
import { previewOf } from "./translate";

/** What somebody is about to buy: codes that make it cheaper, and what Stripe says that it comes to. */

/** So many codes of one spelling are looked at: old ones that were switched off stand beside the one that works. */
const CODES_LOOKED_AT = 20;
/** A customer who has paid any of so many latest invoices has bought before. */
const INVOICES_LOOKED_AT = 100;

export function purchasing(stripe: Stripe, taxOn: boolean): PurchaseProvider {
  return {
    findPromotion: (question) => findPromotion(stripe, question),
    async previewPurchase({ customerId, priceId, quantity, metered, promotionId }) {
      const invoice = await call("preview the purchase", () =>
        stripe.invoices.createPreview({
          customer: customerId,
          subscription_details: { items: [{ price: priceId, quantity }, ...metered.map((price) => ({ price }))] },
          ...taxed(taxOn),
          ...(promotionId === null ? {} : { discounts: [{ promotion_code: promotionId }] }),
        }),
      );
      return previewOf(invoice);
    },
  };
}

async function findPromotion(stripe: Stripe, question: PromotionQuestion): Promise<FoundPromotion> {
  const { data } = await call("look up a promotion code", () =>
    stripe.promotionCodes.list({
      code: question.code,
      limit: CODES_LOOKED_AT,
      expand: ["data.promotion.coupon", "data.promotion.coupon.applies_to"],
    }),
  );
  const code = data.find((each) => each.active) ?? data[0];
  if (!code) return { kind: "refused", because: "unknown" };
  const { coupon } = code.promotion;
  if (coupon === null || typeof coupon === "string") return { kind: "refused", because: "unknown" };
  const refusal = termsRefusal(code, coupon, question);
  if (refusal) return refusal;
  if (code.restrictions.first_time_transaction && (await hasPaid(stripe, question.customerId)))
    return { kind: "refused", because: "first_purchase_only" };
  return { kind: "usable", promotion: promotionOf(code, coupon) };
}

/** What the code itself, or its coupon, says against it. The reason that its holder can do least about comes first. */
function termsRefusal(
  code: Stripe.PromotionCode,
  coupon: Stripe.Coupon,
  { customerId, productId, amount, now }: PromotionQuestion,
): FoundPromotion | null {
  const refused = (because: "switched_off" | "exhausted" | "not_for_plan" | "not_yours"): FoundPromotion => ({
    kind: "refused",
    because,
  });
  const end = ended(code, coupon, now);
  if (end !== null) return { kind: "refused", because: "expired", at: end };
  if (isExhausted(code) || isExhausted(coupon)) return refused("exhausted");
  if (!code.active || !coupon.valid) return refused("switched_off");
  const holder = typeof code.customer === "string" ? code.customer : code.customer?.id;
  if (holder !== undefined && holder !== customerId) return refused("not_yours");
  const products = coupon.applies_to?.products ?? [];
  if (products.length > 0 && !products.includes(productId)) return refused("not_for_plan");
  if (coupon.amount_off !== null && amountOff(coupon, amount.currency) === null) return refused("not_for_plan");
  const minimum = minimumOf(code, amount.currency);
  const small = minimum === undefined || (minimum !== null && amount.amount < minimum.amount);
  return small ? { kind: "refused", because: "too_little", minimum: minimum ?? null } : null;
}

const isExhausted = ({ max_redemptions: most, times_redeemed: times }: Stripe.PromotionCode | Stripe.Coupon): boolean =>
  most !== null && times >= most;

/** When a code or its coupon came to its end; null while neither did. */
function ended(code: Stripe.PromotionCode, coupon: Stripe.Coupon, now: Instant): Instant | null {
  const ends = [code.expires_at, coupon.redeem_by].flatMap((end) => (end === null ? [] : [end * 1_000]));
  const [first] = ends.filter((end) => end <= now).sort((a, b) => a - b);
  return first ?? null;
}

function amountOff(coupon: Stripe.Coupon, currency: string): Money | null {
  if (coupon.amount_off === null) return null;
  if (coupon.currency === currency) return money(coupon.amount_off, currency);
  const other = coupon.currency_options?.[currency];
  return other ? money(other.amount_off, currency) : null;
}

/** The least that has to be bought: null for any, undefined when there is a least amount in other currencies only. */
function minimumOf({ restrictions }: Stripe.PromotionCode, currency: string): Money | null | undefined {
  if (restrictions.minimum_amount === null) return null;
  if (restrictions.minimum_amount_currency === currency) return money(restrictions.minimum_amount, currency);
  const other = restrictions.currency_options?.[currency]?.minimum_amount;
  return other === undefined ? undefined : money(other, currency);
}

async function hasPaid(stripe: Stripe, customer: string): Promise<boolean> {
  const { data } = await call("list invoices", () =>
    stripe.invoices.list({ customer, status: "paid", limit: INVOICES_LOOKED_AT }),
  );
  return data.some((invoice) => invoice.amount_paid > 0);
}

const promotionOf = (code: Stripe.PromotionCode, coupon: Stripe.Coupon): Promotion => ({
  id: code.id,
  code: code.code,
  percentOff: coupon.percent_off,
  amountOff: coupon.amount_off === null ? null : money(coupon.amount_off, coupon.currency ?? "usd"),
  duration: durationOf(coupon),
  months: coupon.duration_in_months,
});

function durationOf({ duration }: Stripe.Coupon): Promotion["duration"] {
  if (duration === "once") return "once";
  return duration === "repeating" ? "repeating" : "forever";
}
