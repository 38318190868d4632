import { Redis as Client } from "ioredis";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { inTransaction, sqlOf } from "@/lib/platform/db";
import {
  checkQuota,
  explainQuota,
  peekQuota,
  readStanding,
  reconcileQuota,
  sweepQuota,
  voidGenerations,
  type Outcome,
} from "@/lib/quota";
import { testDatabase, type TestDatabase } from "../support/database";
import { ask, layTenant, logged, startNode, use, type Node } from "../support/quota";

let database: TestDatabase;
let a: Node;
let b: Node;
let redis: Client;

const codes = (outcomes: readonly Outcome[]): Record<string, number> => {
  const out: Record<string, number> = {};
  for (const o of outcomes) {
    const name = o.admitted ? (o.replayed ? "replayed" : "admitted") : o.refusal.code;
    out[name] = (out[name] ?? 0) + 1;
  }
  return out;
};
/** How many statements of the application wait for a lock of somebody else. */
const waitingForLocks = async (): Promise<number> => {
  const [row] = await ask<{ n: number }>(
    database,
    `select count(*)::int as n from pg_stat_activity where datname = current_database() and usename = 'weir_app' and wait_event_type = 'Lock'`,
  );
  return row?.n ?? 0;
};
const body = (o: Outcome): Record<string, unknown> =>
  o.admitted ? (JSON.parse(o.body) as { data: Record<string, unknown> }).data : {};

beforeAll(async () => {
  database = testDatabase();
  a = await startNode(database);
  b = await startNode(database);
  redis = new Client(database.redisUrl);
});
afterAll(async () => {
  redis?.disconnect();
  await Promise.all([a?.close(), b?.close()]);
});

describe("the hard stop", () => {
  it("admits exactly the allowance to 200 callers at once over two nodes, each admission one row", async () => {
    await layTenant(database, "og_exact", [{ window: "DAY", amount: 100 }]);
    const outcomes = await Promise.all(
      Array.from({ length: 200 }, (_, i) => checkQuota(i % 2 ? a : b, use("og_exact", `k${i}`))),
    );
    expect(codes(outcomes)).toEqual({ admitted: 100, LIMIT_EXCEEDED: 100 });
    expect(await logged(database, "og_exact")).toBe(100);
  });

  it("holds the tightest of several windows", async () => {
    await layTenant(database, "og_many", [
      { window: "DAY", amount: 50 },
      { window: "MONTH", amount: 30 },
      { window: "BILLING_PERIOD", amount: 40 },
      { window: "LIFETIME", amount: 60 },
    ]);
    const outcomes = await Promise.all(Array.from({ length: 80 }, (_, i) => checkQuota(a, use("og_many", `k${i}`))));
    expect(codes(outcomes)).toEqual({ admitted: 30, LIMIT_EXCEEDED: 50 });
    const refusal = outcomes.find((o) => !o.admitted);
    expect(refusal && !refusal.admitted ? refusal.refusal.details : {}).toMatchObject({
      meter: "api_calls",
      window: "MONTH",
      limit: 30,
      current: 30,
      remaining: 0,
    });
  });

  it("counts units and not calls, and leaves the rest usable", async () => {
    await layTenant(database, "og_units", [{ window: "DAY", amount: 10 }]);
    expect(codes([await checkQuota(a, use("og_units", "1", 7))])).toEqual({ admitted: 1 });
    expect(codes([await checkQuota(a, use("og_units", "2", 4))])).toEqual({ LIMIT_EXCEEDED: 1 });
    const third = await checkQuota(a, use("og_units", "3", 3));
    expect(body(third)).toMatchObject({ used: 10, limit: 10, remaining: 0, window: "DAY", overage: 0 });
    expect(await logged(database, "og_units")).toBe(10);
  });

  it("admits beyond a metered allowance and says so", async () => {
    await layTenant(database, "og_metered", [{ window: "BILLING_PERIOD", amount: 5, policy: "METERED" }]);
    const outcomes = [];
    for (let i = 0; i < 7; i++) outcomes.push(await checkQuota(a, use("og_metered", `k${i}`)));
    expect(outcomes.map((o) => body(o).overage)).toEqual([0, 0, 0, 0, 0, 1, 2]);
  });

  it("refuses a meter that the plan does not name, and admits without end what is written unlimited", async () => {
    await layTenant(database, "og_names", [{ meter: "ai_tokens", window: "MONTH", amount: null }]);
    expect(codes([await checkQuota(a, use("og_names", "1"))])).toEqual({ METER_NOT_IN_PLAN: 1 });
    expect(codes([await checkQuota(a, use("og_names", "2", 1_000_000_000, { meter: "ai_tokens" }))])).toEqual({
      admitted: 1,
    });
  });

  it("refuses an organization without a subscription", async () => {
    await layTenant(database, "og_bare", [{ window: "DAY", amount: 10 }]);
    await ask(
      database,
      `update subscription set status = 'CANCELED', ended_at = business_now() where organization_id = 'og_bare'`,
    );
    expect(codes([await checkQuota(a, use("og_bare", "1"))])).toEqual({ SUBSCRIPTION_MISSING: 1 });
    expect(await logged(database, "og_bare")).toBe(0);
  });
});

