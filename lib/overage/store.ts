import { Invariant } from "@/lib/kernel/errors";
import { newId } from "@/lib/kernel/ids";
import { iso, type Instant, type Period } from "@/lib/kernel/time";
import { sqlOf, type DbOrTx, type Tx } from "@/lib/platform/db";
import type { MeteredWindow, NewReport, OverageReport, Reported, ReportKind, ReportState } from "./model";

const ms = (column: string): string => `floor(extract(epoch from ${column}) * 1000)::float8`;

/** Writes that a window was looked at, and by which price it is billed. */
export async function saveLook(db: DbOrTx, window: MeteredWindow, settled: boolean): Promise<void> {
  await sqlOf(db).query(
    `insert into overage_account (window_id, organization_id, subscription_id, overage_price_id, looked_at, settled_at)
     values ($1::bigint, $2, $3, $4, business_now(), case when $5::boolean then business_now() end)
     on conflict (window_id) do update set subscription_id = excluded.subscription_id, overage_price_id = excluded.overage_price_id,
       looked_at = excluded.looked_at, settled_at = excluded.settled_at returning window_id::text`,
    [window.windowId, window.organizationId, window.subscription.id, window.price?.id ?? null, settled],
  );
}

/**
 * What was reported of a window, by one price and by others. A message belongs to its window, unless an anchor that moved
 * has cut that one shorter since: then, to the window that its moment lies in now. One that has closed because it came to
 * lie inside this window has its usage counted here, and so what was reported of it.
 */
export async function reportedOf(db: DbOrTx, windowId: number, priceId: string | null): Promise<Reported> {
  const [row] = await sqlOf(db).query<{ covered: string; last: number; others: string }>(
    `with r as (
       select r.* from usage_window w
       join usage_window o on o.fence_id = w.fence_id and o.kind = w.kind
       join overage_report r on r.window_id = o.id
       where w.id = $1::bigint and r.state not in ('REPLACED', 'VOIDED') and case
         when o.id <> w.id and o.status = 'CLOSED' and o.starts_at >= w.starts_at and o.starts_at < w.ends_at
           then r.kind = 'LATE' or r.moment >= w.starts_at and r.moment < w.ends_at
         when r.kind = 'LATE' or r.window_ends_at = o.ends_at or r.moment < o.ends_at then o.id = w.id
         else r.moment >= w.starts_at and r.moment < w.ends_at end)
     select coalesce(sum(overage - overage_before) filter (where overage_price_id is not distinct from $2), 0)::text as covered,
       (select coalesce(max(sequence), 0) from overage_report where window_id = $1::bigint and overage_price_id is not distinct from $2)::int4 as last,
       coalesce(max(level) filter (where overage_price_id is distinct from $2), 0)::text as others from r`,
    [windowId, priceId],
  );
  return {
    covered: BigInt(row?.covered ?? 0),
    lastSequence: row?.last ?? 0,
    billedByOthers: BigInt(row?.others ?? 0),
  };
}

/** Writes a report down. Null when somebody else has written its sequence. */
export async function insertReport(tx: Tx, report: NewReport): Promise<string | null> {
  const id = newId("overageReport");
  const rows = await sqlOf(tx).query<{ id: string }>(
    `insert into overage_report (id, organization_id, subscription_id, window_id, window_ends_at, overage_price_id, sequence, kind, units, overage_before,
                                 overage, level, moment, state, reason, created_at)
     select $1, $2, $3, w.id, w.ends_at, $5, $6::int, $7, $8::bigint, $9::bigint, $10::bigint, $11::bigint, $12::timestamptz,
       case when $13::text is null then 'PENDING' else 'FAILED' end, $13::text, business_now()
     from usage_window w where w.id = $4::bigint
     on conflict do nothing returning id`,
    [
      id,
      report.organizationId,
      report.subscriptionId,
      report.windowId,
      report.overagePriceId,
      report.sequence,
      report.kind,
      report.units.toString(),
      report.overageBefore.toString(),
      report.overage.toString(),
      report.level.toString(),
      iso(report.moment),
      report.failure,
    ],
  );
  return rows.length === 1 ? id : null;
}

