import type { ReturnModel } from "@/components/screens/return/model";
import { applyCheckout } from "@/lib/billing";
import { getPlan } from "@/lib/catalog";
import { periodAmount } from "@/lib/kernel/pricing";
import { AppError } from "@/lib/kernel/errors";
import { moneyOnWire } from "@/lib/kernel/money";
import { DAY, iso } from "@/lib/kernel/time";
import { getPayment, listInvoiceRefs } from "@/lib/payments";
import type { PortalSession } from "../../../../../portal-session";
import { basePathOf } from "../../shell-model";

/** After this long the page greets no longer, it states. */
const FRESH_FOR = DAY;
const SESSION = /^cs_[A-Za-z0-9_]{1,200}$/;

/** What became of a payment. Reloading it settles nothing twice. */
export async function returnModel(session: PortalSession, sessionId: string): Promise<ReturnModel> {
  const { ctx, organization } = session;
  const base = basePathOf(organization);
  const backHref = `/pricing?org=${organization.slug}`;
  if (!SESSION.test(sessionId)) return { kind: "unknown", backHref };
  try {
    const outcome = await applyCheckout(ctx, sessionId);
    const payment = await getPayment(ctx, organization.id, outcome.paymentId);
    switch (outcome.state) {
      case "open":
        return outcome.url
          ? { kind: "requires_action", planName: "your plan", actionHref: outcome.url, backHref }
          : { kind: "confirming", planName: "your plan" };
      case "processing":
        return { kind: "processing", planName: "your plan", continueHref: base, sessionReference: sessionId };
      case "expired":
        return {
          kind: "failed",
          planName: "your plan",
          reason:
            payment.failure?.message ?? "The payment page was closed before the payment was made. Nothing was charged.",
          retryHref: backHref,
          backHref,
        };
      case "complete":
        return await settled(session, outcome.subscription, payment);
    }
  } catch (error) {
    if (error instanceof AppError && error.code === "NOT_FOUND") return { kind: "unknown", backHref };
    ctx.log.warn({ err: error, requestId: ctx.requestId }, "a payment could not be confirmed yet");
    return { kind: "confirming", planName: "your plan" };
  }
}

type Complete = Extract<Awaited<ReturnType<typeof applyCheckout>>, { state: "complete" }>;

async function settled(
  { ctx, organization, user }: PortalSession,
  subscription: Complete["subscription"],
  payment: Awaited<ReturnType<typeof getPayment>>,
): Promise<ReturnModel> {
  const plan = await getPlan(ctx, subscription.planId);
  const price = plan.prices.find((p) => p.interval === subscription.interval);
  const settled = {
    planName: plan.name,
    continueHref: `${basePathOf(organization)}/usage`,
    timeZone: organization.timeZone,
  };
  if (payment.settledAt !== null && ctx.clock.now() - payment.settledAt > FRESH_FOR)
    return { kind: "already_done", since: iso(payment.settledAt), ...settled };
  if (subscription.status === "TRIALING" && subscription.trial !== null) {
    return {
      kind: "trial_started",
      trialEndsAt: iso(subscription.trial.end),
      then: moneyOnWire({
        amount: price ? periodAmount(price, subscription.quantity) : 0n,
        currency: plan.currency,
      }),
      interval: subscription.interval === "YEAR" ? "year" : "month",
      ...settled,
    };
  }
  const invoice = (await listInvoiceRefs(ctx, organization.id, { limit: 1 })).invoices[0];
  return {
    kind: "paid",
    paid: moneyOnWire({ amount: invoice?.amountPaid ?? payment.amount, currency: payment.currency }),
    receiptTo: organization.billingEmail ?? user.email,
    ...(invoice?.hostedUrl ? { invoiceHref: invoice.hostedUrl } : {}),
    nextChargeAt: subscription.cancelAtPeriodEnd ? null : iso(subscription.period.end),
    ...settled,
  };
}
