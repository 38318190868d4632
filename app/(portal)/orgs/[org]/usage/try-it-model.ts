import type { PaywallContext } from "@/components/screens/paywall/paywall-from";
import type { PaywallCure } from "@/components/screens/paywall/model";
import type { TryItMeter } from "@/components/screens/usage/try-it";
import { formatMoney } from "@/components/format";
import { can } from "@/lib/access";
import { getPlan } from "@/lib/catalog";
import { moneyOnWire } from "@/lib/kernel/money";
import { iso } from "@/lib/kernel/time";
import { inSentence, shownAmount, unitName } from "@/lib/kernel/units";
import { cureFor } from "@/lib/metering";
import { listMembers } from "@/lib/tenancy";
import { contactHref } from "../../../../contact";
import type { PortalSession } from "../../../../portal-session";
import { allowancesOf, gaugeOf } from "../allowances";
import { standingOf } from "../shell-model";

export interface TryItModel {
  readonly meters: readonly [TryItMeter, ...TryItMeter[]];
  /** What the paywall needs to know besides the refusal itself, with the cure of each meter. */
  readonly paywall: Omit<PaywallContext, "cure">;
  readonly cures: Readonly<Record<string, PaywallCure>>;
}

const WINDOW_WORDS: Readonly<Record<string, string>> = {
  day: "a day",
  month: "a month",
  billing_period: "a billing period",
  lifetime: "in all",
};

/** What can be tried, and what a refusal would say about the way on. Null where the plan names no meter. */
export async function tryItModel({ ctx, organization, asker }: PortalSession): Promise<TryItModel | null> {
  const standing = await standingOf(ctx, organization.id);
  const allowances = allowancesOf(standing);
  const { plan } = standing.entitlements;
  // The tightest allowance of each meter is the one that a call meets first.
  const room = (a: { limit: number | null; used: number }): number => (a.limit === null ? Infinity : a.limit - a.used);
  const tightest = new Map<string, (typeof allowances)[number]>();
  for (const a of allowances) {
    const known = tightest.get(a.meter);
    if (!known || room(a) < room(known)) tightest.set(a.meter, a);
  }
  const [first, ...rest] = [...tightest.values()].map((a): TryItMeter => ({
    meter: a.meter,
    name: a.name,
    unit: a.unit,
    used: a.used,
    limit: a.limit,
    policy: a.policy,
    ...(a.gauge ? { gauge: a.gauge } : {}),
  }));
  if (!first || !plan) return null;
  const owners = (await listMembers(ctx, organization.id))
    .filter((member) => member.role === "OWNER")
    .map(({ name, email }) => ({ name, email }));
  const cures: Record<string, PaywallCure> = {};
  const present = await getPlan(ctx, plan.id);
  for (const a of tightest.values()) {
    const cure = await cureOf(
      { ctx, organization },
      plan.code,
      present.prices.find((p) => p.interval === "MONTH")?.amount ?? 0n,
      a,
      standing.limits.find((l) => l.meter === a.meter && l.window.toLowerCase() === a.window)?.window,
    );
    if (cure) cures[a.meter] = cure;
  }
  return {
    meters: [first, ...rest],
    cures,
    paywall: {
      planName: plan.name,
      now: iso(ctx.clock.now()),
      timeZone: organization.timeZone,
      mayBuy: can(asker, "billing:buy"),
      owners,
      spendLimits: { href: `/orgs/${organization.slug}/alerts`, mayChange: can(asker, "billing:write") },
      meters: Object.fromEntries(
        standing.entitlements.meters.map((m) => [m.slug, { name: m.name, unit: unitName(m), ...gaugeOf(m) }]),
      ),
    },
  };
}

type Tightest = ReturnType<typeof allowancesOf>[number];
/** "10,000 a day"; a level has no window to be named. */
function amountOf({ unit, gauge }: Tightest, amount: number, window: string): string {
  const words = shownAmount(amount, unit);
  return gauge === "level" ? words : `${words} ${WINDOW_WORDS[window] ?? ""}`;
}

type LimitWindow = Parameters<typeof cureFor>[1]["limit"] extends infer L
  ? L extends { window: infer W }
    ? W
    : never
  : never;

async function cureOf(
  { ctx, organization }: Pick<PortalSession, "ctx" | "organization">,
  currentPlan: string,
  pays: bigint,
  a: Tightest,
  window: LimitWindow | undefined,
): Promise<PaywallCure | null> {
  const { plan } = await cureFor(ctx, {
    meter: a.meter,
    currentPlan,
    feature: null,
    limit: a.limit === null || !window ? null : { window, amount: a.limit },
  });
  const price = plan?.prices.find((p) => p.interval === "MONTH");
  if (!plan || !price) return { kind: "contact", href: contactHref(ctx.env, `More ${inSentence(a.name)}`) };
  const offered = plan.limits.filter((l) => l.meter === a.meter)[0];
  const to =
    !offered || offered.amount === "unlimited"
      ? "unlimited"
      : amountOf(a, offered.amount, offered.window.toLowerCase());
  const overage = offered?.overage;
  return {
    kind: "plan",
    name: plan.name,
    lifts: [
      {
        label: a.name,
        from: a.limit === null ? "unlimited" : amountOf(a, a.limit, a.window),
        to,
      },
    ],
    ...(overage
      ? {
          beyond: `${formatMoney({ amount: overage.amount.toString(), currency: plan.currency })} for each ${shownAmount(overage.per, a.unit)} beyond it`,
        }
      : {}),
    price: { from: moneyOnWire({ amount: pays, currency: price.currency }), to: moneyOnWire(price), interval: "month" },
    ...(plan.trialDays > 0 ? { trialDays: plan.trialDays } : {}),
    href: `/orgs/${organization.slug}/billing/checkout?plan=${plan.code}&interval=month`,
  };
}
