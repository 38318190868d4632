import { newId } from "@/lib/kernel/ids";
import { canonicalJson } from "@/lib/kernel/json";
import { iso } from "@/lib/kernel/time";
import { sqlOf, type DbOrTx, type Tx } from "@/lib/platform/db";
import type { Entity, JournalEntry, JournalFilters, JournalKeyset } from "./model";
import { isKindOfActor } from "./rules/actor";

export interface NewEntry {
  readonly chain: string;
  readonly organization: string | null;
  readonly actor: string;
  readonly actorLabel: string;
  readonly onBehalfOf: string | null;
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
    `insert into audit.journal_entry (id, chain, organization_id, actor, actor_label, ip, action, entity_type, entity_id, before, after, reason, correlation_id, on_behalf_of)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb, $11::jsonb, $12, $13, $14) returning id`,
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
      entry.onBehalfOf,
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
  on_behalf_of: string | null;
  hash: string;
}

const ENTRY_COLUMNS = `id, chain, position::text as position, (extract(epoch from recorded_at) * 1000)::bigint::text as recorded_ms,
  actor, actor_label, action, entity_type, entity_id, organization_id, before::text as before, after::text as after,
  reason, correlation_id, ip, on_behalf_of, encode(hash, 'hex') as hash`;

/** Entries newest first. `organization` undefined means every chain. */
export async function selectEntries(
  db: DbOrTx,
  about: { organization: string | undefined; filters: JournalFilters; after: JournalKeyset | undefined; limit: number },
): Promise<JournalEntry[]> {
  const { where, values } = conditionsOf(about.organization, about.filters);
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

function conditionsOf(
  organization: string | undefined,
  filters: JournalFilters,
): { where: string[]; values: unknown[] } {
  const where: string[] = [];
  const values: unknown[] = [];
  const holds = (condition: (placeholder: string) => string, value: unknown): void => {
    if (value === undefined) return;
    values.push(value);
    where.push(condition(`$${values.length}`));
  };
  holds((p) => `organization_id = ${p}`, organization);
  for (const [condition, value] of actorConditions(filters.actors)) holds(condition, value);
  holds((p) => `action = ${p}`, filters.action);
  holds((p) => `entity_type = ${p}`, filters.entityType);
  holds((p) => `entity_id = ${p}`, filters.entityId);
  holds((p) => `correlation_id = ${p}`, filters.correlationId);
  holds((p) => `recorded_at >= ${p}::timestamptz`, filters.from === undefined ? undefined : iso(filters.from));
  holds((p) => `recorded_at < ${p}::timestamptz`, filters.to === undefined ? undefined : iso(filters.to));
  return { where, values };
}

/** Named actors are found by an index; a kind is part of the name, and looked for in what the other filters leave. */
function actorConditions(actors: readonly string[] | undefined): [(placeholder: string) => string, unknown][] {
  if (actors === undefined) return [];
  if (!actors.some(isKindOfActor)) return [[(p) => `actor = any(${p}::text[])`, actors]];
  return [[(p) => `(actor = any(${p}::text[]) or split_part(actor, ':', 1) = any(${p}::text[]))`, actors]];
}

/** One entry by its id; `organization` undefined means any. */
export async function selectEntry(
  db: DbOrTx,
  id: string,
  organization: string | undefined,
): Promise<JournalEntry | null> {
  const [row] = await sqlOf(db).query<EntryRow>(
    `select ${ENTRY_COLUMNS} from audit.journal_entry where id = $1 and ($2::text is null or organization_id = $2)`,
    [id, organization ?? null],
  );
  return row ? entryOf(row) : null;
}

/** Empties label and address of a person's entries; answers how many had any. */
export async function eraseFromEntries(tx: Tx, userId: string): Promise<bigint> {
  const [row] = await sqlOf(tx).query<{ n: string }>(`select audit.erase_person($1)::text as n`, [userId]);
  return BigInt(row?.n ?? 0);
}

function entryOf(row: EntryRow): JournalEntry {
  return {
    id: row.id,
    chain: row.chain,
    position: BigInt(row.position),
    recordedAt: Number(row.recorded_ms),
    actor: row.actor,
    actorLabel: row.actor_label,
    onBehalfOf: row.on_behalf_of,
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
