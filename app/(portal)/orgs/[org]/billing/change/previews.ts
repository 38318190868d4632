import { formatDateRange } from "@/components/format";
import type { ChargePreview } from "@/components/screens/change-plan/model";
import { previewPlanChange, type ConsideredChange, type PlanChangePreview, type WantedChange } from "@/lib/billing";
import { money, moneyOnWire } from "@/lib/kernel/money";
import { iso } from "@/lib/kernel/time";
import type { PortalSession } from "../../../../../portal-session";

/** What the provider would charge now, or that it did not say. */
export type Sum = PlanChangePreview | "unknown";

/** Asks for the sum. Without an answer the page stands, and the button that would charge cannot be pressed. */
export async function sumOf({ ctx }: PortalSession, wish: WantedChange): Promise<Sum> {
  try {
    return await previewPlanChange(ctx, wish);
  } catch (error) {
    ctx.log.warn({ err: error, requestId: ctx.requestId }, "the sum of a change of plan could not be read");
    return "unknown";
  }
}

/** Nothing is charged before the period's end. */
export const laterPreview = ({ price, periodEnd, next }: ConsideredChange): ChargePreview => ({
  kind: "ready",
  lines: [],
  dueNow: moneyOnWire(money(0n, price.currency)),
  then: { amount: moneyOnWire(price), at: iso(periodEnd), plusOverage: billsBeyond(next) },
  ageSeconds: 0,
});

/** The provider's lines as they are, and the charge after them, where the time they pay for ends. */
export function todaysPreview({ ctx, organization }: PortalSession, sum: Sum, retryHref: string): ChargePreview {
  if (sum === "unknown" || sum.now === null) return { kind: "failed", requestId: ctx.requestId, retryHref };
  const { invoice } = sum.now;
  const paidUntil = invoice.lines.reduce((last, line) => Math.max(last, line.period.end), sum.now.proratedAt);
  return {
    kind: "ready",
    lines: [
      ...invoice.lines.map((line) => ({
        title: line.description,
        period: formatDateRange(iso(line.period.start), iso(line.period.end), organization.timeZone),
        amount: moneyOnWire(line.amount),
      })),
      ...(invoice.tax.amount === 0n ? [] : [{ title: "Tax", period: "", amount: moneyOnWire(invoice.tax) }]),
    ],
    dueNow: moneyOnWire(invoice.amountDue),
    then: { amount: moneyOnWire(sum.price), at: iso(paidUntil), plusOverage: billsBeyond(sum.next) },
    ageSeconds: 0,
  };
}

const billsBeyond = (plan: ConsideredChange["next"]): boolean =>
  plan.limits.some((limit) => limit.policy === "METERED");
