import { newId } from "@/lib/kernel/ids";
import { canonicalJson } from "@/lib/kernel/json";
import { iso } from "@/lib/kernel/time";
import { sqlOf, type DbOrTx, type Tx } from "@/lib/platform/db";
import type { ChainState, Entity, JournalEntry, JournalFilters, JournalKeyset } from "./model";

export interface NewEntry {
  readonly chain: string;
  readonly organization: string | null;
  readonly actor: string;
  readonly actorLabel: string;
  readonly ip: string | null;
  readonly action: string;
  readonly entity: Entity;
  readonly before: unknown;
  readonly after: unknown;
  readonly reason: string | null;
  readonly correlationId: string;
}

/** Appends an entry. Position, time and hashes come from the trigger, which holds the chain's head until commit. */
export async function insertEntry(tx: Tx, entry: NewEntry): Promise<string> {
  const id = newId("journalEntry");
  await sqlOf(tx).query(
    `insert into audit.journal_entry (id, chain, organization_id, actor, actor_label, ip, action, entity_type, entity_id, before, after, reason, correlation_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb, $11::jsonb, $12, $13) returning id`,
    [
      id,
      entry.chain,
      entry.organization,
      entry.actor,
      entry.actorLabel,
      entry.ip,
      entry.action,
      entry.entity.type,
      entry.entity.id,
      jsonOrNull(entry.before),
      jsonOrNull(entry.after),
      entry.reason,
      entry.correlationId,
    ],
  );
  return id;
}

const jsonOrNull = (value: unknown): string | null =>
  value === undefined || value === null ? null : canonicalJson(value);

interface EntryRow {
  id: string;
  chain: string;
  position: string;
  recorded_ms: string;
  actor: string;
  actor_label: string;
  action: string;
  entity_type: string;
  entity_id: string;
  organization_id: string | null;
  before: string | null;
  after: string | null;
  reason: string | null;
  correlation_id: string | null;
  ip: string | null;
  hash: string;
}

const ENTRY_COLUMNS = `id, chain, position::text as position, (extract(epoch from recorded_at) * 1000)::bigint::text as recorded_ms,
  actor, actor_label, action, entity_type, entity_id, organization_id, before::text as before, after::text as after,
  reason, correlation_id, ip, encode(hash, 'hex') as hash`;

/** Entries newest first. `organization` undefined means every chain. */
export async function selectEntries(
  db: DbOrTx,
  about: { organization: string | undefined; filters: JournalFilters; after: JournalKeyset | undefined; limit: number },
): Promise<JournalEntry[]> {
  const { filters } = about;
  const where: string[] = [];
  const values: unknown[] = [];
  const holds = (condition: (placeholder: string) => string, value: string | undefined): void => {
    if (value === undefined) return;
    values.push(value);
    where.push(condition(`$${values.length}`));
  };
  holds((p) => `organization_id = ${p}`, about.organization);
  holds((p) => `actor = ${p}`, filters.actor);
  holds((p) => `action = ${p}`, filters.action);
  holds((p) => `entity_type = ${p}`, filters.entityType);
  holds((p) => `entity_id = ${p}`, filters.entityId);
  holds((p) => `correlation_id = ${p}`, filters.correlationId);
  holds((p) => `recorded_at >= ${p}::timestamptz`, filters.from === undefined ? undefined : iso(filters.from));
  holds((p) => `recorded_at < ${p}::timestamptz`, filters.to === undefined ? undefined : iso(filters.to));
  if (about.after) {
    values.push(iso(about.after.recordedAt), about.after.id);
    where.push(`(recorded_at, id) < ($${values.length - 1}::timestamptz, $${values.length})`);
  }
  values.push(about.limit);
  const condition = where.length > 0 ? `where ${where.join(" and ")}` : "";
  const rows = await sqlOf(db).query<EntryRow>(
    `select ${ENTRY_COLUMNS} from audit.journal_entry ${condition} order by recorded_at desc, id desc limit $${values.length}::int`,
    values,
  );
  return rows.map(entryOf);
}

function entryOf(row: EntryRow): JournalEntry {
  return {
    id: row.id,
    chain: row.chain,
    position: BigInt(row.position),
    recordedAt: Number(row.recorded_ms),
    actor: row.actor,
    actorLabel: row.actor_label,
    action: row.action,
    entity: { type: row.entity_type, id: row.entity_id },
    organization: row.organization_id,
    before: parsed(row.before),
    after: parsed(row.after),
    reason: row.reason,
    correlationId: row.correlation_id,
    ip: row.ip,
    hash: row.hash,
  };
}

const parsed = (text: string | null): unknown => (text === null ? null : (JSON.parse(text) as unknown));

/** The link a batch of the check stands on: the last good one before it. */
export interface Link {
  readonly position: bigint;
  readonly hash: string;
}

/** What is wrong with the first faulty entry after `from`, within one batch; `last` is where the batch ended. */
export async function checkBatch(
  db: DbOrTx,
  chain: string,
  from: Link,
  size: number,
): Promise<{ broken: Extract<ChainState, { sound: false }> | null; last: Link | null }> {
  const rows = await sqlOf(db).query<{ position: string; hash: string; previous: string; digest_holds: boolean }>(
    `select e.position::text as position, encode(e.hash, 'hex') as hash, encode(e.previous_hash, 'hex') as previous,
            e.hash = audit.entry_digest(e) as digest_holds
     from audit.journal_entry e where e.chain = $1 and e.position > $2::bigint order by e.position limit $3::int`,
    [chain, from.position.toString(), size],
  );
  let link = from;
  for (const row of rows) {
    const position = BigInt(row.position);
    const because =
      position !== link.position + 1n ? "gap" : row.previous !== link.hash ? "link" : row.digest_holds ? null : "hash";
    if (because) return { broken: { sound: false, firstBroken: link.position + 1n, because }, last: null };
    link = { position, hash: row.hash };
  }
  return { broken: null, last: rows.length === 0 ? null : link };
}

/** The chain's head, or null when nothing was ever written to it. */
export async function selectHead(db: DbOrTx, chain: string): Promise<Link | null> {
  const [row] = await sqlOf(db).query<{ position: string; hash: string }>(
    `select position::text as position, encode(hash, 'hex') as hash from audit.journal_head where chain = $1`,
    [chain],
  );
  return row ? { position: BigInt(row.position), hash: row.hash } : null;
}
