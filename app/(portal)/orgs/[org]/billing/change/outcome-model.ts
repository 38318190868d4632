import type { DoneChange, RefusedChange, ScheduledChange, WaitingChange } from "@/components/screens/change-plan/model";
import { listInvoices, refreshSubscription, waitingChange } from "@/lib/billing";
import { getPlan, type Plan } from "@/lib/catalog";
import { periodAmount } from "@/lib/kernel/pricing";
import { moneyOnWire } from "@/lib/kernel/money";
import { iso } from "@/lib/kernel/time";
import type { InvoiceRef } from "@/lib/payments";
import { liveSubscription, type Subscription } from "@/lib/subscriptions";
import type { PortalSession } from "../../../../../portal-session";
import { basePathOf } from "../../shell-model";

/** Said by the action that sends its reader here: the invoice of a change that was made, or what is waited for. */
export interface Outcome {
  readonly done: string | null;
  readonly waiting: {
    readonly planCode: string;
    readonly interval: "MONTH" | "YEAR";
    /** Null where the plan is bought once. */
    readonly quantity: number | null;
  } | null;
}

const RECENT_INVOICES = 20;

/**
 * What became of a change that was confirmed. One that waits for its payment is looked at anew, for its reader comes
 * back from the provider's page before any webhook. Null when there is nothing to tell.
 */
export async function outcomeModel(
  session: PortalSession,
  { done, waiting }: Outcome,
): Promise<DoneChange | WaitingChange | RefusedChange | null> {
  if (!waiting && done === null) return null;
  const { ctx, organization } = session;
  const live = waiting ? await refreshSubscription(ctx) : await liveSubscription(ctx, organization.id);
  const plan = await getPlan(ctx, live.planId);
  if (!waiting) return doneModel(session, live, plan, (invoice) => invoice.id === done);
  const made =
    plan.code === waiting.planCode &&
    live.interval === waiting.interval &&
    (waiting.quantity === null || live.quantity === waiting.quantity);
  if (made) return doneModel(session, live, plan, (invoice) => invoice.status === "paid");
  return (await waitingModel(session, plan)) ?? offModel(session, plan);
}

async function doneModel(
  { ctx, organization }: PortalSession,
  live: Subscription,
  plan: Plan,
  isIts: (invoice: InvoiceRef) => boolean,
): Promise<DoneChange> {
  const { invoices } = await listInvoices(ctx, organization.id, { limit: RECENT_INVOICES });
  const paid = invoices.find(isIts);
  const price = plan.prices.find((each) => each.interval === live.interval);
  const base = basePathOf(organization);
  return {
    kind: "done",
    organizationName: organization.name,
    timeZone: organization.timeZone,
    planName: plan.name,
    price: moneyOnWire({ amount: price ? periodAmount(price, live.quantity) : 0n, currency: plan.currency }),
    interval: live.interval === "YEAR" ? "year" : "month",
    renewsAt: iso(live.period.end),
    paid: paid && paid.amountPaid > 0n ? moneyOnWire({ amount: paid.amountPaid, currency: paid.currency }) : null,
    invoiceHref: paid?.hostedUrl ?? null,
    usageHref: `${base}/usage`,
    backHref: `${base}/billing`,
  };
}

async function waitingModel({ ctx, organization }: PortalSession, current: Plan): Promise<WaitingChange | null> {
  const waiting = await waitingChange(ctx);
  if (!waiting) return null;
  return {
    kind: "waiting",
    because: waiting.because,
    organizationName: organization.name,
    timeZone: organization.timeZone,
    currentName: current.name,
    nextName: waiting.next.name,
    amountDue: moneyOnWire(waiting.amountDue),
    until: iso(waiting.until),
    payHref: waiting.url,
    backHref: `${basePathOf(organization)}/billing`,
  };
}

/** The invoice was not paid in time, and is void. */
function offModel({ organization }: PortalSession, current: Plan): RefusedChange {
  return {
    kind: "refused",
    organizationName: organization.name,
    lead: "The change was not made",
    words: `Its invoice was not paid in time. You are still on ${current.name} and owe nothing for it.`,
    steps: [
      { words: "See all plans", href: `/pricing?org=${organization.slug}` },
      { words: "Back to billing", href: `${basePathOf(organization)}/billing` },
    ],
  };
}

/** The change that is planned for the period's end, or null. */
export async function scheduledModel({ ctx, organization }: PortalSession): Promise<ScheduledChange | null> {
  const live = await liveSubscription(ctx, organization.id);
  const planned = live.scheduledChange;
  if (!planned) return null;
  const [current, next] = await Promise.all([getPlan(ctx, live.planId), getPlan(ctx, planned.planId)]);
  const price = next.prices.find((each) => each.interval === planned.interval);
  return {
    kind: "scheduled",
    organizationName: organization.name,
    timeZone: organization.timeZone,
    currentName: current.name,
    nextName: next.name,
    nextPrice: moneyOnWire({
      amount: price ? periodAmount(price, planned.quantity) : 0n,
      currency: next.currency,
    }),
    nextInterval: planned.interval === "YEAR" ? "year" : "month",
    at: iso(planned.at),
    backHref: `${basePathOf(organization)}/billing`,
    plansHref: `/pricing?org=${organization.slug}&family=${next.family}`,
  };
}