describe("keys", () => {
  it("give the first answer for ever: at the limit, after Redis has lost everything, on another node", async () => {
    await layTenant(database, "og_keys", [{ window: "DAY", amount: 3 }]);
    const first = await checkQuota(a, use("og_keys", "same"));
    await Promise.all([checkQuota(a, use("og_keys", "2")), checkQuota(a, use("og_keys", "3"))]);
    await redis.flushall();
    const again = await checkQuota(b, use("og_keys", "same"));
    expect(again).toEqual({ admitted: true, replayed: true, body: first.admitted ? first.body : "" });
    expect(codes([await checkQuota(b, use("og_keys", "4"))])).toEqual({ LIMIT_EXCEEDED: 1 });
    expect(await logged(database, "og_keys")).toBe(3);
  });

  it("share one result among concurrent equals, and refuse another body", async () => {
    await layTenant(database, "og_equal", [{ window: "DAY", amount: 10 }]);
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, i) => checkQuota(i % 2 ? a : b, use("og_equal", "one"))),
    );
    expect(new Set(outcomes.map((o) => (o.admitted ? o.body : o.refusal.code))).size).toBe(1);
    expect(await logged(database, "og_equal")).toBe(1);
    expect(codes([await checkQuota(a, use("og_equal", "one", 2))])).toEqual({ IDEMPOTENCY_MISMATCH: 1 });
  });

  it("are not used up by a denial", async () => {
    await layTenant(database, "og_denied", [{ window: "DAY", amount: 1 }]);
    await checkQuota(a, use("og_denied", "1"));
    expect(codes([await checkQuota(a, use("og_denied", "2"))])).toEqual({ LIMIT_EXCEEDED: 1 });
    await a.changeAllowance(
      "og_denied",
      (tx) =>
        tx.$executeRaw`insert into entitlement_override (id, organization_id, meter_slug, "window", amount, reason, author, created_at) values ('ovr_d', 'og_denied', 'api_calls', 'DAY', 2, 'test', 'test', business_now())`,
    );
    expect(codes([await checkQuota(b, use("og_denied", "2"))])).toEqual({ admitted: 1 });
  });
});

