import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import {
  getPayment,
  failPayment,
  findPaymentBySession,
  settlePayment,
  type CheckoutSession,
  type Payment,
} from "@/lib/payments";
import { inTransaction } from "@/lib/platform/db";
import { emit } from "@/lib/platform/outbox";
import { findSubscriptionByStripeId, type Subscription } from "@/lib/subscriptions";
import { applySubscription } from "./apply-subscription";
import { checkoutNotFound } from "./errors";
import { mirrorInvoice } from "./mirror-invoice";
import * as store from "./store";

/**
 * How a Checkout session stands: paid for (or in its trial), waiting for a slow means of payment, still open, or given up.
 * What a complete one has brought may have ended since.
 */
export type CheckoutOutcome =
  | {
      readonly state: "complete";
      readonly paymentId: string;
      readonly organizationId: string;
      readonly subscription: Subscription;
    }
  | { readonly state: "processing"; readonly paymentId: string; readonly organizationId: string }
  | { readonly state: "open"; readonly paymentId: string; readonly organizationId: string; readonly url: string | null }
  | { readonly state: "expired"; readonly paymentId: string; readonly organizationId: string };

/**
 * Fetches a Checkout session and applies what it brought. The return page and the webhook both call this, in either
 * order and at the same time; repeating it gives the same answer. With an organization in the context, another's session
 * is NOT_FOUND.
 */
export async function applyCheckout(ctx: Ctx, sessionId: string): Promise<CheckoutOutcome> {
  const session = await ctx.payments.retrieveCheckout(sessionId);
  if (!session) throw checkoutNotFound();
  const payment = await paymentOf(ctx, session);
  const facts = { paymentId: payment.id, organizationId: payment.organizationId };
  if (session.status === "expired") {
    await giveUp(ctx, payment);
    return { state: "expired", ...facts };
  }
  if (session.status === "open" || session.subscriptionId === null)
    return { state: "open", ...facts, url: session.url };
  const applied = await applySubscription(ctx, session.subscriptionId);
  // A subscription that has ended meanwhile was paid for none the less: it, and not the plan that came after it, was bought.
  const subscription = (await findSubscriptionByStripeId(ctx, session.subscriptionId)) ?? applied.subscription;
  if (session.paymentStatus === "unpaid" || !subscription || subscription.status === "INCOMPLETE")
    return { state: "processing", ...facts };
  await settle(ctx, payment, session, subscription);
  if (session.invoiceId) await mirrorInvoice(ctx, session.invoiceId);
  return { state: "complete", ...facts, subscription };
}

/** The payment that a session belongs to, by the session itself or by the reference we gave it. */
async function paymentOf(ctx: Ctx, session: CheckoutSession): Promise<Payment> {
  const owner = session.customerId === null ? null : await store.organizationOfCustomer(ctx.db, session.customerId);
  if (owner === null || (ctx.organization !== null && ctx.organization !== owner)) throw checkoutNotFound();
  const bySession = await findPaymentBySession(ctx, session.id);
  if (bySession) return bySession;
  // The process died between opening the session and writing its id down: the reference leads back to the row.
  if (session.paymentId === null) throw checkoutNotFound();
  return getPayment(ctx, owner, session.paymentId);
}

async function settle(ctx: Ctx, payment: Payment, session: CheckoutSession, subscription: Subscription): Promise<void> {
  if (payment.status === "SUCCEEDED") return;
  await inTransaction(ctx.db, async (tx) => {
    const { before, after } = await settlePayment(tx, payment.id, { session, subscriptionId: subscription.id });
    if (before.status === after.status) return;
    const facts = {
      paymentId: after.id,
      subscriptionId: subscription.id,
      amount: after.amount.toString(),
      currency: after.currency,
    };
    await emit(tx, "payment.succeeded", after.organizationId, facts);
    await record(tx, ctx, "payment.succeeded", {
      entity: { type: "payment", id: after.id },
      organization: after.organizationId,
      before: { status: before.status },
      after: facts,
    });
  });
}

async function giveUp(ctx: Ctx, payment: Payment): Promise<void> {
  if (payment.status !== "PENDING") return;
  await inTransaction(ctx.db, async (tx) => {
    const after = await failPayment(tx, payment.id, {
      code: "expired",
      message: "The checkout was not completed in time.",
    });
    await record(tx, ctx, "payment.expired", {
      entity: { type: "payment", id: after.id },
      organization: after.organizationId,
      before: { status: payment.status },
      after: { status: after.status },
    });
  });
}
