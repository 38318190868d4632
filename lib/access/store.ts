import { dateOf, instant, iso, type Instant } from "@/lib/kernel/time";
import { sqlOf, type Db, type DbOrTx, type Tx } from "@/lib/platform/db";
import type { ApiKey as ApiKeyRow, Impersonation as ImpersonationRow } from "@/lib/platform/generated/prisma/client";
import type { Connection } from "@/lib/platform/pg";
import type { ApiKey, EndedBecause, Impersonation, KeyEnvironment, StoredKey } from "./model";
import { isScope, type Scope, type StaffRole } from "./permissions";
import { shownPrefix } from "./rules/key-form";

const instantOrNull = (date: Date | null): Instant | null => (date ? instant(date) : null);
const scopesOf = (row: ApiKeyRow): Scope[] => row.scopes.filter(isScope);

const apiKeyOf = (row: ApiKeyRow): ApiKey => ({
  id: row.id,
  organizationId: row.organizationId,
  deployment: row.deployment,
  environment: row.environment,
  name: row.name,
  scopes: scopesOf(row),
  prefix: shownPrefix({ mode: row.environment === "PROD" ? "live" : "test", deployment: row.deployment, id: row.id }),
  lastFour: row.lastFour,
  createdBy: row.createdBy,
  createdAt: instant(row.createdAt),
  expiresAt: instantOrNull(row.expiresAt),
  revokedAt: instantOrNull(row.revokedAt),
  revokedBy: row.revokedBy,
  lastUsedAt: instantOrNull(row.lastUsedAt),
  lastUsedIp: row.lastUsedIp,
  rotatedFromId: row.rotatedFromId,
  leakedAt: instantOrNull(row.leakedAt),
});

export interface NewApiKey {
  readonly id: string;
  readonly organizationId: string | null;
  readonly environment: KeyEnvironment;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly secretHash: string;
  readonly lastFour: string;
  readonly createdBy: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant | null;
  readonly rotatedFromId: string | null;
}

export async function insertApiKey(tx: Tx, key: NewApiKey): Promise<ApiKey> {
  const row = await tx.apiKey.create({
    data: {
      ...key,
      scopes: [...key.scopes],
      deployment: key.organizationId === null,
      createdAt: dateOf(key.createdAt),
      expiresAt: key.expiresAt === null ? null : dateOf(key.expiresAt),
    },
  });
  return apiKeyOf(row);
}

type StoredKeyRow = Omit<StoredKey, "scopes" | "expiresAt" | "revokedAt"> &
  Pick<ApiKeyRow, "scopes" | "expiresAt" | "revokedAt">;

const STORED_KEY = {
  name: "access-stored-key",
  text: `
select id, organization_id as "organizationId", deployment, environment::text as environment, name, scopes,
       secret_hash as "secretHash", expires_at as "expiresAt", revoked_at as "revokedAt"
from api_key where id = $1`,
};

/**
 * The key behind an id, for the check at the door: one prepared statement by the primary key. Every key in use is asked for
 * about once a second, and through the client of the other tables each question would hold up the process for a millisecond.
 */
export async function storedKey(pool: Connection, id: string): Promise<StoredKey | null> {
  const [row] = await pool.named<StoredKeyRow>(STORED_KEY, [id]);
  if (!row) return null;
  const { scopes, expiresAt, revokedAt } = row;
  return {
    ...row,
    scopes: scopes.filter(isScope),
    expiresAt: instantOrNull(expiresAt),
    revokedAt: instantOrNull(revokedAt),
  };
}

/** Keys of an organization, or (null) of the deployment, newest first. */
export async function selectApiKeys(
  db: DbOrTx,
  about: { organizationId: string | null; after: { createdAt: Instant; id: string } | undefined; limit: number },
): Promise<ApiKey[]> {
  const { organizationId, after, limit } = about;
  const rows = await db.apiKey.findMany({
    where: {
      organizationId,
      ...(after
        ? {
            OR: [
              { createdAt: { lt: dateOf(after.createdAt) } },
              { createdAt: dateOf(after.createdAt), id: { gt: after.id } },
            ],
          }
        : {}),
    },
    orderBy: [{ createdAt: "desc" }, { id: "asc" }],
    take: limit,
  });
  return rows.map(apiKeyOf);
}

const worksAt = (now: Instant) => ({ revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: dateOf(now) } }] });
const NEWEST_FIRST = [{ createdAt: "desc" as const }, { id: "asc" as const }];

/** Keys of an organization that somebody has made and that still work, newest first. */
export async function keysMadeBy(db: DbOrTx, organizationId: string, maker: string, now: Instant): Promise<ApiKey[]> {
  const where = { organizationId, createdBy: maker, ...worksAt(now) };
  return (await db.apiKey.findMany({ where, orderBy: NEWEST_FIRST })).map(apiKeyOf);
}

/** Keys of an organization that still work, newest first; at most `limit`. */
export async function keysInUse(db: DbOrTx, organizationId: string, now: Instant, limit: number): Promise<ApiKey[]> {
  const where = { organizationId, ...worksAt(now) };
  return (await db.apiKey.findMany({ where, orderBy: NEWEST_FIRST, take: limit })).map(apiKeyOf);
}

