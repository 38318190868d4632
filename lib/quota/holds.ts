import { idFromUuid, uuidFromId } from "@/lib/kernel/ids";
import type { Instant } from "@/lib/kernel/time";
import type { EngineParts } from "./engine";
import type { EventFacts, HoldStatus, UsageEnvironment } from "./model";

/** Holds as they are read. A hold belongs to the organization and the environment that it was made in, and to no other. */

export interface Tenant {
  readonly organizationId: string;
  readonly environment: UsageEnvironment;
}

export interface Hold {
  readonly id: string;
  readonly meter: string;
  readonly units: number;
  readonly idempotencyKey: string;
  /** EXPIRED from the moment it runs out. */
  readonly status: HoldStatus;
  /** The moment in whose windows its units are held. */
  readonly countedAt: Instant;
  readonly expiresAt: Instant;
  readonly endedAt: Instant | null;
  /** Units of the event that settled it; null unless it is settled. */
  readonly settledUnits: number | null;
  readonly event: string | null;
  readonly facts: EventFacts;
}

/** A hold with what only the engine needs. */
export interface HeldUnits extends Hold {
  readonly uuid: string;
  readonly fenceId: number;
  /** It has run out, but its fence does not know yet: a settlement may still be on its way. */
  readonly runningOut: boolean;
}

export interface HoldFilter {
  readonly status: HoldStatus | null;
  readonly meter: string | null;
}

interface HoldRow {
  id: string;
  fence_id: number;
  meter: string;
  units: number;
  key: string;
  status: HoldStatus;
  written: HoldStatus;
  counted: number;
  expires: number;
  ended: number | null;
  settled: number | null;
  event_id: string | null;
  source: string;
  api_key_id: string | null;
  subject: string | null;
  provider: string | null;
  endpoint: string | null;
  user_id: string | null;
  request_id: string | null;
  properties: string | null;
}

const ms = (column: string): string => `floor(extract(epoch from ${column}) * 1000)::float8`;
const STATUS = `case when h.status = 'OPEN' and h.expires_at <= business_now() then 'EXPIRED' else h.status end`;
const SELECT = `
select h.id::text as id, h.fence_id::float8 as fence_id, f.meter, h.units::float8 as units, h.key, h.status as written, ${STATUS} as status,
       ${ms("h.counted_at")} as counted, ${ms("h.expires_at")} as expires,
       ${ms(`coalesce(h.ended_at, case when ${STATUS} = 'EXPIRED' then h.expires_at end)`)} as ended,
       h.settled_units::float8 as settled, h.event_id::text as event_id, h.source, h.api_key_id, h.subject, h.provider, h.endpoint, h.user_id,
       h.request_id, h.properties::text as properties
from usage_hold h join usage_fence f on f.id = h.fence_id
where f.organization_id = $1 and f.environment = $2`;

const heldUnits = (row: HoldRow): HeldUnits => ({
  id: idFromUuid("hold", row.id),
  uuid: row.id,
  fenceId: row.fence_id,
  runningOut: row.status !== row.written,
  meter: row.meter,
  units: row.units,
  idempotencyKey: row.key,
  status: row.status,
  countedAt: row.counted,
  expiresAt: row.expires,
  endedAt: row.ended,
  settledUnits: row.settled,
  event: row.event_id === null ? null : idFromUuid("usageEvent", row.event_id),
  facts: {
    source: row.source,
    apiKeyId: row.api_key_id,
    subject: row.subject,
    provider: row.provider,
    endpoint: row.endpoint,
    userId: row.user_id,
    requestId: row.request_id,
    costMicros: null,
    properties: row.properties === null ? null : (JSON.parse(row.properties) as Readonly<Record<string, unknown>>),
  },
});

/** A hold of the tenant, or null: absent, somebody else's, of another environment, or no id of a hold at all. */
export async function readHold(engine: EngineParts, tenant: Tenant, id: string): Promise<HeldUnits | null> {
  const uuid = uuidFromId("hold", id);
  if (uuid === null) return null;
  const [row] = await engine.pool.query<HoldRow>(`${SELECT} and h.id = $3::uuid`, [
    tenant.organizationId,
    tenant.environment,
    uuid,
  ]);
  return row ? heldUnits(row) : null;
}

/** Holds of the tenant, newest first, after the id of the last one seen. */
export async function listHolds(
  engine: EngineParts,
  tenant: Tenant,
  filter: HoldFilter,
  page: { limit: number; after: string | null },
): Promise<Hold[]> {
  const rows = await engine.pool.query<HoldRow>(
    `${SELECT} and ($3::text is null or ${STATUS} = $3) and ($4::text is null or f.meter = $4) and ($5::uuid is null or h.id < $5::uuid)
     order by h.id desc limit $6::int`,
    [
      tenant.organizationId,
      tenant.environment,
      filter.status,
      filter.meter,
      page.after === null ? null : uuidFromId("hold", page.after),
      page.limit,
    ],
  );
  return rows.map(heldUnits);
}
