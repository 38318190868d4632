import { newId } from "@/lib/kernel/ids";
import type { Instant } from "@/lib/kernel/time";
import type { Sql } from "@/lib/platform/sql";
import type { Facts, LimitPolicy, Overage, PlanFacts, WindowKind } from "./model";

const ms = (column: string): string => `floor(extract(epoch from ${column}) * 1000)`;
const overage = (t: string): string =>
  `case when ${t}.overage_amount is not null then json_build_object('amount', ${t}.overage_amount::text, 'per', ${t}.overage_per::text) end`;
const plan = (where: string): string => `(
  select json_build_object('id', p.id, 'code', p.code, 'name', p.name, 'version', p.version, 'family', p.family, 'currency', p.currency,
    'features', coalesce((select json_object_agg(f.feature_slug, f.enabled) from plan_feature f where f.plan_id = p.id), '{}'),
    'limits', coalesce((select json_agg(json_build_object('meter', l.meter_slug, 'window', l."window"::text, 'unlimited', l.unlimited,
        'amount', l.amount, 'perQuantity', l.per_quantity, 'policy', l.policy::text, 'overage', ${overage("l")})) from plan_limit l where l.plan_id = p.id), '[]'))
  from plan p where ${where})`;

const FACTS = `
with s as (
  select * from subscription where organization_id = $1 and status in ('TRIALING', 'ACTIVE', 'PAST_DUE', 'PAUSED', 'UNPAID'))
select json_build_object(
  'organization', (select json_build_object('id', o.id, 'status', o.status::text) from organization o where o.id = $1),
  'subscription', (select json_build_object('id', s.id, 'status', s.status::text, 'source', s.source::text, 'interval', s.interval::text, 'quantity', s.quantity,
    'anchorAt', ${ms("s.anchor_at")}, 'currentPeriodStart', ${ms("s.current_period_start")}, 'currentPeriodEnd', ${ms("s.current_period_end")},
    'trialStart', ${ms("s.trial_start")}, 'trialEnd', ${ms("s.trial_end")}, 'cancelAtPeriodEnd', s.cancel_at_period_end, 'cancelAt', ${ms("s.cancel_at")},
    'pastDueSince', ${ms("s.past_due_since")}, 'createdAt', ${ms("s.created_at")}) from s),
  'plan', ${plan("p.id = (select plan_id from s)")},
  'scheduled', (select json_build_object('at', (s.scheduled_change ->> 'at')::float8, 'interval', s.scheduled_change ->> 'interval',
    'quantity', coalesce((s.scheduled_change ->> 'quantity')::int, 1),
    'plan', ${plan("p.id = s.scheduled_change ->> 'planId'")}) from s where s.scheduled_change is not null),
  'fallback', ${plan("p.fallback and p.status = 'ACTIVE'")},
  'overrides', coalesce((select json_agg(json_build_object('id', v.id, 'feature', v.feature_slug, 'enabled', v.enabled, 'meter', v.meter_slug,
    'window', v."window"::text, 'removed', v.removed, 'unlimited', v.unlimited, 'amount', v.amount, 'policy', v.policy::text, 'overage', ${overage("v")},
    'reason', v.reason, 'author', v.author, 'createdAt', ${ms("v.created_at")}, 'expiresAt', ${ms("v.expires_at")}) order by v.created_at, v.id)
    from entitlement_override v where v.organization_id = $1 and v.revoked_at is null), '[]'),
  'spendLimits', coalesce((select json_agg(json_build_object('meter', l.meter_slug, 'amount', l.amount::text, 'currency', l.currency) order by l.meter_slug)
    from spend_limit l where l.organization_id = $1), '[]'),
  'meters', coalesce((select json_agg(json_build_object('slug', m.slug, 'name', m.name, 'unit', m.unit, 'unitPlural', m.unit_plural,
    'shownUnit', m.shown_unit, 'shownPer', m.shown_per,
    'aggregation', m.aggregation::text, 'feature', m.feature_slug, 'position', m.position) order by m.position, m.slug) from meter m), '[]')
)::text as facts`;

/** Everything that decides what the organization may do, in one statement, so that it is of one moment. */
export async function readFacts(sql: Sql, organizationId: string): Promise<Facts> {
  const rows = await sql.query<{ facts: string }>(FACTS, [organizationId]);
  return JSON.parse(rows[0]?.facts ?? "{}") as Facts;
}