/** How many keys of an organization still work. */
export const countKeysThatWork = (db: DbOrTx, organizationId: string, now: Instant): Promise<number> =>
  db.apiKey.count({ where: { organizationId, ...worksAt(now) } });

/** The same without those whose successor works: for the time of a rotation two are one. */
export async function countHeldKeys(db: DbOrTx, organizationId: string, now: Instant): Promise<number> {
  const works = (key: string): string =>
    `${key}.revoked_at is null and (${key}.expires_at is null or ${key}.expires_at > $2::timestamptz)`;
  const [row] = await sqlOf(db).query<{ held: number }>(
    `select count(*)::int as held from api_key k where k.organization_id = $1 and ${works("k")}
       and not exists (select 1 from api_key s where s.organization_id = $1 and s.rotated_from_id = k.id and ${works("s")})`,
    [organizationId, dateOf(now).toISOString()],
  );
  return row?.held ?? 0;
}

/** A key of that organization (null: of the deployment); another's id is no id. */
export async function apiKeyIn(db: DbOrTx, organizationId: string | null, id: string): Promise<ApiKey | null> {
  const row = await db.apiKey.findFirst({ where: { id, organizationId } });
  return row ? apiKeyOf(row) : null;
}

/** The same, held until the transaction ends: nobody else changes it meanwhile. */
export async function lockApiKey(tx: Tx, organizationId: string | null, id: string): Promise<ApiKey | null> {
  await sqlOf(tx).query("select id from api_key where id = $1 and organization_id is not distinct from $2 for update", [
    id,
    organizationId,
  ]);
  return apiKeyIn(tx, organizationId, id);
}

/** The id of a key that took this one's place and still works; null when there is none. */
export async function successorInUse(
  db: DbOrTx,
  organizationId: string | null,
  id: string,
  now: Instant,
): Promise<string | null> {
  const inUse = { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: dateOf(now) } }] };
  const row = await db.apiKey.findFirst({ where: { organizationId, rotatedFromId: id, ...inUse } });
  return row?.id ?? null;
}

export async function setExpiry(tx: Tx, id: string, at: Instant): Promise<ApiKey> {
  return apiKeyOf(await tx.apiKey.update({ where: { id }, data: { expiresAt: dateOf(at) } }));
}

export async function setNameAndScopes(
  tx: Tx,
  id: string,
  wanted: { readonly name: string; readonly scopes: readonly Scope[] },
): Promise<ApiKey> {
  const { name, scopes } = wanted;
  return apiKeyOf(await tx.apiKey.update({ where: { id }, data: { name, scopes: [...scopes] } }));
}

/** Marks a key revoked; false when it was already. */
export async function markRevoked(tx: Tx, id: string, by: string, at: Instant): Promise<boolean> {
  return (
    (await tx.apiKey.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: dateOf(at), revokedBy: by } }))
      .count === 1
  );
}

/** Marks every key of an organization revoked that works; answers how many did. */
export async function revokeKeysIn(tx: Tx, organizationId: string, by: string, now: Instant): Promise<number> {
  const where = { organizationId, ...worksAt(now) };
  return (await tx.apiKey.updateMany({ where, data: { revokedAt: dateOf(now), revokedBy: by } })).count;
}

/** Keeps that a revoked key has leaked; false when that was kept before. */
export const markLeaked = async (tx: Tx, id: string, at: Instant): Promise<boolean> =>
  (await tx.apiKey.updateMany({ where: { id, leakedAt: null }, data: { leakedAt: dateOf(at) } })).count === 1;

/** Keeps when a key was last used, unless that is known for `notBefore` or later: several processes write it once. */
export async function touchApiKey(
  db: Db,
  id: string,
  at: Instant,
  notBefore: Instant,
  ip: string | undefined,
): Promise<void> {
  const where = { id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: dateOf(notBefore) } }] };
  await db.apiKey.updateMany({
    where,
    data: { lastUsedAt: dateOf(at), ...(ip === undefined ? {} : { lastUsedIp: ip }) },
  });
}

export async function staffRoleOf(db: DbOrTx, userId: string): Promise<StaffRole | null> {
  return (await db.staff.findUnique({ where: { userId } }))?.role ?? null;
}

export const countStaff = (db: DbOrTx, role: StaffRole): Promise<number> => db.staff.count({ where: { role } });

export interface StaffRow {
  readonly userId: string;
  readonly role: StaffRole;
  readonly since: Instant;
}

/** Everybody who is staff, longest first. They are few: nobody pages through them. */
export async function allStaff(db: DbOrTx): Promise<StaffRow[]> {
  const rows = await db.staff.findMany({ orderBy: [{ createdAt: "asc" }, { userId: "asc" }] });
  return rows.map(({ userId, role, createdAt }) => ({ userId, role, since: instant(createdAt) }));
}

