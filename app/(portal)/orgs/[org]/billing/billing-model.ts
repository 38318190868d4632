import type {
  ChargeLine,
  NextCharge,
  PaymentAttempt,
  PaymentMethod,
  ReadyBilling,
  SubscriptionStatus,
  WayBack,
} from "@/components/screens/billing/model";
import { can } from "@/lib/access";
import { choicesOf, listInvoices, nextCharge, type NextCharge as ProviderCharge } from "@/lib/billing";
import { getPlan, type Plan } from "@/lib/catalog";
import { periodAmount, soldByQuantity } from "@/lib/kernel/pricing";
import { endOf, type SubscriptionFacts } from "@/lib/entitlements";
import { AppError } from "@/lib/kernel/errors";
import { moneyOnWire } from "@/lib/kernel/money";
import { DAY, iso } from "@/lib/kernel/time";
import { accountsOfInvoices, getBillingDetails, type InvoicePreview, type InvoiceRef } from "@/lib/payments";
import { allowancePeriod, type Standing } from "@/lib/quota";
import { liveSubscription, type ScheduledChange, type Subscription } from "@/lib/subscriptions";
import type { PortalSession } from "../../../../portal-session";
import { allowancesOf } from "../allowances";
import { chargeLines, dueNow, lastLines, lastSum } from "../charge-lines";
import { basePathOf, standingOf } from "../shell-model";
import { invoiceRow } from "./invoice-rows";

const SHOWN_INVOICES = 5;

/** The billing page: what is had, what will be charged and when, how it was paid before. */
export async function billingModel(session: PortalSession, refused: string | null = null): Promise<ReadyBilling> {
  const { ctx, organization, asker } = session;
  const standing = await standingOf(ctx, organization.id);
  const { plan, subscription } = standing.entitlements;
  if (!plan || !subscription) {
    throw new AppError(
      "SUBSCRIPTION_MISSING",
      "This organization has no subscription. Sign out and in again: that starts the free one.",
    );
  }
  const buys = can(asker, "billing:buy");
  const base = basePathOf(organization);
  const now = ctx.clock.now();
  const [stored, live, charge, invoices] = await Promise.all([
    getPlan(ctx, plan.id),
    liveSubscription(ctx, organization.id),
    chargeOf(session),
    listInvoices(ctx, organization.id, { limit: SHOWN_INVOICES }),
  ]);
  const price = stored.prices.find((p) => p.interval === subscription.interval);
  const period = allowancePeriod(subscription, now);
  const paid = subscription.source === "STRIPE" || !stored.fallback;
  const end = endOf(subscription);
  const allowed = choicesOf(live, stored);
  const accounts = await accountsOfInvoices(
    ctx,
    organization.id,
    invoices.invoices.map((invoice) => invoice.providerInvoiceId),
  );
  const details = await getBillingDetails(ctx, organization.id);
  const owed = invoices.invoices.find((invoice) => invoice.status === "open" && invoice.amountDue > 0n);
  return {
    kind: "ready",
    organizationName: organization.name,
    currency: plan.currency,
    timeZone: organization.timeZone,
    asOf: iso(now),
    plan: {
      name: timesQuantity(plan.name, subscription.quantity),
      status: subscription.status.toLowerCase() as SubscriptionStatus,
      price: moneyOnWire({
        amount: price ? periodAmount(price, subscription.quantity) : 0n,
        currency: plan.currency,
      }),
      interval: subscription.interval === "YEAR" ? "year" : "month",
      periodStart: iso(period.start),
      periodEnd: iso(period.end),
      trialEndsAt:
        subscription.status === "TRIALING" && subscription.trialEnd !== null ? iso(subscription.trialEnd) : null,
      cancelsAt: end === null ? null : iso(end),
      scheduled: live.scheduledChange && (await scheduledOf(session, live, live.scheduledChange)),
      graceUntil: graceUntil(subscription, ctx.env.PAST_DUE_GRACE_DAYS),
      allowances: allowancesOf(standing),
    },
    nextCharge: owed ? owedCharge(owed) : isFailure(charge) ? charge : draftOf(charge, session, standing),
    paymentMethod: isFailure(charge) || !charge ? null : cardOf(charge),
    billingEmail: organization.billingEmail ?? session.user.email,
    taxId: details.taxId?.value ?? null,
    invoices: invoices.invoices.map((invoice) => invoiceRow(invoice, accounts.get(invoice.providerInvoiceId))),
    links: {
      changePlan: buys && (!paid || allowed.includes("change_plan")) ? `${base}/billing/change` : null,
      changeQuantity:
        buys && allowed.includes("change_plan") && price && soldByQuantity(price)
          ? `${base}/billing/change?${quantityQuery(stored, subscription)}`
          : null,
      cancel: buys && end === null && allowed.includes("cancel_now") ? `${base}/billing/cancel` : null,
      details: can(asker, "organization:write") ? `${base}/settings` : null,
      portal: buys && organization.stripeCustomerId !== null ? `${base}/billing/portal?to=payment_method` : null,
      payNow: buys && owed?.hostedUrl ? owed.hostedUrl : null,
      plans: `/pricing?org=${organization.slug}&family=${plan.family}`,
      allInvoices: null,
    },
    readOnlyReason: buys
      ? null
      : "Only owners and admins of this organization can change its billing. You can see everything here.",
    notice: refused === null ? null : noticeOf(refused),
    offers: {
      pause: buys && subscription.source === "STRIPE" && allowed.includes("pause"),
      wayBack: buys ? wayBackOf(live) : null,
    },
  };
}

