import type { VoidedUse } from "@/lib/overage";
import type { PaidSubscription, ProviderInvoice } from "@/lib/payments";

/**
 * What Stripe's meters were told and an invoice has kept from being billed: a renewal in a pause, void before anybody was
 * asked to pay it. A renewal that somebody voids once it was asked for is let go by him, and a change that nobody paid bills
 * nothing: Stripe goes on as if nobody had asked for it.
 */
export function voidedInPause({ status, origin, attempts, lines }: ProviderInvoice): VoidedUse[] {
  if (status !== "void" || origin !== "renewal" || attempts > 0) return [];
  return lines.flatMap(({ priceId, period }) => (priceId === null ? [] : [{ stripePriceId: priceId, period }]));
}

/**
 * What Stripe's meters were told in the last period of a subscription that has ended without a last invoice for it: ended
 * in the dashboard, for payments that failed, or in a pause. Nothing there bills it any more.
 */
export function neverBilled(
  { period, endedAt, metered }: Pick<PaidSubscription, "period" | "endedAt" | "metered">,
  latest: ProviderInvoice | null,
): VoidedUse[] {
  const billed = (priceId: string): boolean =>
    latest !== null &&
    latest.status !== "void" &&
    latest.lines.some((line) => line.priceId === priceId && line.period.end > period.start);
  const end = Math.max(period.end, endedAt ?? 0);
  return metered
    .filter(({ priceId }) => !billed(priceId))
    .map(({ priceId }) => ({ stripePriceId: priceId, period: { start: period.start, end } }));
}
