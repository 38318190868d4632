import type { ReadyReview, ReviewLine } from "@/components/screens/checkout-review/model";
import { formatMoney } from "@/components/format";
import { applyPromotion, type AppliedPromotion, type PromotedPurchase } from "@/lib/billing";
import { AppError } from "@/lib/kernel/errors";
import { moneyOnWire } from "@/lib/kernel/money";
import { iso } from "@/lib/kernel/time";
import type { Promotion } from "@/lib/payments";
import type { PortalSession } from "../../../../../portal-session";

type Changed = Pick<ReadyReview, "coupon"> & Partial<Pick<ReadyReview, "lines" | "dueToday" | "then">>;

/** What a code that was written makes of the review: its sums as Stripe works them out, or why it takes nothing off. */
export async function promotionModel(
  { ctx }: PortalSession,
  code: string,
  purchase: PromotedPurchase,
  review: Pick<ReadyReview, "lines" | "dueToday" | "then">,
): Promise<Changed> {
  try {
    const applied = await applyPromotion(ctx, code, purchase);
    return { ...withCode(applied, purchase, review), coupon: { code, applied: appliedWords(applied.promotion) } };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const at = error.fields.find(({ pointer }) => pointer === "/promotionCode");
    if (at) return { coupon: { code, error: at.message } };
    ctx.log.warn({ err: error, requestId: ctx.requestId }, "a promotion code could not be looked up");
    return { coupon: { code, error: "The code could not be looked up just now. Try again in a moment." } };
  }
}

function withCode(
  { promotion, first, next }: AppliedPromotion,
  { trialEnd }: PromotedPurchase,
  { lines, dueToday, then }: Pick<ReadyReview, "lines" | "dueToday" | "then">,
): Partial<Pick<ReadyReview, "lines" | "dueToday" | "then">> {
  const later = then && { amount: moneyOnWire(next.amount), on: iso(next.at) };
  if (trialEnd !== null) return { lines, dueToday, then: later };
  const discount: ReviewLine = {
    label: `Code ${promotion.code}`,
    note: termsWords(promotion),
    amount: moneyOnWire({ amount: -first.discount.amount, currency: first.discount.currency }),
  };
  return { lines: [...lines, discount], dueToday: moneyOnWire(first.total), then: later };
}

const offWords = ({ percentOff, amountOff }: Promotion): string =>
  amountOff ? `${formatMoney(moneyOnWire(amountOff))} off` : `${percentOff ?? 0}% off`;

function durationWords({ duration, months }: Promotion): string {
  if (duration === "once") return "once";
  if (duration === "forever") return "every payment";
  return months === 1 ? "for one month" : `for ${months ?? 0} months`;
}

const termsWords = (promotion: Promotion): string => `${offWords(promotion)}, ${durationWords(promotion)}`;

const appliedWords = (promotion: Promotion): string => `${promotion.code} is applied: ${termsWords(promotion)}.`;
