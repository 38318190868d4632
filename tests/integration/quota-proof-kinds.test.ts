import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { removeSpendLimit, setSpendLimit } from "@/lib/billing";
import { SYSTEM, type Ctx } from "@/lib/context";
import { addMonths, DAY, HOUR, utcDay, utcMonth } from "@/lib/kernel/time";
import { aggregateUsage, usageAggregates } from "@/lib/metering";
import {
  archiveUsageLog,
  checkQuota,
  closeDueWindows,
  explainQuota,
  holdQuota,
  measureDrift,
  proveQuota,
  readDrifts,
  reconcileQuota,
  releaseHold,
  settleHold,
  sweepQuota,
  type Identity,
  type Proof,
} from "@/lib/quota";
import { testDatabase, type TestDatabase } from "../support/database";
import { ask, layTenant, startNode, use, type LimitRow, type Node } from "../support/quota";

/** What the proof knows of everything but plain sums: ceilings, holds, gauges, and months that have left the log. */

let database: TestDatabase;
let node: Node;

beforeAll(async () => {
  database = testDatabase();
  node = await startNode(database, { sweeper: false });
});
afterAll(() => node?.close());

const as = (organization: string | null): Ctx =>
  ({
    quota: node.quota,
    db: node.db,
    pool: node.quota.engine.pool,
    actor: SYSTEM,
    organization,
    requestId: "req_test",
  }) as unknown as Ctx;

async function proofOf(id: string): Promise<Proof> {
  const [proof, ...more] = await proveQuota(node, id, { patienceMs: 300 });
  if (!proof || more.length > 0) throw new Error("one meter was expected");
  return proof;
}
const failing = (proof: Proof): Identity["name"][] =>
  proof.identities.filter((identity) => identity.state === "FAILS").map((identity) => identity.name);
const named = (proof: Proof, name: Identity["name"]): Identity[] => proof.identities.filter((i) => i.name === name);
const lines = (proof: Proof, name: Identity["name"]): string[] => named(proof, name).map((i) => i.identity);
const fenceIn = (id: string): string => `(select id from usage_fence where organization_id = '${id}')`;

/** An event past everything that guards the log, as a copy of the newest one. */
const smuggle = (id: string, units: number, epoch = "epoch"): Promise<unknown> =>
  ask(
    database,
    `with e as (
       insert into usage_event (fence_id, counted_at, id, key, units, epoch, reservation, occurred_at, recorded_at, source)
       select fence_id, counted_at, gen_random_uuid(), 'smuggled-' || gen_random_uuid(), $1::bigint, ${epoch}, reservation + 1000, occurred_at, recorded_at, source
       from usage_event where fence_id = ${fenceIn(id)} order by seq desc limit 1 returning *)
     insert into usage_key (organization_id, environment, key, fingerprint, fence_id, epoch, reservation, event_id, result)
     select f.organization_id, f.environment, e.key, repeat('0', 64), f.id, e.epoch, e.reservation, e.id, '{}' from e join usage_fence f on f.id = e.fence_id`,
    [units],
  );
const admitted = async (call: ReturnType<typeof checkQuota>): Promise<Record<string, unknown>> => {
  const outcome = await call;
  if (!outcome.admitted) throw new Error(outcome.refusal.message);
  return (JSON.parse(outcome.body) as { data: Record<string, unknown> }).data;
};

describe("under a spend limit", () => {
  it("the ceiling is what stops, in Redis and in the log, each ceiling for its time", async () => {
    const id = "og_ceiling";
    await layTenant(database, id, [
      { window: "MONTH", amount: 10, policy: "METERED", overage: { amount: 300, per: 5 } },
    ]);
    await setSpendLimit(as(id), "api_calls", { amount: 600n, currency: "usd" });
    for (let i = 0; i < 4; i++) await admitted(checkQuota(node, use(id, `k${i}`, 5)));
    expect(await checkQuota(node, use(id, "over"))).toMatchObject({ refusal: { code: "SPEND_LIMIT_EXCEEDED" } });
    const stopped = await explainQuota(node, id, "PROD", "api_calls");
    expect(stopped.decision).toEqual({ admitted: false, code: "SPEND_LIMIT_EXCEEDED", window: "MONTH" });
    expect(stopped.lastRefusal).toMatchObject({ code: "SPEND_LIMIT_EXCEEDED", key: "over", units: 1 });

    const proof = await proofOf(id);
    expect(failing(proof)).toEqual([]);
    expect(lines(proof, "COUNTER_LIMIT")).toEqual(["limit in Redis 20 = limit in Postgres 20"]);
    expect(lines(proof, "LIMIT")).toEqual([
      expect.stringMatching(/^since generation \d+: log 20 ≤ ceiling of the spend limit 20$/),
    ]);
    await removeSpendLimit(as(id), "api_calls");
    await admitted(checkQuota(node, use(id, "free", 40)));
    expect(failing(await proofOf(id))).toEqual([]);
    // Under the first ceiling there was no room for this one.
    await smuggle(id, 3, `(select epoch from usage_event where fence_id = ${fenceIn(id)} and key = 'k0')`);
    expect(named(await proofOf(id), "LIMIT")).toMatchObject([{ state: "FAILS" }]);
  });
});