/** Makes a user staff no more; false for nobody's staff. */
export const deleteStaff = async (tx: Tx, userId: string): Promise<boolean> =>
  (await tx.staff.deleteMany({ where: { userId } })).count === 1;

/** Makes a user staff, or changes his role. */
export async function upsertStaff(tx: Tx, userId: string, role: StaffRole, at: Instant): Promise<void> {
  await tx.staff.upsert({ where: { userId }, create: { userId, role, createdAt: dateOf(at) }, update: { role } });
}

const impersonationOf = (row: ImpersonationRow): Impersonation => ({
  id: row.id,
  organizationId: row.organizationId,
  staffUserId: row.staffUserId,
  onBehalfOf: row.onBehalfOf,
  sessionId: row.sessionId,
  reason: row.reason,
  startedAt: instant(row.startedAt),
  expiresAt: instant(row.expiresAt),
});

export async function insertImpersonation(tx: Tx, wanted: Impersonation): Promise<void> {
  const { startedAt, expiresAt, ...rest } = wanted;
  await tx.impersonation.create({ data: { ...rest, startedAt: dateOf(startedAt), expiresAt: dateOf(expiresAt) } });
}

/** The open one of a session, whether or not its time is over. */
export async function openOfSession(db: DbOrTx, sessionId: string): Promise<Impersonation | null> {
  const row = await db.impersonation.findFirst({ where: { sessionId, endedAt: null } });
  return row ? impersonationOf(row) : null;
}

export async function openById(db: DbOrTx, id: string): Promise<Impersonation | null> {
  const row = await db.impersonation.findFirst({ where: { id, endedAt: null } });
  return row ? impersonationOf(row) : null;
}

/** The open ones of an organization, newest first. */
export async function openOfOrganization(db: DbOrTx, organizationId: string, now: Instant): Promise<Impersonation[]> {
  const where = { organizationId, endedAt: null, expiresAt: { gt: dateOf(now) } };
  return (await db.impersonation.findMany({ where, orderBy: { startedAt: "desc" } })).map(impersonationOf);
}

/** The open ones of a member of staff, whether or not their time is over. */
export async function openOfStaff(db: DbOrTx, staffUserId: string): Promise<Impersonation[]> {
  const rows = await db.impersonation.findMany({
    where: { staffUserId, endedAt: null },
    orderBy: { startedAt: "asc" },
  });
  return rows.map(impersonationOf);
}

/** Open ones whose time is over, at most `limit`. */
export async function openPast(db: DbOrTx, now: Instant, limit: number): Promise<Impersonation[]> {
  const rows = await db.impersonation.findMany({
    where: { endedAt: null, expiresAt: { lte: dateOf(now) } },
    orderBy: { expiresAt: "asc" },
    take: limit,
  });
  return rows.map(impersonationOf);
}

/** Marks one ended; false when somebody else has. */
export async function markEnded(tx: Tx, id: string, because: EndedBecause, at: Instant): Promise<boolean> {
  const data = { endedAt: dateOf(at), endedBecause: because };
  return (await tx.impersonation.updateMany({ where: { id, endedAt: null }, data })).count === 1;
}

/** One impersonation at a time begins in a session. */
export async function lockSession(tx: Tx, sessionId: string): Promise<void> {
  await sqlOf(tx).query(`select pg_advisory_xact_lock(hashtextextended('impersonation:' || $1, 0))::text as locked`, [
    sessionId,
  ]);
}

/** Requests of one key on one UTC day, which `day` begins. */
export interface KeyDay {
  readonly keyId: string;
  readonly day: Instant;
  readonly requests: number;
}

/** Adds to what is counted already. A key that is gone meanwhile is left out. In the order of keys, so that two who add do not wait for each other. */
export async function addKeyDays(db: Db, days: readonly KeyDay[]): Promise<void> {
  const sorted = days.toSorted((a, b) => (a.keyId < b.keyId ? -1 : 1));
  await sqlOf(db).query(
    `insert into api_key_day (api_key_id, day, requests)
     select k.id, c.day, c.requests from unnest($1::text[], $2::date[], $3::bigint[]) as c (id, day, requests) join api_key k on k.id = c.id
     order by k.id
     on conflict (api_key_id, day) do update set requests = api_key_day.requests + excluded.requests`,
    [
      sorted.map(({ keyId }) => keyId),
      sorted.map(({ day }) => iso(day).slice(0, 10)),
      sorted.map(({ requests }) => requests),
    ],
  );
}

/** The days of these keys since one, each with any. */
export async function keyDays(db: DbOrTx, keyIds: readonly string[], since: Instant): Promise<KeyDay[]> {
  const rows = await db.apiKeyDay.findMany({ where: { apiKeyId: { in: [...keyIds] }, day: { gte: dateOf(since) } } });
  return rows.map(({ apiKeyId, day, requests }) => ({
    keyId: apiKeyId,
    day: instant(day),
    requests: Number(requests),
  }));
}

export const deleteKeyDays = async (db: Db, before: Instant): Promise<number> =>
  (await db.apiKeyDay.deleteMany({ where: { day: { lt: dateOf(before) } } })).count;