export interface ReportRow {
  id: string;
  organization_id: string;
  subscription_id: string;
  window_id: number;
  overage_price_id: string | null;
  meter: string;
  sequence: number;
  kind: ReportKind;
  units: string;
  overage_before: string;
  overage: string;
  moment_ms: number;
  state: ReportState;
  reason: string | null;
  created_ms: number;
  attempts: number;
  first_ms: number | null;
  sent_ms: number | null;
  confirmed_ms: number | null;
}

/** SQL: the columns of a report `r`. */
export const REPORT = `r.id, r.organization_id, r.subscription_id, r.window_id::float8 as window_id, r.overage_price_id,
  (select f.meter from usage_window w join usage_fence f on f.id = w.fence_id where w.id = r.window_id) as meter, r.sequence::int4 as sequence, r.kind, r.units::text as units,
  r.overage_before::text as overage_before, r.overage::text as overage, ${ms("r.moment")} as moment_ms, r.state, r.reason, ${ms("r.created_at")} as created_ms,
  r.attempts::int4 as attempts, ${ms("r.first_attempt_at")} as first_ms, ${ms("r.sent_at")} as sent_ms, ${ms("r.confirmed_at")} as confirmed_ms`;

export const reportOf = (row: ReportRow): OverageReport => ({
  id: row.id,
  organizationId: row.organization_id,
  subscriptionId: row.subscription_id,
  windowId: row.window_id,
  overagePriceId: row.overage_price_id,
  meter: row.meter,
  sequence: row.sequence,
  kind: row.kind,
  units: BigInt(row.units),
  overageBefore: BigInt(row.overage_before),
  overage: BigInt(row.overage),
  moment: row.moment_ms,
  state: row.state,
  reason: row.reason,
  createdAt: row.created_ms,
  attempts: row.attempts,
  firstAttemptAt: row.first_ms,
  sentAt: row.sent_ms,
  confirmedAt: row.confirmed_ms,
});

/** A report with where it goes. */
export interface DueReport extends OverageReport {
  readonly customerId: string | null;
  readonly stripeSubscriptionId: string | null;
}

/** A message taken and not finished within this time is taken again: its taker is dead. */
const LEASE_SECONDS = 60;

/** Takes reports that are due, of one organization or of all: each is pushed a lease into the future. */
export async function takeDueReports(db: DbOrTx, organizationId: string | null, limit: number): Promise<DueReport[]> {
  const rows = await sqlOf(db).query<ReportRow & { customer_id: string | null; stripe_id: string | null }>(
    `with r as (
       update overage_report set attempts = attempts + 1, first_attempt_at = coalesce(first_attempt_at, business_now()),
         available_at = now() + $2::int * interval '1 second'
       where id in (select id from overage_report where state = 'PENDING' and available_at <= now() and ($1::text is null or organization_id = $1)
                    order by available_at, id limit $3::int for update skip locked)
       returning *)
     select ${REPORT}, o.stripe_customer_id as customer_id, s.stripe_subscription_id as stripe_id
     from r join organization o on o.id = r.organization_id join subscription s on s.id = r.subscription_id order by r.id`,
    [organizationId, LEASE_SECONDS, limit],
  );
  return rows.map((row) => ({ ...reportOf(row), customerId: row.customer_id, stripeSubscriptionId: row.stripe_id }));
}

/** Moves a report on, from one of these states. False when it is in none of them. */
export async function moveReport(
  db: DbOrTx,
  id: string,
  from: readonly ReportState[],
  to: { readonly state: ReportState; readonly reason?: string },
): Promise<boolean> {
  const rows = await sqlOf(db).query<{ id: string }>(
    `update overage_report set state = $3, reason = coalesce($4::text, case when $3 = 'FAILED' then reason end),
       sent_at = case when $3 = 'SENT' then business_now() else sent_at end,
       confirmed_at = case when $3 = 'CONFIRMED' then business_now() end
     where id = $1 and state = any($2::text[]) returning id`,
    [id, from, to.state, to.reason?.slice(0, 500) ?? null],
  );
  return rows.length === 1;
}

/** Puts a report back for a while: whether the provider has taken it is not known. */
export async function putBack(db: DbOrTx, id: string, seconds: number, reason: string): Promise<void> {
  await sqlOf(db).query(
    `update overage_report set available_at = now() + $2::int * interval '1 second', reason = $3 where id = $1 and state = 'PENDING' returning id`,
    [id, seconds, reason.slice(0, 500)],
  );
}