function wayBackOf(live: Subscription): WayBack | null {
  switch (live.status) {
    case "PAUSED":
      return "resume";
    case "PAST_DUE":
    case "UNPAID":
      return live.stripeSubscriptionId === null ? null : "retry";
    default:
      if (live.cancelAtPeriodEnd || live.cancelAt !== null) return "keep";
      return live.scheduledChange ? "keep_present" : null;
  }
}

/** A refusal by its code, in words that say what has not happened. */
const noticeOf = (code: string): ReadyBilling["notice"] =>
  code === "PAYMENT_REQUIRED"
    ? {
        lead: "The card was refused again.",
        words: "Nothing was charged. Update the card, or pay the open invoice with another one.",
      }
    : { lead: "That did not go through.", words: "Nothing was changed. Look at the page as it is now and try again." };

/** A planned change in words: another plan by its name, the same one by how it is billed from then on. */
async function scheduledOf(
  { ctx }: PortalSession,
  live: Subscription,
  planned: ScheduledChange,
): Promise<ReadyBilling["plan"]["scheduled"]> {
  const { name } = await getPlan(ctx, planned.planId);
  const billed = planned.interval === "YEAR" ? "billed by the year" : "billed by the month";
  const bought = timesQuantity(name, planned.quantity);
  return { planName: planned.interval === live.interval ? bought : `${bought}, ${billed}`, at: iso(planned.at) };
}

/** "Team × 5" where more than one is bought. */
const timesQuantity = (name: string, quantity: number): string => (quantity > 1 ? `${name} × ${quantity}` : name);

const quantityQuery = (plan: Plan, { interval, quantity }: SubscriptionFacts): string =>
  new URLSearchParams({ plan: plan.code, interval: interval.toLowerCase(), quantity: String(quantity) }).toString();

type Failure = { readonly requestId: string };
const isFailure = (charge: ProviderCharge | Failure | null): charge is Failure =>
  charge !== null && "requestId" in charge;

/** The provider is asked now; when it does not answer, the card says so and the rest of the page stands. */
async function chargeOf({ ctx, organization }: PortalSession): Promise<ProviderCharge | Failure> {
  try {
    return await nextCharge(ctx, organization.id);
  } catch (error) {
    ctx.log.warn({ err: error, requestId: ctx.requestId }, "the next charge could not be read");
    return { requestId: ctx.requestId };
  }
}

function draftOf(
  charge: ProviderCharge | null,
  { ctx, organization }: PortalSession,
  { entitlements: { subscription, meters } }: Standing,
): NextCharge | null {
  const curl = `curl "${ctx.env.GATEWAY_URL}/v1/entitlements/${organization.id}" -H "Authorization: Bearer weir_test_…"`;
  if (charge?.kind === "last") {
    const sum = { total: moneyOnWire(lastSum(charge)), lines: lastLines(charge, meters) };
    return { kind: "draft", ...sum, at: iso(charge.endsAt), invoiceNumber: null, atThisPace: null, attempts: [], curl };
  }
  if (charge?.kind !== "charge" || !subscription) return null;
  const { preview } = charge;
  return {
    kind: subscription.status === "TRIALING" ? "firstAfterTrial" : "draft",
    total: moneyOnWire(dueNow(charge)),
    at: iso(preview.chargedAt ?? subscription.currentPeriodEnd),
    invoiceNumber: null,
    lines: [...chargeLines(charge, meters, organization.timeZone), ...totals(preview)],
    atThisPace: null,
    attempts: [],
    curl,
  };
}

function totals(preview: InvoicePreview): ChargeLine[] {
  return preview.tax.amount > 0n ? [{ title: "Tax", detail: null, amount: moneyOnWire(preview.tax) }] : [];
}

function owedCharge(invoice: InvoiceRef): NextCharge {
  const total = moneyOnWire({ amount: invoice.amountDue, currency: invoice.currency });
  return {
    kind: "owed",
    total,
    at: iso(invoice.dueAt ?? invoice.issuedAt),
    invoiceNumber: invoice.number,
    lines: [{ title: "Open invoice", detail: invoice.number, amount: total }],
    atThisPace: null,
    attempts: attemptsOf(invoice),
    curl: "",
  };
}

/** What was tried, and when it is tried again. */
function attemptsOf({ attempts, nextAttemptAt, issuedAt }: InvoiceRef): PaymentAttempt[] {
  const made: PaymentAttempt[] =
    attempts === 0
      ? []
      : [
          {
            at: iso(issuedAt),
            outcome: "failed",
            words:
              attempts === 1
                ? "The first attempt did not succeed."
                : `The first of ${attempts} attempts that did not succeed.`,
          },
        ];
  return nextAttemptAt === null
    ? made
    : [...made, { at: iso(nextAttemptAt), outcome: "ahead", words: "The card is tried again." }];
}

function cardOf(charge: ProviderCharge): PaymentMethod | null {
  const method = charge.paymentMethod;
  return method
    ? {
        brand: method.brand,
        last4: method.lastFour,
        expiryMonth: method.expiresMonth,
        expiryYear: method.expiresYear,
        expiring: false,
        declined: false,
      }
    : null;
}

const graceUntil = (s: SubscriptionFacts, days: number): string | null =>
  s.status === "PAST_DUE" && s.pastDueSince !== null ? iso(s.pastDueSince + days * DAY) : null;
