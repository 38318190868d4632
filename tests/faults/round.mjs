// What one round of faults stands on: the database, Redis, two API processes, and the tenants that are laid for a case.
import fs from "node:fs";
import path from "node:path";
import pg from "pg";
import { cloneDatabase, connectionString } from "../../scripts/test/servers.mjs";
import { Api, pause, RealRedis } from "./processes.mjs";

export const METERS = ["alpha", "beta", "gamma", "delta"];

/** A source of numbers in [0, 1) that begins anew with the same seed (mulberry32). */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The database with what every tenant needs, and the place where changes note from which epoch on they hold. */
async function layGround(admin) {
  await admin.query(`create table fault_change (fence_id bigint, epoch bigint, amount bigint, expires_at timestamptz)`);
  await admin.query(`grant select, insert on fault_change to weir_app`);
  await admin.query(`insert into plan_family (code, name) values ('faults', 'Faults')`);
  for (const meter of METERS) {
    await admin.query(
      `insert into meter (id, slug, name, unit, unit_plural, aggregation, created_at) values ('meter_' || $1, $1, $1, 'unit', 'units', 'SUM', now())`,
      [meter],
    );
  }
}

export class Ground {
  #tenants = 0;
  /** What the cases since `forgetCounts` have asked: answer → how often. */
  counts = {};
  #held = new Set();

  /** @param {{ servers: object, home: string, register: object, engine: string, database: string }} parts */
  static async lay({ servers, home, register, engine, database }) {
    const ground = new Ground();
    await cloneDatabase(servers, database);
    ground.home = home;
    ground.appUrl = connectionString(servers, "weir_app", database);
    ground.superUrl = connectionString(servers, "weir_super", database);
    ground.pool = new pg.Pool({ connectionString: ground.superUrl, max: 4, application_name: "fault-round" });
    ground.pool.on("error", () => {});
    await layGround(ground.pool);
    const folder = path.join(home, `redis-${database}`);
    fs.mkdirSync(folder, { recursive: true });
    ground.redis = new RealRedis(engine, folder, register);
    await ground.redis.start();
    ground.apis = [];
    return ground;
  }

  /** Replaces the API processes by two of this bundle. */
  async useBundle(bundle) {
    await this.killApis();
    const env = { DATABASE_URL: this.appUrl, REDIS_URL: this.redis.url };
    this.apis = [new Api(bundle, env), new Api(bundle, env)];
    await Promise.all(this.apis.map((api) => api.start()));
  }

  /** One more process, of another bundle or with other settings. The caller kills it. */
  async extraApi(bundle, settings = {}) {
    const api = new Api(bundle, { DATABASE_URL: this.appUrl, REDIS_URL: this.redis.url, ...settings });
    await api.start();
    return api;
  }

  async killApis() {
    await Promise.all(this.apis.map((api) => api.kill()));
  }

  /** Every process up and on speaking terms with Redis, whatever a case has left behind. */
  async restore() {
    for (const client of this.#held) await this.release(client);
    for (const api of this.apis) if (!api.alive) await api.start();
    for (const api of this.apis) for (let i = 0; i < 200 && !(await api.call("/ready")).known; i++) await pause(10);
  }

  async rows(text, values = []) {
    return (await this.pool.query(text, values)).rows;
  }

  /** An organization with these limits on the plan: [{ meter, window, amount }]. Returns its id. */
  async tenant(limits) {
    const id = `org_${++this.#tenants}`;
    const plan = `plan_${id}`;
    await this.pool.query(
      `insert into organization (id, kind, name, slug, created_at, updated_at) values ($1, 'TEAM', $1, replace($1, '_', '-'), now(), now())`,
      [id],
    );
    await this.pool.query(
      `insert into plan (id, code, version, family, name, status, content_hash, created_at) values ($1, $1, 1, 'faults', 'Faults', 'ACTIVE', '', now())`,
      [plan],
    );
    for (const [i, { meter = "alpha", window = "LIFETIME", amount }] of limits.entries()) {
      await this.pool.query(
        `insert into plan_limit (id, plan_id, meter_slug, "window", unlimited, amount, policy) values ($1, $2, $3, $4::"WindowKind", false, $5, 'HARD_STOP')`,
        [`${plan}_${i}`, plan, meter, window, amount],
      );
      await this.pool.query(
        `insert into usage_fence (organization_id, environment, meter) values ($1, 'PROD', $2) on conflict do nothing`,
        [id, meter],
      );
    }
    await this.pool.query(
      `insert into subscription (id, organization_id, plan_id, status, source, interval, anchor_at, current_period_start, current_period_end, created_at, updated_at)
       values ('subn_' || $1, $1, $2, 'ACTIVE', 'INTERNAL', 'MONTH', business_now() - interval '3 days', business_now() - interval '3 days', business_now() + interval '27 days', business_now(), business_now())`,
      [id, plan],
    );
    return id;
  }

  /** Takes a key without committing: whoever wants to write that key waits, with its fences locked, until `release`. */
  async holdKey(organization, key) {
    const client = new pg.Client({ connectionString: this.superUrl, application_name: "fault-round" });
    await client.connect();
    await client.query("begin");
    await client.query(
      `insert into usage_key (organization_id, environment, key, fingerprint, fence_id, epoch, reservation, event_id, result) values ($1, 'PROD', $2, '', 0, 0, 0, gen_random_uuid(), '')`,
      [organization, key],
    );
    this.#held.add(client);
    return client;
  }

  async release(client) {
    if (!this.#held.delete(client)) return;
    await client.query("rollback").catch(() => {});
    await client.end();
  }

  /** Resolves when this many of the application's statements wait for a key that is held. */
  async waitUntilStuck(count) {
    for (let i = 0; i < 400; i++) {
      const [row] = await this.rows(
        `select count(*)::int as n from pg_stat_activity where datname = current_database() and application_name = 'weir-faults' and wait_event_type = 'Lock' and wait_event = 'transactionid'`,
      );
      if (row.n >= count) return;
      await pause(5);
    }
    throw new Error(`no ${count} statements got stuck at a held key`);
  }

  /** Ends every connection of the application, or those of that name. */
  async cutConnections(name = null) {
    await this.rows(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename = 'weir_app' and ($1::text is null or application_name = $1)`,
      [name],
    );
  }

  /** kill -9 of one of the application's server processes, which Postgres answers with a recovery. */
  async crashPostgres() {
    const [victim] = await this.rows(
      `select pid from pg_stat_activity where datname = current_database() and usename = 'weir_app' limit 1`,
    ).catch(() => []);
    if (victim) process.kill(victim.pid, "SIGKILL");
  }

  async untilPostgresAnswers() {
    for (let i = 0; i < 400; i++) {
      if ((await this.rows(`select 1 as one`).catch(() => [])).length === 1) return;
      await pause(25);
    }
    throw new Error("Postgres did not come back");
  }

  async close() {
    for (const client of this.#held) await this.release(client);
    await this.killApis();
    await this.redis.kill();
    await this.pool.end();
  }
}