/** What a plan gives, by its id; null for none. */
export async function readPlanFacts(sql: Sql, planId: string): Promise<PlanFacts | null> {
  const rows = await sql.query<{ facts: string | null }>(`select ${plan("p.id = $1")}::text as facts`, [planId]);
  return JSON.parse(rows[0]?.facts ?? "null") as PlanFacts | null;
}

export interface OverrideInput {
  readonly organizationId: string;
  readonly feature?: string;
  readonly enabled?: boolean;
  readonly meter?: string;
  readonly window?: WindowKind;
  readonly removed?: boolean;
  readonly unlimited?: boolean;
  readonly amount?: number;
  readonly policy?: LimitPolicy;
  readonly overage?: Overage;
  readonly reason: string;
  readonly author: string;
  readonly expiresAt?: number;
}

/** Ends the override that stands for the same feature or (meter, window). Returns its id, or null when there was none. */
export async function revokeOverride(
  sql: Sql,
  at: { organizationId: string; feature?: string; meter?: string; window?: WindowKind },
): Promise<string | null> {
  const rows = await sql.query<{ id: string }>(
    `update entitlement_override set revoked_at = business_now()
     where organization_id = $1 and revoked_at is null
       and ((feature_slug is not null and feature_slug = $2::text) or (meter_slug is not null and meter_slug = $3::text and "window"::text = $4::text))
     returning id`,
    [at.organizationId, at.feature ?? null, at.meter ?? null, at.window ?? null],
  );
  return rows[0]?.id ?? null;
}

/** Writes an override in place of the one that stands for the same subject. Returns its id. Must run under `changeAllowance`. */
export async function saveOverride(sql: Sql, input: OverrideInput): Promise<string> {
  await revokeOverride(sql, input);
  const id = newId("override");
  await sql.query(
    `insert into entitlement_override (id, organization_id, feature_slug, enabled, meter_slug, "window", removed, unlimited, amount, policy, overage_amount, overage_per, reason, author, created_at, expires_at)
     values ($1, $2, $3, $4::boolean, $5, $6::"WindowKind", $7::boolean, $8::boolean, $9::bigint, $10::"LimitPolicy", $11::bigint, $12::bigint, $13, $14, business_now(),
             'epoch'::timestamptz + $15::float8 * interval '1 millisecond') returning id`,
    [
      id,
      input.organizationId,
      input.feature ?? null,
      input.enabled ?? null,
      input.meter ?? null,
      input.window ?? null,
      input.removed ?? false,
      input.unlimited ?? false,
      input.amount ?? null,
      input.policy ?? null,
      input.overage?.amount ?? null,
      input.overage?.per ?? null,
      input.reason,
      input.author,
      input.expiresAt ?? null,
    ],
  );
  return id;
}

export interface SpendLimitRow {
  readonly meter: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly author: string;
  readonly updatedAt: Instant;
}

/** The spend limits of an organization, by meter. */
export async function spendLimitsOf(sql: Sql, organizationId: string): Promise<SpendLimitRow[]> {
  const rows = await sql.query<{ meter: string; amount: string; currency: string; author: string; updated: number }>(
    `select meter_slug as meter, amount::text as amount, currency, author, ${ms("updated_at")}::float8 as updated
     from spend_limit where organization_id = $1 order by meter_slug`,
    [organizationId],
  );
  return rows.map(({ updated, amount, ...row }) => ({ ...row, amount: BigInt(amount), updatedAt: updated }));
}

/** Writes a spend limit in place of the one that stands. Must run under `changeAllowance`. */
export async function saveSpendLimit(
  sql: Sql,
  limit: { organizationId: string; meter: string; amount: bigint; currency: string; author: string },
): Promise<void> {
  await sql.query(
    `insert into spend_limit (organization_id, meter_slug, amount, currency, author, created_at, updated_at)
     values ($1, $2, $3::bigint, $4, $5, business_now(), business_now())
     on conflict (organization_id, meter_slug) do update set amount = excluded.amount, currency = excluded.currency,
       author = excluded.author, updated_at = excluded.updated_at returning meter_slug`,
    [limit.organizationId, limit.meter, limit.amount.toString(), limit.currency, limit.author],
  );
}

/** Removes a spend limit; whether there was one. Must run under `changeAllowance`. */
export async function deleteSpendLimit(sql: Sql, organizationId: string, meter: string): Promise<boolean> {
  const rows = await sql.query<{ meter: string }>(
    `delete from spend_limit where organization_id = $1 and meter_slug = $2 returning meter_slug as meter`,
    [organizationId, meter],
  );
  return rows.length === 1;
}
