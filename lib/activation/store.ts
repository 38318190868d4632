import { dateOf, instant, type Instant } from "@/lib/kernel/time";
import { sqlOf, type DbOrTx, type Tx } from "@/lib/platform/db";
import type {
  ActivationCode as CodeRow,
  Installation as InstallationRow,
  SigningKey as SigningKeyRow,
} from "@/lib/platform/generated/prisma/client";
import type { Installation, RevokedBecause, SigningKey, StoredCode } from "./model";

const instantOrNull = (date: Date | null): Instant | null => (date ? instant(date) : null);

const codeOf = (row: CodeRow): StoredCode => ({
  ...row,
  createdAt: instant(row.createdAt),
  expiresAt: instant(row.expiresAt),
  redeemedAt: instantOrNull(row.redeemedAt),
  revokedAt: instantOrNull(row.revokedAt),
});

const installationOf = (row: InstallationRow): Installation => ({
  ...row,
  createdAt: instant(row.createdAt),
  refreshedAt: instant(row.refreshedAt),
  expiresAt: instant(row.expiresAt),
  revokedAt: instantOrNull(row.revokedAt),
  revokedBecause: row.revokedBecause as RevokedBecause | null,
});

const signingKeyOf = (row: SigningKeyRow): SigningKey => ({
  ...row,
  createdAt: instant(row.createdAt),
  signsFrom: instant(row.signsFrom),
  endsAt: instantOrNull(row.endsAt),
});

/** Where a page begins: after this row, newest first. */
export interface Keyset {
  readonly createdAt: Instant;
  readonly id: string;
}

const newestFirst = [{ createdAt: "desc" as const }, { id: "asc" as const }];
const afterOf = (after: Keyset | undefined) =>
  after
    ? {
        OR: [
          { createdAt: { lt: dateOf(after.createdAt) } },
          { createdAt: dateOf(after.createdAt), id: { gt: after.id } },
        ],
      }
    : {};

export type NewCode = Omit<StoredCode, "redeemedAt" | "revokedAt" | "revokedBy">;

export async function insertCode(tx: Tx, code: NewCode): Promise<StoredCode> {
  return codeOf(
    await tx.activationCode.create({
      data: { ...code, createdAt: dateOf(code.createdAt), expiresAt: dateOf(code.expiresAt) },
    }),
  );
}

/** A code by its id, whoever's it is: for the one who presents its text. */
export async function codeById(db: DbOrTx, id: string): Promise<StoredCode | null> {
  const row = await db.activationCode.findUnique({ where: { id } });
  return row ? codeOf(row) : null;
}

export async function codeIn(db: DbOrTx, organizationId: string, id: string): Promise<StoredCode | null> {
  const row = await db.activationCode.findFirst({ where: { id, organizationId } });
  return row ? codeOf(row) : null;
}

export async function selectCodes(
  db: DbOrTx,
  about: { organizationId: string; after: Keyset | undefined; limit: number },
): Promise<StoredCode[]> {
  const where = { organizationId: about.organizationId, ...afterOf(about.after) };
  return (await db.activationCode.findMany({ where, orderBy: newestFirst, take: about.limit })).map(codeOf);
}

/** Spends an open code; false when somebody was faster, or it is over. */
export async function spendCode(tx: Tx, id: string, at: Instant): Promise<boolean> {
  const { count } = await tx.activationCode.updateMany({
    where: { id, redeemedAt: null, revokedAt: null, expiresAt: { gt: dateOf(at) } },
    data: { redeemedAt: dateOf(at) },
  });
  return count === 1;
}

/** Ends an open code; false when it was redeemed or ended before. */
export async function markCodeRevoked(tx: Tx, id: string, by: string, at: Instant): Promise<boolean> {
  const { count } = await tx.activationCode.updateMany({
    where: { id, redeemedAt: null, revokedAt: null },
    data: { revokedAt: dateOf(at), revokedBy: by },
  });
  return count === 1;
}

export type NewInstallation = Pick<
  Installation,
  | "id"
  | "organizationId"
  | "activationCodeId"
  | "environment"
  | "domain"
  | "createdAt"
  | "refreshedAt"
  | "lastIp"
  | "expiresAt"
