import pg from "pg";
import type { Sql } from "./sql";

/** A pinned connection: session locks and several statements on one backend. */
export interface Connection extends Sql {
  named<Row>(statement: { name: string; text: string }, values: readonly unknown[]): Promise<Row[]>;
}

/** A small pool of its own for the metering path: lib/quota, lib/metering and the check of API keys use it. */
export interface Pool extends Connection {
  /** Lends one connection. When the work throws, the connection is closed, and its session locks with it. */
  pinned<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface PoolOptions {
  readonly url: string;
  readonly max: number;
  readonly applicationName: string;
  readonly statementTimeoutMs?: number;
}

/** The pool knows this option; its types do not yet. It waits for the promise before it lends the connection. */
interface PoolConfig extends pg.PoolConfig {
  readonly onConnect: (client: pg.PoolClient) => Promise<unknown>;
}

const rowsOf = async <Row>(client: pg.Pool | pg.PoolClient, query: pg.QueryConfig): Promise<Row[]> =>
  (await client.query(query)).rows as Row[];

const connectionOver = (client: pg.Pool | pg.PoolClient): Connection => ({
  query: <Row>(text: string, values: readonly unknown[] = []) => rowsOf<Row>(client, { text, values: [...values] }),
  named: <Row>(statement: { name: string; text: string }, values: readonly unknown[]) =>
    rowsOf<Row>(client, { ...statement, values: [...values] }),
});

/*
 * Statements are planned once, without looking at their values. By itself Postgres compares the plan for the present values
 * with the plan for any, and a statement that began with a few items is planned anew for ever: a confirming look-up of 64
 * keys took 170 µs of its processor for each key, and takes 7.
 */
const PLAN_ONCE = "set plan_cache_mode to force_generic_plan";

export function createPool(options: PoolOptions): Pool {
  const statementTimeout = options.statementTimeoutMs ?? 5_000;
  const config: PoolConfig = {
    connectionString: options.url,
    max: options.max,
    application_name: options.applicationName,
    statement_timeout: statementTimeout,
    query_timeout: statementTimeout + 1_000,
    connectionTimeoutMillis: 3_000,
    onConnect: (client) => client.query(PLAN_ONCE),
  };
  const pool = new pg.Pool(config);
  pool.on("error", () => {});
  // The pool listens only while a client is idle. A backend that ends while we hold its connection between two statements
  // would otherwise emit an error that nobody hears, and end the process.
  pool.on("connect", (client) => client.on("error", () => {}));

  async function pinned<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    let failed: Error | undefined;
    try {
      return await work(connectionOver(client));
    } catch (error) {
      failed = error instanceof Error ? error : new Error(String(error));
      throw error;
    } finally {
      client.release(failed);
    }
  }

  return {
    ...connectionOver(pool),
    pinned,
    transaction: (work) => pinned((connection) => transactionOn(connection, () => work(connection))),
    close: () => pool.end(),
  };
}

/** begin … commit on one connection; rolls back when the work throws. */
export async function transactionOn<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  await connection.query("begin");
  try {
    const result = await work();
    await connection.query("commit");
    return result;
  } catch (error) {
    await connection.query("rollback").catch(() => []);
    throw error;
  }
}

/** What Postgres itself said about a statement, by SQLSTATE; undefined when the connection was lost or the wait ended. */
export function sqlState(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}
