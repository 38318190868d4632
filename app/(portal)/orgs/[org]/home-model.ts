import { percentUsed } from "@/components/format";
import type {
  HomeAlert,
  HomeInvoice,
  HomeNextCharge,
  HomePlan,
  HomePlanState,
  QuickStart,
  ReadyHome,
} from "@/components/screens/home/model";
import type { Allowance } from "@/components/screens/usage/model";
import { can } from "@/lib/access";
import { listInvoices, nextCharge, type NextCharge } from "@/lib/billing";
import { getPlan } from "@/lib/catalog";
import { periodAmount } from "@/lib/kernel/pricing";
import type { SubscriptionFacts } from "@/lib/entitlements";
import { moneyOnWire, type Money } from "@/lib/kernel/money";
import { iso } from "@/lib/kernel/time";
import { lastCounted } from "@/lib/metering";
import type { InvoiceRef } from "@/lib/payments";
import type { Standing } from "@/lib/quota";
import { listMembers, type Role } from "@/lib/tenancy";
import type { PortalSession } from "../../../portal-session";
import { allowancesOf, hasReported } from "./allowances";
import { askProvider } from "./ask-provider";
import { dueNow, lastSum } from "./charge-lines";
import { basePathOf, standingOf } from "./shell-model";

const RECENT_INVOICES = 5;
const CRITICAL_PERCENT = 90;

/** What the organization's first page shows. */
export async function homeModel(session: PortalSession): Promise<ReadyHome> {
  const { ctx, organization, asker } = session;
  const base = basePathOf(organization);
  const standing = await standingOf(ctx, organization.id);
  const [price, charge, invoices, last] = await Promise.all([
    priceOf(session, standing),
    chargeOf(session, standing),
    listInvoices(ctx, organization.id, { limit: RECENT_INVOICES }),
    lastCounted(ctx, "PROD"),
  ]);
  const asOf = iso(ctx.clock.now());
  const allowances = allowancesOf(standing, last);
  return {
    kind: "ready",
    organizationName: organization.name,
    timeZone: organization.timeZone,
    asOf,
    plan: planOf(session, standing, price),
    nextCharge: nextChargeOf(charge, standing, allowances, price),
    // While the provider does not answer nobody is alarmed about a card that may be there.
    hasCard: charge === null || charge.paymentMethod !== null,
    allowances,
    alerts: alertsOf(allowances, asOf, `${base}/usage`),
    invoices: invoices.invoices.map((invoice) => invoiceOf(invoice, base)),
    ...(!hasReported(last) ? { quickStart: await quickStartOf(session, allowances[0]?.meter ?? "api_calls") } : {}),
    mayBuy: can(asker, "billing:buy"),
    links: {
      usage: `${base}/usage`,
      billing: `${base}/billing`,
      changePlan: `${base}/billing/change`,
      apiKeys: `${base}/api-keys`,
    },
  };
}

/** The first call, with who can make the key for it where the reader cannot. */
async function quickStartOf({ ctx, organization, asker }: PortalSession, meter: string): Promise<QuickStart> {
  const snippet = firstCall(ctx.env.GATEWAY_URL, meter);
  if (can(asker, "keys:write")) return { snippet, askForKey: null };
  const members = await listMembers(ctx, organization.id);
  const named = (role: Role): string[] => members.filter((each) => each.role === role).map(({ name }) => name);
  return { snippet, askForKey: [...named("OWNER"), ...named("ADMIN")] };
}

/** What a period costs of all that is bought; null for a plan that costs nothing or has no price in this interval. */
async function priceOf({ ctx }: PortalSession, standing: Standing): Promise<Money | null> {
  const { plan, subscription } = standing.entitlements;
  if (!plan || !subscription) return null;
  const price = (await getPlan(ctx, plan.id)).prices.find((each) => each.interval === subscription.interval);
  if (!price || price.amount === 0n) return null;
  return { amount: periodAmount(price, subscription.quantity), currency: price.currency };
}

