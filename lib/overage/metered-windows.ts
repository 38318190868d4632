import { money } from "@/lib/kernel/money";
import { SECOND } from "@/lib/kernel/time";
import { sqlOf, type DbOrTx } from "@/lib/platform/db";
import type { MeteredWindow } from "./model";

const ms = (column: string): string => `floor(extract(epoch from ${column}) * 1000)::float8`;

/** Running windows are looked at again after so long; one that is about to end, or has ended, in every round. */
const LOOK_AGAIN = "1 hour";
const BEFORE_END = "5 minutes";
/** The provider takes nothing that is older than 35 days. */
const LOOK_BACK = "40 days";

interface WindowRow {
  window_id: number;
  organization_id: string;
  customer_id: string | null;
  meter: string;
  start_ms: number;
  end_ms: number;
  subscription_id: string;
  stripe_id: string;
  ended: boolean;
  plan_id: string;
  since_ms: number;
  until_ms: number | null;
  price_id: string | null;
  price_plan: string | null;
  stripe_price_id: string | null;
  per: string | null;
  amount: string | null;
  exception_per: string | null;
  exception_amount: string | null;
  currency: string | null;
}

/*
 * SQL: metered windows `w` of production, each with the subscription at the provider `s` that it ran under and the price
 * `p` that bills it. A window that is over keeps the price that it was last looked at with: a change of plan at its end
 * leaves it alone. A window that a change of plan has put out of force before its end goes on summing, and nobody owes
 * for it: what was used is measured by the next plan. Its limit `l` must be the plan's own: an exception `e` with other terms
 * has no price there. A window that has closed inside its successor is counted there. What ended long ago is looked at as long as it is not settled: a pause may outlive it.
 */
const METERED = `
  from (
    select * from usage_window where policy = 'METERED' and limit_units is not null and ends_at > business_now() - interval '${LOOK_BACK}'
    union all
    select old.* from overage_account open join usage_window old on old.id = open.window_id
    where open.settled_at is null and old.policy = 'METERED' and old.limit_units is not null and old.ends_at <= business_now() - interval '${LOOK_BACK}') w
  join usage_fence f on f.id = w.fence_id and f.environment = 'PROD'
  join organization o on o.id = f.organization_id
  join lateral (
    select s.* from subscription s
    where s.organization_id = f.organization_id and s.source = 'STRIPE' and s.stripe_subscription_id is not null and s.status <> 'INCOMPLETE'
      and s.created_at < w.ends_at and coalesce(s.ended_at, 'infinity') > w.starts_at
    order by s.created_at desc limit 1) s on true
  left join overage_account a on a.window_id = w.id
  left join lateral (
    select v.overage_amount, v.overage_per from entitlement_override v
    where v.organization_id = f.organization_id and v.meter_slug = f.meter and v."window"::text = w.kind and v.overage_amount is not null
      and v.created_at < w.ends_at and coalesce(v.revoked_at, 'infinity') > least(business_now(), w.ends_at)
      and (v.expires_at is null or v.expires_at > business_now() or v.expires_at >= w.ends_at)
    order by v.created_at desc limit 1) e on true
  left join plan_overage_price p on case when w.ends_at <= business_now() and a.window_id is not null then p.id = a.overage_price_id
    else p.plan_id = s.plan_id and p.meter_slug = f.meter and p.interval = s.interval
      and not exists (
        select from plan_limit x where x.plan_id = s.plan_id and x.meter_slug = f.meter and x.overage_amount is not null
          and e.overage_amount is not null and (e.overage_amount, e.overage_per) is distinct from (x.overage_amount, x.overage_per)) end
  left join plan_limit l on l.plan_id = p.plan_id and l.meter_slug = p.meter_slug and l.overage_amount is not null and l."window"::text = w.kind
  where (w.in_force or s.status = 'CANCELED'
      or not exists (select from usage_window_limit x where x.window_id = w.id and not x.in_force and x.recorded_at < w.ends_at))
    and not (w.status = 'CLOSED' and exists (
      select from usage_window x where x.fence_id = w.fence_id and x.kind = w.kind and x.id <> w.id and x.starts_at <= w.starts_at and x.ends_at > w.starts_at))`;

