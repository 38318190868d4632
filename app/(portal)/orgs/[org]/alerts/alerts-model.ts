import type { FiredRow, IdleSpendLimit, ReadyAlerts, SpendLimitRow } from "@/components/screens/alerts/model";
import type { Allowance } from "@/components/screens/usage/model";
import { can } from "@/lib/access";
import { listSpendLimits, type SpendLimitState } from "@/lib/billing";
import { moneyOnWire } from "@/lib/kernel/money";
import { iso } from "@/lib/kernel/time";
import { unitName } from "@/lib/kernel/units";
import { listAlerts, readAlertPreferences, type FiredAlert } from "@/lib/notifications";
import type { LimitStanding, Standing } from "@/lib/quota";
import type { PortalSession } from "../../../../portal-session";
import { allowancesOf } from "../allowances";
import { standingOf } from "../shell-model";

const MOST_SHOWN = 50;

type Meters = Standing["entitlements"]["meters"];

/** The alerts page: what is watched and who is told, what usage beyond the allowance may cost, what has fired. */
export async function alertsModel({ ctx, organization, asker }: PortalSession): Promise<ReadyAlerts> {
  const [standing, preferences, limits, alerts] = await Promise.all([
    standingOf(ctx, organization.id),
    readAlertPreferences(ctx),
    listSpendLimits(ctx),
    listAlerts(ctx, { limit: MOST_SHOWN }),
  ]);
  const { meters, plan } = standing.entitlements;
  const currency = plan?.currency ?? "usd";
  const allowances = allowancesOf(standing);
  return {
    kind: "ready",
    organizationName: organization.name,
    timeZone: organization.timeZone,
    mayManage: can(asker, "billing:write"),
    mail: ctx.mail.mode,
    ...preferences,
    allowances: allowances.flatMap((allowance) =>
      allowance.limit === null || allowance.limit === 0 ? [] : [{ ...allowance, limit: allowance.limit }],
    ),
    spendLimits: standing.limits.flatMap((limit) => spendRow(limit, allowances)),
    idle: limits.flatMap((limit) => idleRow(limit, meters, currency)),
    history: alerts.map((alert) => firedRow(alert, meters)),
  };
}

const nameOf = (meters: Meters, slug: string): string => meters.find((meter) => meter.slug === slug)?.name ?? slug;

const WINDOWS = { DAY: "day", MONTH: "month", BILLING_PERIOD: "billing_period", LIFETIME: "lifetime" } as const;

function spendRow(limit: LimitStanding, allowances: readonly Allowance[]): SpendLimitRow[] {
  const allowance = allowances.find((each) => each.meter === limit.meter && each.window === WINDOWS[limit.window]);
  if (!allowance?.overage || allowance.limit === null) return [];
  const { overage } = allowance;
  return [
    {
      meter: limit.meter,
      name: allowance.name,
      unit: allowance.unit,
      window: allowance.window,
      allowance: allowance.limit,
      used: limit.used,
      price: overage.price,
      per: overage.per,
      spent: limit.spendLimit ? moneyOnWire(limit.spendLimit.spent) : overage.costSoFar,
      limit: limit.spendLimit && moneyOnWire(limit.spendLimit.limit),
      ceiling: limit.spendLimit?.ceiling ?? null,
      resetsAt: allowance.resetsAt,
    },
  ];
}

/** A limit that does nothing of what it was set for, because the plan has changed since. */
function idleRow({ meter, limit, effects }: SpendLimitState, meters: Meters, currency: string): IdleSpendLimit[] {
  const row = { meter, name: nameOf(meters, meter), limit: moneyOnWire(limit) };
  if (effects.length === 0) return [{ ...row, because: "not_billed" }];
  return limit.currency === currency ? [] : [{ ...row, because: "other_currency" }];
}

const firedRow = (alert: FiredAlert, meters: Meters): FiredRow => ({
  id: `${alert.windowId} ${alert.threshold}`,
  firedAt: iso(alert.firedAt),
  threshold: alert.threshold,
  meterName: nameOf(meters, alert.meter),
  unit: unitName(meters.find((meter) => meter.slug === alert.meter)),
  window: WINDOWS[alert.window],
  used: alert.used,
  limit: alert.limit,
  notice: alert.notice,
});
