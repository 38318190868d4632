import { choicesOf, type PlanChangePreview } from "@/lib/billing";
import { getPlan } from "@/lib/catalog";
import type { Ctx } from "@/lib/context";
import { moneyOnWire } from "@/lib/kernel/money";
import { iso } from "@/lib/kernel/time";
import type { Subscription } from "@/lib/subscriptions";
import { isoOrNull } from "../fields";

const lower = <S extends string>(word: S): Lowercase<S> => word.toLowerCase() as Lowercase<S>;

export async function subscriptionOnWire(ctx: Ctx, s: Subscription) {
  const plan = await getPlan(ctx, s.planId);
  return {
    id: s.id,
    organization: s.organizationId,
    plan: plan.code,
    planVersion: plan.version,
    status: lower(s.status),
    source: lower(s.source),
    interval: lower(s.interval),
    quantity: s.quantity,
    currentPeriodStart: iso(s.period.start),
    currentPeriodEnd: iso(s.period.end),
    trialEnd: isoOrNull(s.trial?.end ?? null),
    cancelAtPeriodEnd: s.cancelAtPeriodEnd,
    cancelAt: isoOrNull(s.cancelAt),
    endedAt: isoOrNull(s.endedAt),
    pastDueSince: isoOrNull(s.pastDueSince),
    scheduledChange: s.scheduledChange && {
      plan: s.scheduledChange.planCode,
      interval: lower(s.scheduledChange.interval),
      quantity: s.scheduledChange.quantity,
      at: iso(s.scheduledChange.at),
    },
    allowed: choicesOf(s, plan),
    createdAt: iso(s.createdAt),
  };
}

export const changePreviewOnWire = (
  { next, timings, periodEnd, quantity, price, now }: PlanChangePreview,
  interval: string,
) => ({
  plan: next.code,
  planVersion: next.version,
  interval,
  quantity,
  price: moneyOnWire(price),
  timings,
  periodEnd: iso(periodEnd),
  now: now && {
    amountDue: moneyOnWire(now.invoice.amountDue),
    subtotal: moneyOnWire(now.invoice.subtotal),
    tax: moneyOnWire(now.invoice.tax),
    total: moneyOnWire(now.invoice.total),
    proratedAt: iso(now.proratedAt),
    lines: now.invoice.lines.map((line) => ({
      description: line.description,
      quantity: line.quantity,
      amount: moneyOnWire(line.amount),
      periodStart: iso(line.period.start),
      periodEnd: iso(line.period.end),
      proration: line.proration,
    })),
  },
});
