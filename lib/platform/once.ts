import { AppError } from "@/lib/kernel/errors";
import { fingerprint } from "./crypto";
import { inTransaction, sqlOf, type Db, type Tx } from "./db";

export interface Once {
  /** Who asks and for what: organization (or "deployment") and the name of the use case. */
  readonly scope: string;
  readonly key: string;
  readonly input: unknown;
}

/**
 * Does the work once per (scope, key), inside the caller's transaction. The same key with the same input gives the first
 * result again; with another input it is refused (IDEMPOTENCY_MISMATCH). Two at the same time: the second waits for the
 * first to commit. The result must be plain JSON.
 */
export async function once<T>(tx: Tx, about: Once, work: () => Promise<T>): Promise<{ result: T; replayed: boolean }> {
  const inputHash = fingerprint(about.input);
  const sql = sqlOf(tx);
  const taken = await sql.query<{ scope: string }>(
    `insert into once_record (scope, key, input_hash) values ($1, $2, $3) on conflict do nothing returning scope`,
    [about.scope, about.key, inputHash],
  );
  if (taken.length === 0) return { result: await firstResult<T>(sql, about, inputHash), replayed: true };
  const result = await work();
  await sql.query(`update once_record set result = $3, done_at = now() where scope = $1 and key = $2 returning scope`, [
    about.scope,
    about.key,
    JSON.stringify(result),
  ]);
  return { result, replayed: false };
}

/**
 * Keeps the answer to work that no transaction can hold, because it speaks to somebody outside, and gives it again for the
 * same key. The work itself must be harmless to repeat: a first try that died, or two at the same time, may do it twice;
 * all of them answer alike. Nothing is kept of work that throws. The result must be plain JSON.
 */
export async function rememberAnswer<T>(
  db: Db,
  about: Once,
  work: () => Promise<T>,
): Promise<{ result: T; replayed: boolean }> {
  const known = await sqlOf(db).query<{ scope: string }>(
    `select scope from once_record where scope = $1 and key = $2`,
    [about.scope, about.key],
  );
  if (known.length > 0)
    return { result: await firstResult<T>(sqlOf(db), about, fingerprint(about.input)), replayed: true };
  const result = await work();
  return inTransaction(db, (tx) => once(tx, about, () => Promise.resolve(result)));
}

async function firstResult<T>(sql: ReturnType<typeof sqlOf>, about: Once, inputHash: string): Promise<T> {
  const [row] = await sql.query<{ input_hash: string; result: string | null }>(
    `select input_hash, result from once_record where scope = $1 and key = $2`,
    [about.scope, about.key],
  );
  if (!row || row.result === null) {
    throw new AppError(
      "IDEMPOTENCY_IN_FLIGHT",
      "A request with this idempotency key is still being worked on. Wait a moment and send it again.",
      { retryAfterSeconds: 1 },
    );
  }
  if (row.input_hash !== inputHash) {
    throw new AppError(
      "IDEMPOTENCY_MISMATCH",
      "This idempotency key was used before with other content. Use a new key for a new request.",
    );
  }
  return JSON.parse(row.result) as T;
}
