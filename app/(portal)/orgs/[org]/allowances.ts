import type { Allowance, AllowanceWindow, GaugeKind } from "@/components/screens/usage/model";
import type { Aggregation, MeterFacts, WindowKind } from "@/lib/entitlements";
import { packagePrice } from "@/lib/kernel/money";
import { iso, type Instant } from "@/lib/kernel/time";
import { unitName } from "@/lib/kernel/units";
import type { LimitStanding, Standing } from "@/lib/quota";
import { SEATS_METER } from "@/lib/tenancy";

const WINDOW: Readonly<Record<WindowKind, AllowanceWindow>> = {
  DAY: "day",
  MONTH: "month",
  BILLING_PERIOD: "billing_period",
  LIFETIME: "lifetime",
};

const GAUGE: Readonly<Partial<Record<Aggregation, GaugeKind>>> = { LATEST: "level", MAX: "peak" };

/** What the screens say of a gauge; nothing for a meter whose amounts add up. */
export function gaugeOf(meter: { readonly aggregation: Aggregation } | undefined): { gauge?: GaugeKind } {
  const gauge = meter && GAUGE[meter.aggregation];
  return gauge ? { gauge } : {};
}

/** When each meter was last counted, where that was asked for. */
export type LastCounted = ReadonlyMap<string, Instant>;

/** Every limit as the screens draw it, in the catalog's order of meters. */
export function allowancesOf(standing: Standing, last: LastCounted = new Map()): Allowance[] {
  const meters = new Map(standing.entitlements.meters.map((meter) => [meter.slug, meter]));
  const position = (limit: LimitStanding): number => meters.get(limit.meter)?.position ?? 0;
  return [...standing.limits]
    .sort((a, b) => position(a) - position(b))
    .map((limit) => allowanceOf(limit, meters.get(limit.meter), standing, last));
}

function allowanceOf(
  limit: LimitStanding,
  meter: MeterFacts | undefined,
  standing: Standing,
  last: LastCounted,
): Allowance {
  const countedAt = last.get(limit.meter);
  const currency = standing.entitlements.plan?.currency ?? "usd";
  const override = standing.entitlements.limits.find(
    (each) => each.meter === limit.meter && each.window === limit.window,
  )?.override;
  return {
    meter: limit.meter,
    name: meter?.name ?? limit.meter,
    unit: unitName(meter),
    window: WINDOW[limit.window],
    ...gaugeOf(meter),
    policy: limit.policy,
    used: limit.used,
    limit: limit.limit,
    windowStart: iso(limit.startsAt),
    resetsAt: limit.resetsAt === null ? null : iso(limit.resetsAt),
    lastCountedAt: countedAt === undefined ? null : iso(countedAt),
    exhaustedAt: null,
    refused: null,
    overage: overageOf(limit, currency),
    raisedUntil: override?.expiresAt ? iso(override.expiresAt) : null,
  };
}

/** Whether the organization's own service has reported anything yet: the seats are told by ourselves from the first moment. */
export const hasReported = (last: ReadonlyMap<string, Instant>): boolean =>
  [...last.keys()].some((meter) => meter !== SEATS_METER);

function overageOf(limit: LimitStanding, currency: string): Allowance["overage"] {
  if (!limit.overage || limit.limit === null) return null;
  const [amount, per] = [BigInt(limit.overage.amount), BigInt(limit.overage.per)];
  const cost = packagePrice(BigInt(Math.max(0, limit.used - limit.limit)), amount, per);
  return {
    price: { amount: amount.toString(), currency },
    per: Number(per),
    costSoFar: { amount: cost.toString(), currency },
  };
}
