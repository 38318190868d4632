"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { CANCEL_FIELDS, LONGEST_COMMENT } from "@/components/screens/cancel/model";
import {
  cancelSubscription,
  pauseSubscription,
  reactivateSubscription,
  resumeSubscription,
  startCheckout,
} from "@/lib/billing";
import type { Ctx } from "@/lib/context";
import { AppError } from "@/lib/kernel/errors";
import { newId } from "@/lib/kernel/ids";
import { quantityIn } from "./change/change-model";
import { requireBuyer } from "./require-buyer";

const LONGEST_CODE = 100;

const textOf = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
};

/** Opens the payment page for the plan of the form, or gives a free plan at once. Pressed twice, it leads to one session. */
export async function payAction(org: string, form: FormData): Promise<void> {
  const { ctx, organization } = await requireBuyer(org);
  const plan = textOf(form, "plan");
  const interval = textOf(form, "interval") === "year" ? "YEAR" : "MONTH";
  const base = `${ctx.env.WEIR_URL}/orgs/${organization.slug}/billing`;
  const coupon = textOf(form, "coupon").trim();
  const quantity = quantityIn(textOf(form, "quantity"));
  const back = `${base}/checkout?${checkoutQuery(form)}`;
  let target: string;
  try {
    const started = await startCheckout(ctx, {
      planCode: plan,
      interval,
      ...(quantity === null ? {} : { quantity }),
      ...(coupon === "" ? {} : { promotionCode: coupon }),
      successUrl: `${base}/return?session={CHECKOUT_SESSION_ID}`,
      cancelUrl: back,
      idempotencyKey: textOf(form, "key") || newId("request"),
    });
    target = started.kind === "redirect" ? started.url : base;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    ctx.log.warn({ err: error, requestId: ctx.requestId }, "a checkout was refused");
    target = `${back}&refused=${error.code}`;
  }
  redirect(target);
}

/** Looks at the order again with the code of the form. */
export async function applyCouponAction(org: string, form: FormData): Promise<void> {
  const { organization } = await requireBuyer(org);
  redirect(`/orgs/${organization.slug}/billing/checkout?${checkoutQuery(form)}`);
}

const checkoutQuery = (form: FormData): string => {
  const coupon = textOf(form, "coupon").trim().slice(0, LONGEST_CODE);
  const quantity = quantityIn(textOf(form, "quantity"));
  return new URLSearchParams({
    plan: textOf(form, "plan"),
    interval: textOf(form, "interval") === "year" ? "year" : "month",
    ...(quantity === null ? {} : { quantity: String(quantity) }),
    ...(coupon === "" ? {} : { coupon }),
  }).toString();
};

/** Cancels at the period's end, or now where that was chosen. A refusal comes back as words on the page. */
export async function cancelAction(org: string, form: FormData): Promise<void> {
  const { ctx, organization } = await requireBuyer(org);
  const reason =
    [textOf(form, CANCEL_FIELDS.reason), textOf(form, CANCEL_FIELDS.comment).slice(0, LONGEST_COMMENT - 60)]
      .filter(Boolean)
      .join(": ") || "no reason given";
  const page = `/orgs/${organization.slug}/billing/cancel`;
  let target = page;
  try {
    await cancelSubscription(ctx, {
      when: textOf(form, CANCEL_FIELDS.timing) === "now" ? "now" : "period_end",
      reason,
    });
    if (textOf(form, CANCEL_FIELDS.timing) === "now") target = `/orgs/${organization.slug}/billing`;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    target = `${page}?error=${encodeURIComponent(error.message.slice(0, 300))}`;
  }
  revalidatePath(`/orgs/${organization.slug}`, "layout");
  redirect(target);
}

/** Takes a cancellation back. */
export async function keepPlanAction(org: string): Promise<void> {
  const { ctx, organization } = await requireBuyer(org);
  await reactivateSubscription(ctx);
  revalidatePath(`/orgs/${organization.slug}`, "layout");
  redirect(`/orgs/${organization.slug}/billing/cancel?kept=1`);
}

/** Lets the subscription rest. */
export async function pauseAction(org: string): Promise<void> {
  await step(org, (ctx) => pauseSubscription(ctx, { reason: "paused in the portal" }));
}

/** Takes a paused subscription up again. */
export async function resumeAction(org: string): Promise<void> {
  await step(org, resumeSubscription);
}

/** Asks the card once more for what is overdue. */
export async function retryPaymentAction(org: string): Promise<void> {
  await step(org, reactivateSubscription);
}

/** Takes a step and leads back to billing, which says so when the step was refused. */
async function step(org: string, take: (ctx: Ctx) => Promise<unknown>): Promise<never> {
  const { ctx, organization } = await requireBuyer(org);
  let target = `/orgs/${organization.slug}/billing`;
  try {
    await take(ctx);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    ctx.log.warn({ err: error, requestId: ctx.requestId }, "a step of a subscription was refused");
    target = `${target}?refused=${error.code}`;
  }
  revalidatePath(`/orgs/${organization.slug}`, "layout");
  redirect(target);
}
