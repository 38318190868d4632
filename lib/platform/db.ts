import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient, Prisma } from "./generated/prisma/client";
import type { Sql } from "./sql";

export type Db = PrismaClient;
/** A Prisma interactive transaction. Facts, ledger, journal and outbox of one change are written through one of these. */
export type Tx = Prisma.TransactionClient;
export type DbOrTx = Db | Tx;

const TRANSACTION = { maxWait: 5_000, timeout: 15_000 };
const SERIALIZATION_FAILURE = "P2034";
const MAX_ATTEMPTS = 5;

export function createDb(url: string, options: { max?: number } = {}): Db {
  const adapter = new PrismaPg({ connectionString: url, max: options.max ?? 10, connectionTimeoutMillis: 5_000 });
  return new PrismaClient({ adapter });
}

/**
 * Runs the work in one transaction and repeats it when Postgres asks for that (deadlock, serialization). The work must
 * therefore touch nothing but the transaction: no network, no state of the process. `timeoutMs` is for the rare work that
 * reads much.
 */
export async function inTransaction<T>(
  db: Db,
  work: (tx: Tx) => Promise<T>,
  timeoutMs = TRANSACTION.timeout,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.$transaction(work, { ...TRANSACTION, timeout: timeoutMs });
    } catch (error) {
      if (attempt < MAX_ATTEMPTS && errorCode(error) === SERIALIZATION_FAILURE) continue;
      throw error;
    }
  }
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Prisma.PrismaClientKnownRequestError ? error.code : undefined;
}

/** Whether the database refused a row because its unique key is taken. */
export const isUniqueViolation = (error: unknown): boolean => errorCode(error) === "P2002";

/** The neutral executor over a Prisma client or transaction. */
export function sqlOf(db: DbOrTx): Sql {
  return { query: (text, values = []) => db.$queryRawUnsafe(text, ...values) };
}