/** What the provider has taken of an organization's meter in a range. */
export interface SentUnits {
  /** What its sum should be. */
  readonly units: bigint;
  /** What was sent in all, corrections of its sum included. */
  readonly withCorrections: bigint;
  /** Messages that may be on their way. */
  readonly open: number;
  /** Messages it has taken after `sentBefore`, which its sum may not show yet. */
  readonly fresh: number;
}

/** What the provider has taken of an organization's meter in a range of moments. */
export async function sentBetween(
  db: DbOrTx,
  about: {
    readonly organizationId: string;
    readonly meter: string;
    readonly range: Period;
    readonly sentBefore: Instant;
  },
): Promise<SentUnits> {
  const [row] = await sqlOf(db).query<{ units: string; all_units: string; open: number; fresh: number }>(
    `with counted as (
       select r.*, r.state in ('SENT', 'CONFIRMED', 'VOIDED') as taken from overage_report r join plan_overage_price p on p.id = r.overage_price_id
       where r.organization_id = $1 and p.meter_slug = $2 and r.moment >= $3::timestamptz and r.moment < $4::timestamptz)
     select coalesce(sum(r.units) filter (where r.taken and r.kind <> 'CORRECTION'), 0)::text as units,
       coalesce(sum(r.units) filter (where r.taken), 0)::text as all_units,
       (count(*) filter (where r.state = 'PENDING'))::int4 as open,
       (count(*) filter (where r.state = 'SENT' and r.sent_at > $5::timestamptz))::int4 as fresh
     from counted r`,
    [about.organizationId, about.meter, iso(about.range.start), iso(about.range.end), iso(about.sentBefore)],
  );
  if (!row) throw new Invariant("a sum has no row", { organizationId: about.organizationId });
  return { units: BigInt(row.units), withCorrections: BigInt(row.all_units), open: row.open, fresh: row.fresh };
}

/** Confirms what was sent in a range. Returns how many were new. */
export async function confirmBetween(
  db: DbOrTx,
  about: { readonly organizationId: string; readonly meter: string; readonly range: Period },
): Promise<number> {
  const rows = await sqlOf(db).query<{ id: string }>(
    `update overage_report r set state = 'CONFIRMED', confirmed_at = business_now() from plan_overage_price p
     where p.id = r.overage_price_id and r.organization_id = $1 and p.meter_slug = $2 and r.moment >= $3::timestamptz and r.moment < $4::timestamptz
       and r.state = 'SENT' returning r.id`,
    [about.organizationId, about.meter, iso(about.range.start), iso(about.range.end)],
  );
  return rows.length;
}

export async function loadReport(db: DbOrTx, id: string): Promise<OverageReport | null> {
  const [row] = await sqlOf(db).query<ReportRow>(`select ${REPORT} from overage_report r where r.id = $1`, [id]);
  return row ? reportOf(row) : null;
}

/** Ids are given in the order of time, so they are the keyset. */
export async function loadReports(
  db: DbOrTx,
  filter: { readonly organizationId?: string; readonly state?: ReportState },
  limit: number,
  before: string | null,
): Promise<OverageReport[]> {
  const rows = await sqlOf(db).query<ReportRow>(
    `select ${REPORT} from overage_report r
     where ($1::text is null or r.organization_id = $1) and ($2::text is null or r.state = $2) and ($3::text is null or r.id < $3)
     order by r.id desc limit $4::int`,
    [filter.organizationId ?? null, filter.state ?? null, before, limit],
  );
  return rows.map(reportOf);
}

export async function standing(db: DbOrTx): Promise<{ pending: number; oldestSeconds: number; failed: number }> {
  const [row] = await sqlOf(db).query<{ pending: number; oldest: number; failed: number }>(
    `select (count(*) filter (where state = 'PENDING'))::int4 as pending, (count(*) filter (where state = 'FAILED'))::int4 as failed,
       coalesce(extract(epoch from now() - min(available_at) filter (where state = 'PENDING' and available_at < now())), 0)::float8 as oldest
     from overage_report where state in ('PENDING', 'FAILED')`,
  );
  return { pending: row?.pending ?? 0, oldestSeconds: row?.oldest ?? 0, failed: row?.failed ?? 0 };
}