describe("changes of the allowance", () => {
  it("are in force when they return: nobody is refused by the old limit, nobody admitted by it", async () => {
    await layTenant(database, "og_change", [{ window: "DAY", amount: 5 }]);
    const call = (i: number): Promise<Outcome> => checkQuota(i % 2 ? a : b, use("og_change", `k${i}`));
    expect(codes(await Promise.all(Array.from({ length: 8 }, (_, i) => call(i))))).toEqual({
      admitted: 5,
      LIMIT_EXCEEDED: 3,
    });
    const override = (amount: number, id: string) =>
      a.changeAllowance("og_change", async (tx) => {
        await tx.$executeRaw`update entitlement_override set revoked_at = business_now() where organization_id = 'og_change' and revoked_at is null`;
        await tx.$executeRaw`insert into entitlement_override (id, organization_id, meter_slug, "window", amount, reason, author, created_at) values (${id}, 'og_change', 'api_calls', 'DAY', ${amount}, 'test', 'test', business_now())`;
      });
    await override(8, "ovr_up");
    expect(codes(await Promise.all(Array.from({ length: 6 }, (_, i) => call(100 + i))))).toEqual({
      admitted: 3,
      LIMIT_EXCEEDED: 3,
    });
    await override(6, "ovr_down");
    expect(codes(await Promise.all(Array.from({ length: 4 }, (_, i) => call(200 + i))))).toEqual({ LIMIT_EXCEEDED: 4 });
    expect(await logged(database, "og_change")).toBe(8);
  });

  it("that fail change nothing", async () => {
    await layTenant(database, "og_fails", [{ window: "DAY", amount: 1 }]);
    await expect(
      a.changeAllowance("og_fails", async () => {
        throw new Error("no");
      }),
    ).rejects.toThrow("no");
    expect(codes([await checkQuota(a, use("og_fails", "1")), await checkQuota(a, use("og_fails", "2"))])).toEqual({
      admitted: 1,
      LIMIT_EXCEEDED: 1,
    });
  });

  it("of the catalog void also the counter of a meter that is first used while they are being made", async () => {
    await layTenant(database, "og_void", [{ meter: "void_calls", window: "DAY", amount: 10 }]);
    await ask(database, `insert into feature (slug, name) values ('void_feature', 'Void')`);
    const first = await inTransaction(a.db, async (tx) => {
      await voidGenerations(tx);
      const answer = checkQuota(b, use("og_void", "k1", 1, { meter: "void_calls" }));
      let answered = false;
      void answer.finally(() => (answered = true));
      await vi.waitFor(async () => expect(answered || (await waitingForLocks()) > 0).toBe(true), { timeout: 5_000 });
      await sqlOf(tx).query(
        `update meter set feature_slug = 'void_feature' where slug = 'void_calls' returning id::text`,
      );
      return { answer };
    });
    await first.answer;
    expect(codes([await checkQuota(a, use("og_void", "k2", 1, { meter: "void_calls" }))])).toEqual({
      FEATURE_DISABLED: 1,
    });
  });

  it("that time brings are in force at their moment: an override runs out", async () => {
    await layTenant(database, "og_expiry", [{ window: "DAY", amount: 1 }]);
    await a.changeAllowance(
      "og_expiry",
      (tx) =>
        tx.$executeRaw`insert into entitlement_override (id, organization_id, meter_slug, "window", amount, reason, author, created_at, expires_at) values ('ovr_x', 'og_expiry', 'api_calls', 'DAY', 100, 'test', 'test', business_now(), business_now() + interval '1 second')`,
    );
    expect(codes(await Promise.all([1, 2, 3].map((i) => checkQuota(a, use("og_expiry", `k${i}`)))))).toEqual({
      admitted: 3,
    });
    await new Promise((r) => setTimeout(r, 1_050));
    expect(codes(await Promise.all([4, 5].map((i) => checkQuota(b, use("og_expiry", `k${i}`)))))).toEqual({
      LIMIT_EXCEEDED: 2,
    });
  });
});

describe("repair", () => {
  it("makes the counter from the log after FLUSHALL under load", async () => {
    await layTenant(database, "og_flush", [{ window: "DAY", amount: 150 }]);
    const outcomes: Promise<Outcome>[] = [];
    for (let i = 0; i < 300; i++) {
      outcomes.push(checkQuota(i % 2 ? a : b, use("og_flush", `k${i}`)));
      if (i % 30 === 0) await redis.flushall();
    }
    const done = await Promise.all(outcomes);
    expect(codes(done).admitted).toBe(await logged(database, "og_flush"));
    for (let i = 300; (await logged(database, "og_flush")) < 150 && i < 500; i++)
      await checkQuota(a, use("og_flush", `k${i}`));
    expect(await logged(database, "og_flush")).toBe(150);
    expect(codes([await checkQuota(b, use("og_flush", "over"))])).toEqual({ LIMIT_EXCEEDED: 1 });
  });

  it("leaves no drift after a sweep", async () => {
    await sweepQuota(a);
    const explanation = await explainQuota(a, "og_flush", "PROD", "api_calls");
    expect(explanation.windows).toMatchObject([{ window: "DAY", logged: 150, drift: 0 }]);
    expect(await reconcileQuota(a, "og_flush")).toEqual(["PROD api_calls"]);
    expect((await explainQuota(a, "og_flush", "PROD", "api_calls")).windows).toMatchObject([{ logged: 150, drift: 0 }]);
  });
});

