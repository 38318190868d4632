import type { Ctx } from "@/lib/context";
import { tellVoidedAnew, type VoidedUse } from "@/lib/overage";
import type { PaidSubscription, ProviderInvoice } from "@/lib/payments";
import type { Tx } from "@/lib/platform/db";

/**
 * What Stripe's meters were told and a pause has kept from being billed: the renewal that held it was void before anybody
 * was asked to pay it. It is told anew, and comes with the first invoice for usage after the pause. A renewal that somebody
 * voids once it was asked for is let go by him.
 */
export async function tellPausedAnew(
  tx: Tx,
  ctx: Ctx,
  organizationId: string,
  { id, status, origin, attempts, lines }: ProviderInvoice,
): Promise<void> {
  if (status !== "void" || origin !== "renewal" || attempts > 0) return;
  const uses = lines.flatMap(({ priceId, period }) => (priceId === null ? [] : [{ stripePriceId: priceId, period }]));
  await tellVoidedAnew(tx, ctx, organizationId, uses, `the invoice ${id} that was to bill it is void`);
}

/**
 * What Stripe's meters were told in the last period of a subscription that has ended without a last invoice for it: ended
 * in the dashboard, for payments that failed, or in a pause. Nothing there bills it any more.
 */
export function neverBilled(ended: PaidSubscription, latest: ProviderInvoice | null): VoidedUse[] {
  const { period, endedAt, metered } = ended;
  const billed = (priceId: string): boolean =>
    latest !== null &&
    latest.status !== "void" &&
    latest.lines.some((line) => line.priceId === priceId && line.period.end > period.start);
  const end = Math.max(period.end, endedAt ?? 0);
  return metered
    .filter(({ priceId }) => !billed(priceId))
    .map(({ priceId }) => ({ stripePriceId: priceId, period: { start: period.start, end } }));
}
