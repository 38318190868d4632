import type { Sql } from "@/lib/platform/sql";

/**
 * What the admissions are compared with: one plain table with all columns and all indexes of the two tables that an
 * admission writes, no partitions, no triggers, no checks, and statements that decide nothing.
 */
const TABLE = `
create table bare_event (
  fence_id bigint not null, seq bigserial not null, counted_at timestamptz(6) not null, id uuid not null,
  organization_id text not null, environment text not null, key text not null, fingerprint text not null, result text not null,
  units bigint not null, epoch bigint not null, reservation bigint not null,
  occurred_at timestamptz(6) not null, recorded_at timestamptz(6) not null,
  hold_id uuid, api_key_id text, source text not null, subject text, provider text, endpoint text, user_id text,
  request_id text, cost_micros bigint, properties jsonb,
  primary key (fence_id, seq, counted_at),
  unique (organization_id, environment, key))`;

/** Makes the table, as the role that owns the schema. */
export async function makeBareTable(owner: Sql): Promise<void> {
  await owner.query(TABLE);
  await owner.query("create index on bare_event (fence_id, counted_at)");
  await owner.query("grant insert, select on bare_event to weir_app");
  await owner.query("grant usage on sequence bare_event_seq_seq to weir_app");
}

const COLUMNS = `fence_id, counted_at, id, organization_id, environment, key, fingerprint, result, units, epoch, reservation,
  occurred_at, recorded_at, source, api_key_id`;

export const INSERT_ONE = {
  name: "bare-one",
  text: `insert into bare_event (${COLUMNS})
values ($1, now(), $2, $3, 'PROD', $4, $5, $6, $7, 1, $8, now(), now(), 'api', $9)`,
};

export const INSERT_MANY = {
  name: "bare-many",
  text: `insert into bare_event (${COLUMNS})
select fence_id, now(), id, organization_id, 'PROD', key, fingerprint, result, units, 1, reservation, now(), now(), 'api', api_key_id
from unnest($1::bigint[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::bigint[], $9::text[])
  as t(fence_id, id, organization_id, key, fingerprint, result, units, reservation, api_key_id)`,
};

export type BareRow = readonly [
  fence: number,
  id: string,
  organization: string,
  key: string,
  fingerprint: string,
  result: string,
  units: number,
  reservation: number,
  apiKey: string,
];

const FINGERPRINT = "3f".repeat(32);

/** A row of the size that an admission writes. */
export function bareRow(fence: number, key: string, id: string, reservation: number): BareRow {
  const organization = `og_${String(fence).padStart(32, "0")}`;
  const result = JSON.stringify({
    data: {
      id: `use_${id.replaceAll("-", "")}`,
      organization,
      environment: "PROD",
      meter: "one_window",
      units: 1,
      idempotencyKey: key,
      countedAt: "2026-01-01T00:00:00.000Z",
      occurredAt: "2026-01-01T00:00:00.000Z",
      window: "LIFETIME",
      limit: 1_000_000_000_000,
      used: reservation,
      remaining: 1_000_000_000_000 - reservation,
      resetsAt: "2026-01-02T00:00:00.000Z",
      overage: 0,
    },
  });
  return [fence, id, organization, key, FINGERPRINT, result, 1, reservation, `key_${String(fence).padStart(32, "0")}`];
}

const plainArray = (list: readonly (string | number)[]): string => `{${list.join(",")}}`;

/** The values of INSERT_MANY: numbers and uuids in Postgres' own text form, which is the cheapest way there is. */
export function columnsOf(rows: readonly BareRow[]): unknown[] {
  const column = <At extends keyof BareRow & number>(at: At): BareRow[At][] => rows.map((row) => row[at]);
  return [
    plainArray(column(0)),
    plainArray(column(1)),
    column(2),
    column(3),
    plainArray(column(4)),
    column(5),
    plainArray(column(6)),
    plainArray(column(7)),
    column(8),
  ];
}
