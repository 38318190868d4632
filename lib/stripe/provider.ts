import type Stripe from "stripe";
import type {
  CheckoutRequest,
  CheckoutSession,
  InvoicePreview,
  PaymentMethod,
  PaymentProvider,
  ProviderInvoice,
} from "@/lib/payments";
import { stripeMode, type Environment } from "@/lib/platform/env";
import { call, callOrNull, createClient, makeOnce } from "./client";
import { changePlan, planChange, previewChange, revokePlannedChange, WITH_SCHEDULE } from "./plan-changes";
import { metering } from "./meters";
import { createPortalSession } from "./portal-sessions";
import { syncPrice } from "./prices";
import {
  cancelSubscription,
  extendTrial,
  pauseSubscription,
  payInvoice,
  resumeSubscription,
  undoCancel,
} from "./subscription-steps";
import { taxed } from "./tax";
import {
  checkoutOf,
  failureOf,
  idOf,
  intentOf,
  invoiceOf,
  paymentMethodOf,
  previewOf,
  subscriptionOf,
} from "./translate";
import { defaultMethodOf, lookingUp } from "./look-up";
import { keepingCustomers } from "./customers";
import { givingBack } from "./money-back";
import { purchasing } from "./purchases";
import { verifyEvent, verifyThinEvent, webhookSecrets } from "./verify";

const MAX_PAGE = 100;
/** A session that we lost sight of is among the customer's latest: an earlier one was closed before it was made. */
const SESSIONS_LOOKED_AT = 10;
/** What Stripe answers when a preview is asked for although nothing will be charged. */
const NOTHING_TO_PREVIEW = new Set(["invoice_upcoming_none", "resource_missing"]);

/** The port to Stripe, or to its simulator: see lib/payments/provider.ts for what each call promises. */
export function createStripeProvider(env: Environment): PaymentProvider {
  const stripe = createClient(env);
  const wanted = { stripe, secrets: webhookSecrets(env), live: stripeMode(env) === "live" };
  return {
    ...keepingCustomers(stripe),
    syncPrice: (request) => syncPrice(stripe, request),
    createCheckout: (request) => createCheckout(stripe, request, env),
    retrieveCheckout: async (id) =>
      translated(await callOrNull("look up a checkout", () => stripe.checkout.sessions.retrieve(id)), checkoutOf),
    expireCheckout: (id) => expireCheckout(stripe, id),
    retrieveSubscription: async (id) =>
      translated(
        await callOrNull("look up a subscription", () => stripe.subscriptions.retrieve(id, WITH_SCHEDULE)),
        subscriptionOf,
      ),
    cancelSubscription: (id, when, reason, last) =>
      cancelSubscription(stripe, id, when, reason, last?.billUsage ?? false),
    undoCancel: (id) => undoCancel(stripe, id),
    pauseSubscription: (id) => pauseSubscription(stripe, id),
    resumeSubscription: (id) => resumeSubscription(stripe, id),
    extendTrial: (id, until) => extendTrial(stripe, id, until),
    payInvoice: (id) => payInvoice(stripe, id),
    previewChange: (change) => previewChange(stripe, change, env.STRIPE_AUTOMATIC_TAX),
    changePlan: (change) => changePlan(stripe, change, env.STRIPE_AUTOMATIC_TAX),
    planChange: (id, next, key) => planChange(stripe, id, next, { key, taxOn: env.STRIPE_AUTOMATIC_TAX }),
    revokePlannedChange: (id) => revokePlannedChange(stripe, id),
    paymentMethodOf: (id) => paymentMethodOfSubscription(stripe, id),
    listInvoices: async (customer, limit) => {
      const page = await call("list invoices", () =>
        stripe.invoices.list({ customer, limit: Math.min(limit, MAX_PAGE) }),
      );
      return page.data.map((invoice) => invoiceOf(invoice, null));
    },
    retrieveInvoice: (id) => retrieveInvoice(stripe, id),
    previewNextInvoice: (id) => previewNextInvoice(stripe, id),
    createPortalSession: (request) => createPortalSession(stripe, request),
    verifyWebhook: (rawBody, signature) => verifyEvent(wanted, rawBody, signature),
    verifyThinWebhook: (rawBody, signature) => verifyThinEvent(wanted, rawBody, signature),
    ...metering(stripe),
    ...lookingUp(stripe),
    ...givingBack(stripe),
    ...purchasing(stripe, env.STRIPE_AUTOMATIC_TAX),
  };
}