describe("with holds", () => {
  it("open, settled and released ones are all accounted for", async () => {
    const id = "og_holds";
    await layTenant(database, id, [{ window: "DAY", amount: 100 }]);
    const facts = use(id, "").facts;
    const tenant = { organizationId: id, environment: "PROD" } as const;
    const hold = async (key: string, units: number): Promise<string> =>
      String(
        (await admitted(holdQuota(node, { ...tenant, meter: "api_calls", units, key, expiresInSeconds: 600, facts })))
          .id,
      );
    const [one, two, three] = [await hold("one", 30), await hold("two", 20), await hold("three", 10)];
    const nothing = Object.fromEntries(Object.keys(facts).map((name) => [name, null])) as never;
    await admitted(settleHold(node, { ...tenant, hold: one, units: 12, key: null, occurredAt: null, facts: nothing }));
    await admitted(
      settleHold(node, { ...tenant, hold: two, units: 25, key: "with-its-own", occurredAt: null, facts: nothing }),
    );
    const proof = await proofOf(id);
    expect(failing(proof)).toEqual([]);
    expect(lines(proof, "COUNTER")).toEqual(["used 47 − pending 0 = log 37 + holds 10"]);
    expect(lines(proof, "KEYS")).toEqual(["keys 5 = events 2 + holds made 3 + releases 0"]);
    expect(lines(proof, "SETTLEMENTS")).toEqual(["of 2 settled holds and the events that settle them, not matched: 0"]);
    await admitted(releaseHold(node, { ...tenant, hold: three }));
    expect(lines(await proofOf(id), "KEYS")).toEqual(["keys 6 = events 2 + holds made 3 + releases 1"]);

    await ask(
      database,
      `set session_replication_role = replica; update usage_hold set settled_units = 13 where fence_id = ${fenceIn(id)} and settled_units = 12`,
    );
    expect(failing(await proofOf(id))).toEqual(["SETTLEMENTS"]);
  });
});

describe("of a gauge", () => {
  const gauge = async (id: string, limit: LimitRow, values: readonly number[]): Promise<void> => {
    await layTenant(database, id, [limit]);
    const meter = limit.meter ?? "";
    for (const [i, units] of values.entries()) await admitted(checkQuota(node, use(id, `v${i}`, units, { meter })));
  };
  const LEVEL: LimitRow = { meter: "level", window: "LIFETIME", aggregation: "LATEST", amount: 10 };
  const PEAK: LimitRow = { meter: "peak", window: "MONTH", aggregation: "MAX", amount: 10 };

  it("the level is the newest value, and what rose above the limit is named", async () => {
    await gauge("og_level", LEVEL, [9, 4, 7]);
    await reconcileQuota(node, "og_level");
    const proof = await proofOf("og_level");
    expect(failing(proof)).toEqual([]);
    expect(lines(proof, "COUNTER")).toEqual(["used 7 − pending 0 = level 7 + holds 0"]);
    expect(lines(proof, "CHECKPOINT")).toEqual(["3 events end at the level 7 = 7, the newer of checkpoint and rest"]);
    expect(lines(proof, "LIMIT")[0]).toMatch(/of 3 values up to 9, raised above limit 10: 0$/);
    // 12 rises above 10. The 11 after it would be a fall, and may be.
    await smuggle("og_level", 12);
    await smuggle("og_level", 11, "epoch");
    const broken = await proofOf("og_level");
    expect(failing(broken)).toEqual(expect.arrayContaining(["COUNTER", "LIMIT"]));
    expect(lines(broken, "LIMIT")[0]).toMatch(/of 5 values up to 12, raised above limit 10: 1$/);
  });

  it("the peak is the highest of the window, and a forged checkpoint is named", async () => {
    await gauge("og_peak", PEAK, [3, 8, 5]);
    await reconcileQuota(node, "og_peak");
    const proof = await proofOf("og_peak");
    expect(failing(proof)).toEqual([]);
    expect(lines(proof, "CHECKPOINT")).toEqual(["3 events have the peak 8 = the higher of checkpoint 8 and rest 0"]);
    expect(lines(proof, "COUNTER")).toEqual(["used 8 − pending 0 = peak 8 + holds 0"]);
    await ask(database, `update usage_window set checkpoint_units = 9 where fence_id = ${fenceIn("og_peak")}`);
    expect(named(await proofOf("og_peak"), "CHECKPOINT")).toMatchObject([
      { state: "FAILS", because: "the checkpoint says 9 where the events up to it come to 8" },
    ]);
  });

  it("a value that was reported since is no drift, and Redis that says otherwise is", async () => {
    await gauge("og_fine", { ...LEVEL }, [5, 2]);
    await reconcileQuota(node, "og_fine");
    const drifts = async (): Promise<unknown[]> => {
      await measureDrift({ ...node, env: { QUOTA_DRIFT_ALARM_PERCENT: 0.5 } } as never, 0);
      return (await readDrifts(node, { organizationId: "og_fine" })).map((d) => [d.counted, d.logged]);
    };
    expect(await drifts()).toEqual([]);
    await admitted(checkQuota(node, use("og_fine", "later", 6, { meter: "level" })));
    expect(await drifts()).toEqual([]);
    await reconcileQuota(node, "og_fine");
    const [fence] = await ask<{ id: string }>(database, `select ${fenceIn("og_fine")} as id`);
    await node.redis.run(
      { name: "weirTestMove", source: "return redis.call('HINCRBY', KEYS[1], '1:u', 3)" },
      [`q:{og_fine}:${fence?.id}`],
      [],
    );
    expect(await drifts()).toEqual([[9, 6]]);
  });
});