>;

export async function insertInstallation(tx: Tx, installation: NewInstallation): Promise<Installation> {
  const { createdAt, refreshedAt, expiresAt, ...rest } = installation;
  const times = { createdAt: dateOf(createdAt), refreshedAt: dateOf(refreshedAt), expiresAt: dateOf(expiresAt) };
  return installationOf(await tx.installation.create({ data: { ...rest, ...times } }));
}

/** An installation by its id, whoever's it is: for the one who presents its token. */
export async function installationById(db: DbOrTx, id: string): Promise<Installation | null> {
  const row = await db.installation.findUnique({ where: { id } });
  return row ? installationOf(row) : null;
}

/** The same, held until the transaction ends. */
export async function lockInstallation(tx: Tx, id: string): Promise<Installation | null> {
  await sqlOf(tx).query("select id from installation where id = $1 for update", [id]);
  return installationById(tx, id);
}

export async function installationIn(db: DbOrTx, organizationId: string, id: string): Promise<Installation | null> {
  const row = await db.installation.findFirst({ where: { id, organizationId } });
  return row ? installationOf(row) : null;
}

export async function selectInstallations(
  db: DbOrTx,
  about: { organizationId: string; after: Keyset | undefined; limit: number },
): Promise<Installation[]> {
  const where = { organizationId: about.organizationId, ...afterOf(about.after) };
  return (await db.installation.findMany({ where, orderBy: newestFirst, take: about.limit })).map(installationOf);
}

/** Whose installations, and which. What is null does not narrow. */
export interface InstallationSearch {
  readonly organizationId: string | null;
  /** Part of a domain. */
  readonly domain: string | null;
  readonly standing: "active" | "ended" | "reused" | null;
}

/** A page of every organization's installations, newest first. */
export async function selectInstallationsOfAll(
  db: DbOrTx,
  search: InstallationSearch,
  page: { readonly after: Keyset | undefined; readonly limit: number; readonly now: Instant; readonly idleMs: number },
): Promise<Installation[]> {
  const { organizationId, domain, standing } = search;
  const [now, idleSince] = [dateOf(page.now), dateOf(page.now - page.idleMs)];
  const alive = { revokedAt: null, expiresAt: { gt: now }, refreshedAt: { gt: idleSince } };
  const where = {
    AND: [
      afterOf(page.after),
      organizationId === null ? {} : { organizationId },
      // In LIKE these three mean something; a person who types them means the characters.
      domain === null ? {} : { domain: { contains: domain.replace(/[\\%_]/g, "\\$&") } },
      standing === "active" ? alive : standing === "ended" ? { NOT: alive } : {},
      standing === "reused" ? { revokedBecause: "REUSE" } : {},
    ],
  };
  return (await db.installation.findMany({ where, orderBy: newestFirst, take: page.limit })).map(installationOf);
}

/** How many installations of an organization can still be refreshed. */
export const countAlive = (db: DbOrTx, organizationId: string, now: Instant, idleMs: number): Promise<number> =>
  db.installation.count({
    where: {
      organizationId,
      revokedAt: null,
      expiresAt: { gt: dateOf(now) },
      refreshedAt: { gt: dateOf(now - idleMs) },
    },
  });

/** Spends the present refresh token: the next one is it then. One statement; null when somebody was faster, or it has ended. */
export async function moveOn(
  db: DbOrTx,
  installation: Pick<Installation, "id" | "generation">,
  at: Instant,
  ip: string | null,
): Promise<Installation | null> {
  const { id, generation } = installation;
  const [row] = await db.installation.updateManyAndReturn({
    where: { id, generation, revokedAt: null },
    data: { generation: generation + 1, refreshedAt: dateOf(at), ...(ip === null ? {} : { lastIp: ip }) },
  });
  return row ? installationOf(row) : null;
}