/** Stripe names the second in which a subscription ended; what was used in it belongs to it. */
const COLUMNS = `w.id::float8 as window_id, f.organization_id, o.stripe_customer_id as customer_id, f.meter, ${ms("w.starts_at")} as start_ms, ${ms("w.ends_at")} as end_ms,
  s.id as subscription_id, s.stripe_subscription_id as stripe_id, s.status = 'CANCELED' as ended, s.plan_id,
  greatest(case when w.kind = 'BILLING_PERIOD' then 0 else ${ms("s.created_at")} end, coalesce(${ms("s.trial_end")}, 0)) as since_ms,
  case when s.status = 'CANCELED' then ${ms("s.ended_at")} + ${SECOND} end as until_ms,
  case when l.id is not null then p.id end as price_id, p.plan_id as price_plan, p.stripe_price_id, l.overage_per::text as per, l.overage_amount::text as amount,
  e.overage_per::text as exception_per, e.overage_amount::text as exception_amount,
  (select currency from plan where id = coalesce(p.plan_id, s.plan_id)) as currency`;

/**
 * Which of the windows that are not settled are looked at. `due`: not looked at for an hour, or `ending`. `ending`: they or
 * the billing period are about to end or have ended, or what was told of them has to be told anew. `all`: every one.
 */
export type WindowChoice = "due" | "ending" | "all";

export interface WindowPage {
  readonly organizationId: string | null;
  readonly choice: WindowChoice;
  readonly after: number;
  readonly limit: number;
}

/** A page of metered windows, by id. */
export async function windowsToLookAt(db: DbOrTx, page: WindowPage): Promise<MeteredWindow[]> {
  const rows = await sqlOf(db).query<WindowRow>(
    `select ${COLUMNS} ${METERED} and a.settled_at is null and w.id > $2::bigint and ($1::text is null or f.organization_id = $1)
       and ($4 = 'all' or w.ends_at - interval '${BEFORE_END}' <= business_now()
            or s.status <> 'CANCELED' and s.current_period_end - interval '${BEFORE_END}' <= business_now()
            or a.window_id is not null and a.looked_at is null
            or $4 = 'due' and (a.looked_at is null or a.looked_at <= business_now() - interval '${LOOK_AGAIN}'))
     order by w.id limit $3::int`,
    [page.organizationId, page.after, page.limit, page.choice],
  );
  return rows.map(windowOf);
}

const windowOf = (row: WindowRow): MeteredWindow => ({
  windowId: row.window_id,
  organizationId: row.organization_id,
  customerId: row.customer_id,
  meter: row.meter,
  period: { start: row.start_ms, end: row.end_ms },
  subscription: { id: row.subscription_id, stripeId: row.stripe_id, ended: row.ended, planId: row.plan_id },
  since: row.since_ms > row.start_ms ? row.since_ms : 0,
  until: row.until_ms !== null && row.until_ms < row.end_ms ? row.until_ms : null,
  price:
    row.price_id === null || row.price_plan === null || row.per === null || row.amount === null
      ? null
      : {
          id: row.price_id,
          planId: row.price_plan,
          stripePriceId: row.stripe_price_id,
          per: BigInt(row.per),
          amount: money(BigInt(row.amount), row.currency ?? ""),
        },
  exception:
    row.exception_per === null || row.exception_amount === null
      ? null
      : { per: BigInt(row.exception_per), amount: money(BigInt(row.exception_amount), row.currency ?? "") },
});

/** Metered windows of an organization with a price, settled or not, that have not ended long ago. */
export async function meteredWindowsOf(db: DbOrTx, organizationId: string): Promise<MeteredWindow[]> {
  const rows = await sqlOf(db).query<WindowRow>(
    `select ${COLUMNS} ${METERED} and f.organization_id = $1 order by w.ends_at desc, w.id`,
    [organizationId],
  );
  return rows.map(windowOf);
}