const translated = <From, To>(value: From | null, translate: (value: From) => To): To | null =>
  value === null ? null : translate(value);

async function createCheckout(stripe: Stripe, request: CheckoutRequest, env: Environment): Promise<CheckoutSession> {
  const metadata = {
    weir_organization_id: request.organizationId,
    weir_payment_id: request.paymentId,
    weir_plan_id: request.planId,
  };
  const wanted: Stripe.Checkout.SessionCreateParams = {
    mode: "subscription",
    customer: request.customerId,
    client_reference_id: request.paymentId,
    line_items: [
      { price: request.priceId, quantity: request.quantity },
      ...request.metered.map((price) => ({ price })),
    ],
    success_url: request.successUrl,
    cancel_url: request.cancelUrl,
    ...(request.promotionId === null
      ? { allow_promotion_codes: true }
      : { discounts: [{ promotion_code: request.promotionId }] }),
    metadata,
    subscription_data: { metadata, ...trialOf(request, env.TRIAL_END_WITHOUT_CARD) },
    // Tax needs an address; the one that the page asks for is kept with the customer.
    ...(env.STRIPE_AUTOMATIC_TAX
      ? { ...taxed(true), customer_update: { address: "auto" as const, name: "auto" as const } }
      : {}),
  };
  const find = async () => {
    const latest = await stripe.checkout.sessions.list({ customer: request.customerId, limit: SESSIONS_LOOKED_AT });
    return latest.data.find((session) => session.client_reference_id === request.paymentId) ?? null;
  };
  const make = (idempotencyKey: string) => stripe.checkout.sessions.create(wanted, { idempotencyKey });
  return checkoutOf(await call("open a checkout", () => makeOnce(`weir-checkout-${request.paymentId}`, find, make)));
}

/** A card is asked for at the beginning, and may be gone by the end of the trial. */
const trialOf = (
  { trialDays }: CheckoutRequest,
  withoutCard: Environment["TRIAL_END_WITHOUT_CARD"],
): Stripe.Checkout.SessionCreateParams.SubscriptionData =>
  trialDays > 0
    ? {
        trial_period_days: trialDays,
        trial_settings: { end_behavior: { missing_payment_method: withoutCard } },
      }
    : {};

async function expireCheckout(stripe: Stripe, id: string): Promise<CheckoutSession | null> {
  const present = await callOrNull("look up a checkout", () => stripe.checkout.sessions.retrieve(id));
  if (present?.status !== "open") return translated(present, checkoutOf);
  try {
    return checkoutOf(await stripe.checkout.sessions.expire(id));
  } catch {
    // It may have been completed at this very moment; what it is now decides, and not that it could not be closed.
    return translated(await callOrNull("look up a checkout", () => stripe.checkout.sessions.retrieve(id)), checkoutOf);
  }
}

async function retrieveInvoice(stripe: Stripe, id: string): Promise<ProviderInvoice | null> {
  const invoice = await callOrNull("look up an invoice", () => stripe.invoices.retrieve(id, { expand: ["payments"] }));
  if (!invoice) return null;
  const intentId = intentOf(invoice);
  // Why the last attempt failed stands on the intent only, and only an invoice that was tried and not paid has a why.
  if (invoice.status === "paid" || invoice.attempt_count === 0 || intentId === null) return invoiceOf(invoice, null);
  const intent = await callOrNull("look up a payment", () => stripe.paymentIntents.retrieve(intentId));
  return invoiceOf(invoice, intent && failureOf(intent));
}

async function previewNextInvoice(stripe: Stripe, id: string): Promise<InvoicePreview | null> {
  return call("preview the next invoice", async () => {
    try {
      return previewOf(await stripe.invoices.createPreview({ subscription: id }));
    } catch (error) {
      const code = (error as { readonly code?: unknown } | null)?.code;
      if (typeof code === "string" && NOTHING_TO_PREVIEW.has(code)) return null;
      throw error;
    }
  });
}

async function paymentMethodOfSubscription(stripe: Stripe, id: string): Promise<PaymentMethod | null> {
  const subscription = await callOrNull("look up a subscription", () => stripe.subscriptions.retrieve(id));
  if (!subscription) return null;
  const methodId =
    idOf(subscription.default_payment_method) ?? (await defaultMethodOf(stripe, idOf(subscription.customer)));
  if (methodId === null) return null;
  return translated(
    await callOrNull("look up a payment method", () => stripe.paymentMethods.retrieve(methodId)),
    paymentMethodOf,
  );
}
