import type { Plan, PlanPrice } from "@/lib/catalog";
import type { Ctx } from "@/lib/context";
import { invalid, required, type AppError } from "@/lib/kernel/errors";
import { moneyInWords, type Money } from "@/lib/kernel/money";
import type { Instant } from "@/lib/kernel/time";
import type { InvoicePreview, Promotion, PromotionRefusal } from "@/lib/payments";
import { businessNow } from "@/lib/platform/clock";
import { sqlOf } from "@/lib/platform/db";
import { getOrganization } from "@/lib/tenancy";
import { ensureCustomer } from "./ensure-customer";
import { nextChargeAt, stillTakesOff } from "./rules/promoted-charges";
import { bringPriceToStripe } from "./sync-prices";

/** Letters, digits and dashes, as Stripe writes codes. */
const CODE = /^[A-Za-z0-9-]{1,100}$/;

/** What is bought, as far as a code is concerned. */
export interface PromotedPurchase {
  readonly plan: Plan;
  readonly price: PlanPrice;
  readonly quantity: number;
  /** What a period costs without the code. */
  readonly amount: Money;
  readonly trialEnd: Instant | null;
}

/** A code that can be used, and what the purchase comes to with it. */
export interface AppliedPromotion {
  readonly promotion: Promotion;
  /** Stripe's own account of the first charge with the code; it falls due today, or where the trial ends. */
  readonly first: InvoicePreview;
  /** What is charged after today's charge, and when. */
  readonly next: { readonly amount: Money; readonly at: Instant };
}

/**
 * What a promotion code makes of a purchase of the context's organization, asked of Stripe now. VALIDATION_ERROR at
 * /promotionCode with the reason when it takes nothing off. The organization gets its Stripe customer, for some codes are
 * for one customer, or for a first purchase, only.
 */
export async function applyPromotion(ctx: Ctx, code: string, purchase: PromotedPurchase): Promise<AppliedPromotion> {
  const { customerId, promotion, sold, now } = await usable(ctx, code, purchase);
  const { quantity, trialEnd, price, amount } = purchase;
  const first = await ctx.payments.previewPurchase({ customerId, ...sold, quantity, promotionId: promotion.id });
  const at = nextChargeAt(now, price.interval, trialEnd);
  const cheaper = stillTakesOff(promotion, { now, at, usedToday: trialEnd === null });
  // A trial's first charge is the first one: the preview is made as if there were no trial.
  return { promotion, first, next: { at, amount: cheaper ? first.total : amount } };
}

/** The code as it can be used now; refused as `applyPromotion` refuses. */
export const usablePromotion = async (ctx: Ctx, code: string, purchase: PromotedPurchase): Promise<Promotion> =>
  (await usable(ctx, code, purchase)).promotion;

async function usable(ctx: Ctx, written: string, { plan, price, amount }: PromotedPurchase) {
  const code = written.trim();
  if (!CODE.test(code)) throw refused(code, { because: "unknown" });
  const organization = await getOrganization(ctx, required(ctx.organization, "the organization that buys"));
  const customerId = await ensureCustomer(ctx, organization);
  const { priceId, metered } = await bringPriceToStripe(ctx, plan, price);
  const now = await businessNow(sqlOf(ctx.db));
  const product = await ctx.payments.retrievePrice(priceId);
  const found = await ctx.payments.findPromotion({
    code,
    customerId,
    productId: product?.productId ?? plan.id,
    amount,
    now,
  });
  if (found.kind === "refused") throw refused(code, found);
  return { customerId, sold: { priceId, metered }, promotion: found.promotion, now };
}

/** Why a code takes nothing off, at the field where it was written. */
function refused(code: string, refusal: PromotionRefusal): AppError {
  const shown = code.slice(0, 40);
  return invalid([
    {
      pointer: "/promotionCode",
      code: refusal.because,
      message: wordsOf(shown, refusal),
      fix: "Use another code, or none.",
    },
  ]);
}

function wordsOf(code: string, refusal: PromotionRefusal): string {
  switch (refusal.because) {
    case "unknown":
      return code === "" ? "Write a code first." : `There is no code ${code}.`;
    case "expired":
      return refusal.at === null ? `${code} has ended.` : `${code} ended on ${dayOf(refusal.at)}.`;
    case "exhausted":
      return `${code} has been used as often as it can be.`;
    case "switched_off":
      return `${code} is not valid any more.`;
    case "not_for_plan":
      return `${code} is not for this plan.`;
    case "first_purchase_only":
      return `${code} is for a first purchase, and your organization has bought before.`;
    case "not_yours":
      return `${code} was given to somebody else.`;
    case "too_little":
      return refusal.minimum === null
        ? `${code} is not for purchases in this currency.`
        : `${code} is for purchases of ${moneyInWords(refusal.minimum)} and more.`;
  }
}

const DAYS = new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeZone: "UTC" });
const dayOf = (at: Instant): string => DAYS.format(at);