/** Ends an installation; false when it was ended before. */
export async function markInstallationRevoked(
  tx: Tx,
  id: string,
  end: { by: string; because: RevokedBecause; at: Instant },
): Promise<boolean> {
  const { count } = await tx.installation.updateMany({
    where: { id, revokedAt: null },
    data: { revokedAt: dateOf(end.at), revokedBy: end.by, revokedBecause: end.because },
  });
  return count === 1;
}

/** Ends every installation of an organization that was not ended, and every code nobody redeemed; answers how many of each. */
export async function revokeAllIn(
  tx: Tx,
  organizationId: string,
  end: { by: string; because: RevokedBecause; at: Instant },
): Promise<{ readonly installations: readonly Installation[]; readonly codes: number }> {
  const ended = { revokedAt: dateOf(end.at), revokedBy: end.by };
  const codes = await tx.activationCode.updateMany({
    where: { organizationId, redeemedAt: null, revokedAt: null, expiresAt: { gt: dateOf(end.at) } },
    data: ended,
  });
  const installations = await tx.installation.updateManyAndReturn({
    where: { organizationId, revokedAt: null },
    data: { ...ended, revokedBecause: end.because },
  });
  return { installations: installations.map(installationOf), codes: codes.count };
}

/** Whether a browser on this domain has anything to ask here: a code or an installation of it, or a code for any domain. */
export async function isDomainKnown(db: DbOrTx, domain: string, now: Instant): Promise<boolean> {
  const rows = await sqlOf(db).query<{ known: boolean }>(
    `select exists (select 1 from installation where domain = $1) or exists (select 1 from activation_code where domain = $1)
         or exists (select 1 from activation_code where domain is null and redeemed_at is null and revoked_at is null and expires_at > $2::timestamptz) as known`,
    [domain, dateOf(now).toISOString()],
  );
  return rows[0]?.known ?? false;
}

/** Takes away installations that ended before `before`, and codes that ended then and led to none. At most `limit` of each. */
export async function deleteEnded(
  tx: Tx,
  about: { before: Instant; idleMs: number; limit: number },
): Promise<{ installations: number; codes: number }> {
  const sql = sqlOf(tx);
  const before = dateOf(about.before).toISOString();
  const installations = await sql.query<{ id: string }>(
    `delete from installation where id in (
       select id from installation
       where coalesce(revoked_at, least(expires_at, refreshed_at + $2::float8 * interval '1 millisecond')) < $1::timestamptz limit $3::int)
     returning id`,
    [before, about.idleMs, about.limit],
  );
  const codes = await sql.query<{ id: string }>(
    `delete from activation_code where id in (
       select id from activation_code c
       where c.expires_at < $1::timestamptz and not exists (select 1 from installation i where i.activation_code_id = c.id) limit $2::int)
     returning id`,
    [before, about.limit],
  );
  return { installations: installations.length, codes: codes.length };
}

/** One process at a time looks whether a signing key is missing, and makes it. */
export async function lockSigningKeys(tx: Tx): Promise<void> {
  await sqlOf(tx).query("select pg_advisory_xact_lock(hashtextextended('weir:signing-keys', 0))::text as locked");
}

/** Keys whose signatures are accepted at this moment, also those that have not begun. */
export async function acceptedKeys(db: DbOrTx, now: Instant): Promise<SigningKey[]> {
  const rows = await db.signingKey.findMany({
    where: { OR: [{ endsAt: null }, { endsAt: { gt: dateOf(now) } }] },
    orderBy: [{ signsFrom: "desc" }, { kid: "asc" }],
  });
  return rows.map(signingKeyOf);
}

/** Ends every key that would go on beyond this moment. */
export async function endKeysAt(tx: Tx, at: Instant): Promise<void> {
  await tx.signingKey.updateMany({
    where: { OR: [{ endsAt: null }, { endsAt: { gt: dateOf(at) } }] },
    data: { endsAt: dateOf(at) },
  });
}

export async function insertSigningKey(tx: Tx, key: SigningKey): Promise<void> {
  await tx.signingKey.create({
    data: { ...key, createdAt: dateOf(key.createdAt), signsFrom: dateOf(key.signsFrom), endsAt: null },
  });
}