function planOf({ organization }: PortalSession, standing: Standing, price: Money | null): HomePlan {
  const { plan, subscription, scheduledPlan } = standing.entitlements;
  return {
    name: plan?.name ?? "No plan",
    state: organization.status === "SUSPENDED" ? "suspended" : stateOf(subscription),
    price: price ? moneyOnWire(price) : null,
    interval: subscription?.interval === "YEAR" ? "year" : "month",
    period: subscription
      ? { from: iso(subscription.currentPeriodStart), until: iso(subscription.currentPeriodEnd) }
      : null,
    trialEndsAt:
      subscription?.status === "TRIALING" && subscription.trialEnd !== null ? iso(subscription.trialEnd) : null,
    cancelsAt: subscription ? cancelsAt(subscription) : null,
    scheduled: scheduledPlan && { planName: scheduledPlan.name, at: iso(scheduledPlan.at) },
  };
}

const stateOf = (subscription: SubscriptionFacts | null): HomePlanState =>
  subscription ? (subscription.status.toLowerCase() as Lowercase<SubscriptionFacts["status"]>) : "canceled";

function cancelsAt(subscription: SubscriptionFacts): string | null {
  if (subscription.cancelAt !== null) return iso(subscription.cancelAt);
  return subscription.cancelAtPeriodEnd ? iso(subscription.currentPeriodEnd) : null;
}

/** What the provider will charge; null while it does not answer. */
async function chargeOf({ ctx, organization }: PortalSession, standing: Standing): Promise<NextCharge | null> {
  if (!standing.entitlements.subscription) return null;
  return askProvider(ctx, () => nextCharge(ctx, organization.id), null);
}

/** The provider's draft and what was used beyond the allowance so far; while it does not answer, the plan's price. */
function nextChargeOf(
  charge: NextCharge | null,
  standing: Standing,
  allowances: readonly Allowance[],
  price: Money | null,
): HomeNextCharge | null {
  const { subscription } = standing.entitlements;
  if (!subscription || !price || charge?.kind === "none") return null;
  const on = iso(subscription.currentPeriodEnd);
  if (charge === null) {
    const ends = cancelsAt(subscription) !== null || subscription.source !== "STRIPE";
    return ends ? null : { amount: moneyOnWire(price), on, estimated: true };
  }
  if (charge.kind === "last") return { amount: moneyOnWire(lastSum(charge)), on: iso(charge.endsAt), estimated: true };
  const { chargedAt } = charge.preview;
  return {
    amount: moneyOnWire(dueNow(charge)),
    on: chargedAt === null ? on : iso(chargedAt),
    estimated: allowances.some((allowance) => allowance.overage !== null),
  };
}

function alertsOf(allowances: readonly Allowance[], asOf: string, href: string): HomeAlert[] {
  return allowances.flatMap((allowance): HomeAlert[] => {
    if (allowance.limit === null) return [];
    const percent = percentUsed(allowance.used, allowance.limit);
    if (percent < CRITICAL_PERCENT) return [];
    const stopped = percent >= 100 && allowance.policy === "HARD_STOP" && !allowance.gauge;
    const text = stopped ? `${allowance.name} ran out` : `${allowance.name}: ${percent}% used`;
    // Refused calls are not counted, so the last call that was is the one that brought the allowance here.
    const at = allowance.lastCountedAt ?? asOf;
    return [{ id: `${allowance.meter} ${allowance.window}`, tone: stopped ? "danger" : "warning", text, at, href }];
  });
}

const invoiceOf = (invoice: InvoiceRef, base: string): HomeInvoice => ({
  id: invoice.id,
  number: invoice.number ?? "Draft",
  issuedAt: iso(invoice.issuedAt),
  state: invoice.status,
  total: moneyOnWire({ amount: invoice.total, currency: invoice.currency }),
  href: invoice.hostedUrl ?? `${base}/billing`,
});

/** A request that counts one call, with a placeholder where the key belongs. */
export function firstCall(gatewayUrl: string, meter: string): string {
  return [
    `curl -X POST ${new URL("/v1/usage", gatewayUrl).href} \\`,
    `  -H "Authorization: Bearer weir_live_YOUR_KEY" \\`,
    `  -H "Content-Type: application/json" \\`,
    `  -d '{"meter":"${meter}","units":1,"idempotencyKey":"first-call"}'`,
  ].join("\n");
}