describe("of months that have left the log", () => {
  it("the proof adds what is left of them, and so do the aggregates that were never made", async () => {
    const id = "og_past";
    await layTenant(database, id, [
      { window: "LIFETIME", amount: 30 },
      { window: "MONTH", amount: 25 },
      { window: "BILLING_PERIOD", amount: 25 },
    ]);
    await ask(
      database,
      `update subscription set anchor_at = business_now(), current_period_start = business_now() where organization_id = '${id}'`,
    );
    await layTenant(database, "og_past_level", [
      { meter: "level", window: "LIFETIME", aggregation: "LATEST", amount: 9 },
    ]);
    await layTenant(database, "og_past_peak", [{ meter: "peak", window: "MONTH", aggregation: "MAX", amount: 9 }]);
    const began = node.quota.engine.clock.now();
    for (let i = 0; i < 4; i++) await admitted(checkQuota(node, use(id, `old-${i}`, 5)));
    for (const units of [8, 3]) {
      await admitted(checkQuota(node, use("og_past_level", `old-${units}`, units, { meter: "level" })));
      await admitted(checkQuota(node, use("og_past_peak", `old-${units}`, units, { meter: "peak" })));
    }
    await ask(database, `update business_clock set shift_ms = shift_ms + $1::bigint`, [106 * DAY]);
    await ask(database, `select ensure_usage_partitions(business_now(), 1, 4)`);
    await sweepQuota(node);
    for (const each of [id, "og_past_level", "og_past_peak"]) await reconcileQuota(node, each);
    while ((await closeDueWindows(node)) > 0) await sweepQuota(node);
    for (const organization of ["og_ceiling", "og_holds", "og_level", "og_peak", "og_fine"])
      await reconcileQuota(node, organization);
    await admitted(checkQuota(node, use(id, "new", 6)));

    const archived = await archiveUsageLog(as(null), 2);
    expect(archived.map((m) => m.outcome)).toContain("archived");
    const proof = await proofOf(id);
    expect(failing(proof)).toEqual([]);
    expect(lines(proof, "KEYS")).toEqual(["keys 5 = events 1 + archived 4 + holds made 0 + releases 0"]);
    const lifetime = named(proof, "CHECKPOINT").find((i) => i.window?.kind === "LIFETIME");
    expect(lifetime?.identity).toMatch(/^5 events \(4 of them archived\) sum to 26 = checkpoint/);
    expect(named(proof, "LIMIT").find((i) => i.window?.kind === "LIFETIME")).toMatchObject({ state: "HOLDS" });
    // A billing period does not begin at midnight: what lies in its first day is known as a whole alone.
    expect(
      named(proof, "CHECKPOINT")
        .filter((i) => i.state === "NOTED")
        .map((i) => i.window?.kind),
    ).toEqual(["BILLING_PERIOD"]);
    for (const each of ["og_past_level", "og_past_peak"]) expect(failing(await proofOf(each))).toEqual([]);
    await ask(
      database,
      `update usage_window set checkpoint_units = checkpoint_units + 1 where fence_id = ${fenceIn(id)} and kind = 'LIFETIME'`,
    );
    expect(failing(await proofOf(id))).toEqual(["CHECKPOINT"]);

    // The nights were missed until now: the first row of the past is made of what the archive has kept.
    // A day is summed an hour after its end, when nothing that is on time can still come.
    const today = utcDay(node.quota.engine.clock.now() - HOUR).start;
    for (let before: number | null = null; before === null || before < today;)
      before = (await aggregateUsage(node, before)).summedBefore ?? today;
    const ofKind = async (organization: string, what: "windows" | "days", kind: string): Promise<unknown[]> =>
      (await usageAggregates(as(organization), "PROD", what))
        .filter((a) => a.kind === kind && a.startsAt < addMonths(utcMonth(began).start, 1))
        .map((a) => [a.units, a.events]);
    expect(await ofKind(id, "days", "UTC_DAY")).toEqual([[20, 4]]);
    expect(await ofKind(id, "windows", "MONTH")).toEqual([[20, 4]]);
    expect(await ofKind("og_past_peak", "windows", "MONTH")).toEqual([[8, 2]]);
    expect(await ofKind("og_past_level", "windows", "LIFETIME")).toEqual([[3, 2]]);
    expect((await usageAggregates(as(id), "PROD", "windows")).find((a) => a.kind === "LIFETIME")?.units).toBe(26);
  });
});
