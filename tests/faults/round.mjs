// What one round of faults stands on: the database, Redis, two API processes, and the tenants that are laid for a case.
import path from "node:path";
import pg from "pg";
import { startPostgres } from "../../scripts/embedded/postgres.mjs";
import { endProcess, processBirth } from "../../scripts/embedded/processes.mjs";
import { cloneDatabase, connectionString } from "../../scripts/test/servers.mjs";
import { Api, pause } from "./processes.mjs";
import { RealRedis } from "./redis.mjs";

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
  #plans = 0;
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
    ground.servers = servers;
    ground.register = register;
    ground.engine = engine;
    ground.redis = new RealRedis(engine, path.join(home, `redis-${database}`), register);
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

  /** Runs `work` with these processes in the place of the usual ones. */
  async withApis(apis, work) {
    const usual = this.apis;
    this.apis = apis;
    try {
      return await work();
    } finally {
      await this.killApis();
      this.apis = usual;
    }
  }

  /** A second Redis, with nothing in it. The caller kills it. */
  async secondRedis() {
    const second = new RealRedis(this.engine, path.join(this.home, "redis-second"), this.register, "redis-second");
    await second.start();
    return second;
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

  /** A plan with these limits: [{ meter, window, amount, policy }]. Returns its id. */
  async plan(limits) {
    const plan = `plan_${++this.#plans}`;
    await this.pool.query(
      `insert into plan (id, code, version, family, name, status, content_hash, created_at) values ($1, $1, 1, 'faults', 'Faults', 'ACTIVE', '', now())`,
      [plan],
    );
    for (const [i, { meter = "alpha", window = "LIFETIME", amount, policy = "HARD_STOP" }] of limits.entries()) {
      await this.pool.query(
        `insert into plan_limit (id, plan_id, meter_slug, "window", unlimited, amount, policy) values ($1, $2, $3, $4::"WindowKind", false, $5, $6::"LimitPolicy")`,
        [`${plan}_${i}`, plan, meter, window, amount, policy],
      );
    }
    return plan;
  }

  /** An organization on a plan of its own with these limits; `trialMs`: on trial for so long. Returns its id. */
  async tenant(limits, { trialMs = null } = {}) {
    const id = `org_${++this.#tenants}`;
    const plan = await this.plan(limits);
    await this.pool.query(
      `insert into organization (id, kind, name, slug, created_at, updated_at) values ($1, 'TEAM', $1, replace($1, '_', '-'), now(), now())`,
      [id],
    );
    for (const { meter = "alpha" } of limits)
      await this.pool.query(
        `insert into usage_fence (organization_id, environment, meter) values ($1, 'PROD', $2) on conflict do nothing`,
        [id, meter],
      );
    await this.pool.query(
      `insert into subscription (id, organization_id, plan_id, status, source, interval, anchor_at, current_period_start, current_period_end, trial_start, trial_end, created_at, updated_at)
       select 'subn_' || $1, $1, $2, (case when $3::int is null then 'ACTIVE' else 'TRIALING' end)::"SubscriptionStatus", 'INTERNAL', 'MONTH', started, started, started + interval '30 days',
              case when $3::int is not null then started end, now + $3::int * interval '1 ms', now, now
       from (select business_now() - interval '3 days' as started, business_now() as now) t`,
      [id, plan, trialMs],
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

  /** Takes the fences of an organization, so that nobody can make a generation of them, until `release`. */
  async holdFence(organization) {
    const client = new pg.Client({ connectionString: this.superUrl, application_name: "fault-round" });
    await client.connect();
    await client.query("begin");
    await client.query(`select id from usage_fence where organization_id = $1 order by id for update`, [organization]);
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

  /** Postgres stops without writing anything more down (an immediate shutdown), and is started again. */
  async restartPostgres() {
    const [{ said }] = await this.rows(`select pg_read_file('postmaster.pid') as said`);
    const pid = Number(said.split("\n")[0]);
    await endProcess({ pid, birth: processBirth(pid) }, { signal: "SIGQUIT", graceMs: 20_000, group: false });
    const started = await startPostgres({
      folder: path.join(this.home, "postgres"),
      password: this.servers.superPassword,
      port: this.servers.postgresPort,
      logFile: path.join(this.home, "postgres.log"),
    });
    this.register.add("postgres", started.record, "SIGINT");
  }

  /** Keeps these tables locked for so long, in another session. */
  async lockTables(tables, mode, ms) {
    const client = new pg.Client({ connectionString: this.superUrl, application_name: "fault-round" });
    client.on("error", () => {});
    await client.connect();
    try {
      await client.query(`begin; lock table ${tables} in ${mode} mode`);
      await pause(ms);
      await client.query("rollback");
    } finally {
      await client.end().catch(() => {});
    }
  }

  /** Lets the application have no more than so many connections (-1: as many as it likes), and cuts those it has. */
  async limitConnections(count) {
    await this.rows(`alter role weir_app connection limit ${count}`);
    await this.cutConnections();
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
