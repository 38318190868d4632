import { THRESHOLDS, type Threshold } from "@/lib/kernel/quantity";
import type { Instant } from "@/lib/kernel/time";
import { sqlOf, type DbOrTx, type Tx } from "@/lib/platform/db";
import { MAIL_ORDERED } from "@/lib/platform/mail";
import type { CommittedUse } from "@/lib/quota";
import type { AlertPreferences, FiredAlert, Notice } from "./model";

const isThreshold = (value: number): value is Threshold => (THRESHOLDS as readonly number[]).includes(value);

/** Everything on, to the organization's own addresses: what holds until somebody says otherwise. */
export const USUAL: AlertPreferences = { thresholds: THRESHOLDS, recipients: [], muted: false };

export async function preferencesOf(db: DbOrTx, organizationId: string): Promise<AlertPreferences> {
  const rows = await sqlOf(db).query<{ thresholds: string; recipients: string; muted: boolean }>(
    `select to_json(thresholds)::text as thresholds, to_json(recipients)::text as recipients, muted
     from alert_preference where organization_id = $1`,
    [organizationId],
  );
  const [row] = rows;
  if (!row) return USUAL;
  return {
    thresholds: (JSON.parse(row.thresholds) as number[]).filter(isThreshold).sort((a, b) => a - b),
    recipients: JSON.parse(row.recipients) as string[],
    muted: row.muted,
  };
}

export async function savePreferences(tx: Tx, organizationId: string, preferences: AlertPreferences): Promise<void> {
  await sqlOf(tx).query(
    `insert into alert_preference (organization_id, thresholds, recipients, muted, updated_at)
     values ($1, (select coalesce(array_agg(t::int), '{}') from json_array_elements_text($2::json) t),
                 (select coalesce(array_agg(r), '{}') from json_array_elements_text($3::json) r), $4::boolean, business_now())
     on conflict (organization_id) do update set thresholds = excluded.thresholds, recipients = excluded.recipients,
       muted = excluded.muted, updated_at = excluded.updated_at returning organization_id`,
    [organizationId, JSON.stringify(preferences.thresholds), JSON.stringify(preferences.recipients), preferences.muted],
  );
}

/** What has fired already in these windows. */
export async function firedIn(
  db: DbOrTx,
  windowIds: readonly number[],
): Promise<ReadonlyMap<number, ReadonlySet<number>>> {
  const rows = await sqlOf(db).query<{ window_id: number; threshold: number }>(
    `select window_id::float8 as window_id, threshold::int4 as threshold from usage_alert where window_id = any($1::bigint[])`,
    [windowIds],
  );
  const out = new Map<number, Set<number>>();
  for (const { window_id, threshold } of rows) {
    const fired = out.get(window_id);
    if (fired) fired.add(threshold);
    else out.set(window_id, new Set([threshold]));
  }
  return out;
}

/** Writes alerts that have not fired in this window yet. Returns the thresholds that are new; the others somebody else has fired. */
export async function insertAlerts(
  tx: Tx,
  use: CommittedUse,
  alerts: readonly { threshold: Threshold; notice: Notice }[],
): Promise<ReadonlySet<number>> {
  const rows = await sqlOf(tx).query<{ threshold: number }>(
    `insert into usage_alert (window_id, threshold, organization_id, fired_at, used, limit_units, notice)
     select $1::bigint, a.threshold, $2, business_now(), $3::bigint, $4::bigint, a.notice
     from json_to_recordset($5::json) as a(threshold int, notice text) order by a.threshold
     on conflict do nothing returning threshold::int4 as threshold`,
    [use.windowId, use.organizationId, use.used, use.allowance, JSON.stringify(alerts)],
  );
  return new Set(rows.map((row) => row.threshold));
}

interface AlertRow {
  window_id: number;
  threshold: number;
  meter: string;
  environment: string;
  kind: FiredAlert["window"];
  start_ms: number;
  end_ms: number;
  fired_ms: number;
  used: number;
  limit_units: number;
  notice: Notice;
}

const ms = (column: string): string => `floor(extract(epoch from ${column}) * 1000)::float8`;

/** Alerts of an organization, the last one first. */
export async function alertsOf(
  db: DbOrTx,
  organizationId: string,
  page: { before: Instant | null; limit: number },
): Promise<FiredAlert[]> {
  const rows = await sqlOf(db).query<AlertRow>(
    `select a.window_id::float8 as window_id, a.threshold::int4 as threshold, f.meter, f.environment, w.kind,
            ${ms("w.starts_at")} as start_ms, ${ms("w.ends_at")} as end_ms, ${ms("a.fired_at")} as fired_ms,
            a.used::float8 as used, a.limit_units::float8 as limit_units, a.notice
     from usage_alert a join usage_window w on w.id = a.window_id join usage_fence f on f.id = w.fence_id
     where a.organization_id = $1 and ($2::float8 is null or a.fired_at < 'epoch'::timestamptz + $2::float8 * interval '1 millisecond')
     order by a.fired_at desc, a.window_id, a.threshold desc limit $3::int`,
    [organizationId, page.before, page.limit],
  );
  return rows.flatMap((row) =>
    isThreshold(row.threshold)
      ? [
          {
            windowId: row.window_id,
            threshold: row.threshold,
            meter: row.meter,
            environment: row.environment,
            window: row.kind,
            windowStart: row.start_ms,
            windowEnd: row.end_ms,
            firedAt: row.fired_ms,
            used: row.used,
            limit: row.limit_units,
            notice: row.notice,
          },
        ]
      : [],
  );
}

const LATEST_MESSAGES = 100;

/** Whether a test mail of the organization was ordered within the last seconds. Those who ask at once go one after the other. */
export async function testedWithin(tx: Tx, organizationId: string, seconds: number): Promise<boolean> {
  const sql = sqlOf(tx);
  await sql.query(`select pg_advisory_xact_lock(hashtextextended('weir:test-mail:' || $1::text, 0))::text`, [
    organizationId,
  ]);
  const rows = await sql.query<{ type: string }>(
    `select type from (select type, payload, created_at from outbox_message where organization_id = $1 order by seq desc limit ${LATEST_MESSAGES}) m
     where type = $2 and payload -> 'model' ->> 'test' = 'true' and created_at > business_now() - $3::int * interval '1 second' limit 1`,
    [organizationId, MAIL_ORDERED, seconds],
  );
  return rows.length > 0;
}
