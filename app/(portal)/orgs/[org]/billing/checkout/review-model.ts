import type { CheckoutReviewModel, ReadyReview } from "@/components/screens/checkout-review/model";
import { can } from "@/lib/access";
import { activePlanByCode, isFree, listMeters, type Plan } from "@/lib/catalog";
import { MAX_QUANTITY, periodAmount, soldByQuantity } from "@/lib/kernel/pricing";
import { AppError } from "@/lib/kernel/errors";
import { newId } from "@/lib/kernel/ids";
import { moneyOnWire } from "@/lib/kernel/money";
import { inSentence, shownAmount, unitName } from "@/lib/kernel/units";
import { addMonths, DAY, iso } from "@/lib/kernel/time";
import { stripeMode } from "@/lib/platform/env";
import { findLiveSubscription, hadTrial } from "@/lib/subscriptions";
import type { PortalSession } from "../../../../../portal-session";
import { basePathOf } from "../../shell-model";
import { quantityIn } from "../change/change-model";
import { bought } from "../change/plan-sides";
import { promotionModel } from "./promotion-model";

const LONGEST_CODE = 100;

type Query = Readonly<Record<string, string | string[] | undefined>>;
const WINDOW_WORDS = {
  DAY: "a day",
  MONTH: "a month",
  BILLING_PERIOD: "a billing period",
  LIFETIME: "in all",
} as const;
/** Refusals after which the same page may be tried again. */
const PROVIDER_FAULTS: readonly string[] = ["UNAVAILABLE", "STRIPE_ERROR", "INTERNAL_ERROR"];

/** Where whoever pays already goes instead: a second subscription would charge twice, so the one there is changes. */
export async function changesInstead({ ctx, organization }: PortalSession, query: Query): Promise<string | null> {
  if (!(await findLiveSubscription(ctx, organization.id))?.stripeSubscriptionId) return null;
  const wish = {
    plan: typeof query.plan === "string" ? query.plan : "",
    interval: query.interval === "year" ? "year" : "month",
  };
  return `${basePathOf(organization)}/billing/change?${new URLSearchParams(wish).toString()}`;
}

/** What will be paid, today and then; or why nothing can be bought here. */
export async function reviewModel(session: PortalSession, query: Query): Promise<CheckoutReviewModel> {
  const { ctx, organization, asker } = session;
  const wanted = textOf(query.plan);
  const yearly = query.interval === "year";
  const base = basePathOf(organization);
  const backHref = `/pricing?org=${organization.slug}`;
  const plan = await planForSale(session, wanted);
  if (!plan) return { kind: "not_sold", planName: wanted || "This plan", plansHref: backHref };
  const price = plan.prices.find((p) => p.interval === (yearly ? "YEAR" : "MONTH"));
  if (!price || plan.custom || !can(asker, "billing:buy"))
    return { kind: "not_sold", planName: plan.name, plansHref: backHref };
  if (typeof query.refused === "string" && PROVIDER_FAULTS.includes(query.refused)) {
    const again = `${base}/billing/checkout?plan=${plan.code}&interval=${yearly ? "year" : "month"}`;
    return { kind: "provider_down", planName: plan.name, requestId: ctx.requestId, retryHref: again, backHref };
  }
  const sells = stripeMode(ctx.env) !== "off";
  const byQuantity = soldByQuantity(price);
  const quantity = byQuantity ? Math.min(quantityIn(textOf(query.quantity)) ?? 1, MAX_QUANTITY) : 1;
  const amount = { amount: periodAmount(price, quantity), currency: price.currency };
  const money = moneyOnWire(amount);
  const nothing = { amount: "0", currency: price.currency };
  const trialDays = isFree(plan) || (await hadTrial(ctx, organization.id)) ? 0 : plan.trialDays;
  const now = ctx.clock.now();
  const firstCharge = trialDays > 0 ? now + trialDays * DAY : addMonths(now, yearly ? 12 : 1);
  const inOrder = await listMeters(ctx);
  const meters = new Map(inOrder.map((m) => [m.slug, m]));
  const place = new Map(inOrder.map((m, index) => [m.slug, index]));
  const review: ReadyReview = {
    kind: "ready",
    organizationName: organization.name,
    planCode: plan.code,
    key: newId("request"),
    planName: plan.name,
    interval: yearly ? "year" : "month",
    price: money,
    trialDays,
    lines: [
      { label: `${plan.name}${quantity > 1 ? ` × ${quantity}` : ""}, ${yearly ? "yearly" : "monthly"}`, amount: money },
      ...(trialDays > 0
        ? [
            {
              label: `Free for ${trialDays} days`,
              note: "Cancel before the trial ends and nothing is charged.",
              amount: { amount: `-${money.amount}`, currency: money.currency },
            },
          ]
        : []),
    ],
    dueToday: trialDays > 0 ? nothing : money,
    then: price.amount === 0n ? null : { amount: money, on: iso(firstCharge) },
    quantity: byQuantity ? { value: quantity, most: MAX_QUANTITY } : null,
    includes: [...bought(plan, quantity).limits]
      .sort((a, b) => (place.get(a.meter) ?? 0) - (place.get(b.meter) ?? 0))
      .map((limit) => {
        const meter = meters.get(limit.meter);
        const amount = limit.amount === "unlimited" ? "Unlimited" : shownAmount(limit.amount, unitName(meter));
        return `${amount} ${inSentence(meter?.name ?? limit.meter)}${limit.amount === "unlimited" || meter?.aggregation === "LATEST" ? "" : ` ${WINDOW_WORDS[limit.window]}`}`;
      }),
    taxAtPayment: ctx.env.STRIPE_AUTOMATIC_TAX && !isFree(plan),
    timeZone: organization.timeZone,
    backHref,
    simulated: stripeMode(ctx.env) === "simulator",
    ...(sells && !isFree(plan) ? { coupon: { code: "" } } : {}),
  };
  const code = textOf(query.coupon).trim().slice(0, LONGEST_CODE);
  if (code === "" || !review.coupon) return review;
  const trialEnd = trialDays > 0 ? now + trialDays * DAY : null;
  const purchase = { plan, price, quantity, amount, trialEnd };
  return { ...review, ...(await promotionModel(session, code, purchase, review)) };
}

const textOf = (value: string | string[] | undefined): string => (typeof value === "string" ? value : "");

async function planForSale({ ctx }: PortalSession, code: string): Promise<Plan | null> {
  try {
    return await activePlanByCode(ctx, code);
  } catch (error) {
    if (error instanceof AppError && error.code === "NOT_FOUND") return null;
    throw error;
  }
}