describe("without Redis", () => {
  it("stays exact, through Postgres alone", async () => {
    const alone = await startNode(database, { redisUrl: "redis://127.0.0.1:1", sweeper: true });
    try {
      await layTenant(database, "og_alone", [{ window: "DAY", amount: 20 }]);
      const outcomes = await Promise.all(
        Array.from({ length: 40 }, (_, i) => checkQuota(i % 2 ? alone : a, use("og_alone", `k${i}`))),
      );
      const seen = codes(outcomes);
      expect(seen.admitted).toBe(await logged(database, "og_alone"));
      for (let i = 40; i < 60; i++) await checkQuota(alone, use("og_alone", `k${i}`));
      expect(await logged(database, "og_alone")).toBe(20);
    } finally {
      await alone.close();
    }
  });
});

describe("reading", () => {
  it("peeks without counting", async () => {
    await layTenant(database, "og_peek", [{ window: "DAY", amount: 2 }]);
    const look = (units: number) =>
      peekQuota(a, { organizationId: "og_peek", environment: "PROD", meter: "api_calls", units });
    expect(await look(2)).toMatchObject({ allowed: true, current: 0, limit: 2, remaining: 2 });
    await checkQuota(a, use("og_peek", "1"));
    expect(await look(2)).toMatchObject({ allowed: false, reason: "LIMIT_EXCEEDED", current: 1, remaining: 1 });
    expect(await logged(database, "og_peek")).toBe(1);
  });

  it("tells where every limit stands", async () => {
    const standing = await readStanding(a, "og_many", "PROD");
    expect(standing.limits.map((l) => [l.window, l.limit, l.used, l.remaining])).toEqual([
      ["DAY", 50, 30, 20],
      ["MONTH", 30, 30, 0],
      ["BILLING_PERIOD", 40, 30, 10],
      ["LIFETIME", 60, 30, 30],
    ]);
  });

  it("keeps environments apart", async () => {
    await layTenant(database, "og_env", [{ window: "DAY", amount: 1 }]);
    expect(
      codes([
        await checkQuota(a, use("og_env", "1")),
        await checkQuota(a, use("og_env", "1", 1, { environment: "DEV" })),
      ]),
    ).toEqual({ admitted: 2 });
  });
});

describe("windows that are over", () => {
  it("close also when their kind is no longer in force, and the job does not find them for ever", async () => {
    await layTenant(database, "og_over", [{ window: "DAY", amount: 10 }]);
    await checkQuota(a, use("og_over", "1"));
    await ask(
      database,
      `insert into plan_limit (id, plan_id, meter_slug, "window", unlimited, amount, policy) values ('lim_over', 'plan_og_over', 'api_calls', 'MONTH', false, 50, 'HARD_STOP')`,
    );
    await a.changeAllowance(
      "og_over",
      (tx) => tx.$executeRaw`delete from plan_limit where plan_id = 'plan_og_over' and "window" = 'DAY'`,
    );
    await ask(
      database,
      `update usage_window set starts_at = starts_at - interval '3 days', ends_at = ends_at - interval '3 days' where kind = 'DAY' and fence_id = (select id from usage_fence where organization_id = 'og_over')`,
    );
    // The generation was made before the window was moved; the next one sees that it is over.
    await a.changeAllowance("og_over", () => Promise.resolve());
    const [row] = await ask<{ status: string }>(
      database,
      `select w.status from usage_window w join usage_fence f on f.id = w.fence_id where f.organization_id = 'og_over' and w.kind = 'DAY'`,
    );
    expect(row?.status).toBe("CLOSED");
    expect(codes([await checkQuota(a, use("og_over", "2"))])).toEqual({ admitted: 1 });
  });
});
