import { Redis as Client } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { metrics } from "@/lib/http";
import { measureDrift, readDrifts, readDriftStanding, checkQuota, type DriftRound } from "@/lib/quota";
import { runJob } from "@/workers/run-job";
import { TIMETABLE } from "@/workers/timetable";
import { testDatabase, type TestDatabase } from "../support/database";
import { ask, layTenant, use } from "../support/quota";
import { startWorld, type TestWorld } from "../support/world";

const TOKEN = "a token of the metrics";
let database: TestDatabase;
let weir: TestWorld;
let redis: Client;

beforeAll(async () => {
  database = testDatabase();
  weir = await startWorld({ METRICS_TOKEN: TOKEN });
  redis = new Client(database.redisUrl);
});
afterAll(async () => {
  redis?.disconnect();
  await weir?.close();
});

async function counterKey(id: string): Promise<string> {
  const [row] = await ask<{ fence: string }>(
    database,
    `select id as fence from usage_fence where organization_id = $1`,
    [id],
  );
  return `q:{${id}}:${row?.fence}`;
}

async function gauges(): Promise<Record<string, number>> {
  const answer = await metrics(
    new Request("http://weir.test/metrics", { headers: { authorization: `Bearer ${TOKEN}` } }),
  );
  const text = await answer.text();
  const value = (name: string): number => Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1]);
  return { units: value("weir_quota_drift_units"), ratio: value("weir_quota_drift_ratio") };
}

async function usedTenant(id: string): Promise<string> {
  await layTenant(database, id, [
    { window: "DAY", amount: 1_000 },
    { window: "MONTH", amount: 1_000 },
  ]);
  for (let i = 0; i < 4; i++) await checkQuota(weir.world, use(id, `${id}-${i}`, 25));
  await redisIsStill(id);
  return id;
}

async function redisIsStill(id: string): Promise<void> {
  const key = await counterKey(id);
  for (let i = 0; i < 200 && (await redis.hget(key, "1:p")) !== "0"; i++)
    await new Promise((resolve) => setTimeout(resolve, 10));
}

const epochOf = async (id: string): Promise<number> =>
  Number(
    (await ask<{ epoch: string }>(database, `select epoch from usage_fence where organization_id = $1`, [id]))[0]
      ?.epoch,
  );

describe("comparing counters with the log", () => {
  it("leaves alone what agrees", async () => {
    const id = await usedTenant("og_agrees");
    const epoch = await epochOf(id);
    expect(await measureDrift(weir.world, 0)).toMatchObject({ compared: 1, busy: 0, drifted: 0, reached: 0 });
    expect(await epochOf(id)).toBe(epoch);
    expect(await readDrifts(weir.world)).toEqual([]);
    expect(await gauges()).toEqual({ units: 0, ratio: 0 });
  });

  it("writes a difference down, repairs it, and shows it to whoever watches", async () => {
    const id = await usedTenant("og_drifted");
    const key = await counterKey(id);
    const epoch = await epochOf(id);
    await redis.hincrby(key, "1:u", -3);
    const job = TIMETABLE.find((each) => each.name === "compare-counters");
    if (!job) throw new Error("the job is not in the timetable");
    expect(await runJob(weir.world, job, "test")).toMatch(
      /^1 agreed, 0 busy, 1 drifted and repaired; next after fence 0$/,
    );

    const [found, ...more] = await readDrifts(weir.world, { organizationId: id });
    expect(more).toEqual([]);
    expect(found).toMatchObject({
      organizationId: id,
      meter: "api_calls",
      epoch,
      counted: 97,
      logged: 100,
      held: 0,
      drift: -3,
      ratio: 0.03,
    });
    expect(found?.repairedAt).not.toBeNull();
    expect(await redis.hget(key, "1:u")).toBe("100");
    expect(await epochOf(id)).toBe(epoch + 1);
    expect(await gauges()).toEqual({ units: 3, ratio: 0.03 });
    expect(await measureDrift(weir.world, 0)).toMatchObject({ drifted: 0 });
    expect(await readDrifts(weir.world)).toHaveLength(1);
  });

  it("ends what a process that died has left unrepaired", async () => {
    const id = await usedTenant("og_unfinished");
    const epoch = await epochOf(id);
    await ask(
      database,
      `insert into quota_drift (fence_id, kind, starts_at, epoch, counted_units, logged_units, held_units, drift_units, found_at)
       select id, 'DAY', now(), epoch, 1, 0, 0, 1, business_now() from usage_fence where organization_id = $1`,
      [id],
    );
    expect(await readDriftStanding(weir.world)).toMatchObject({ openFences: 1 });
    await measureDrift(weir.world, 0);
    expect(await readDriftStanding(weir.world)).toMatchObject({ openFences: 0 });
    expect(await epochOf(id)).toBe(epoch + 1);
  });

  it("keeps what it found as it found it", async () => {
    await expect(
      weir.world.pool.query(`update quota_drift set drift_units = 1, counted_units = 1 returning id`),
    ).rejects.toThrow(/permission denied/);
    await expect(weir.world.pool.query(`delete from quota_drift returning id`)).rejects.toThrow(/permission denied/);
  });

  it("says nothing of a meter with calls in flight, nor of one without a counter", async () => {
    const id = await usedTenant("og_inflight");
    await weir.world.quota.stop();
    const key = await counterKey(id);
    await redis.hincrby(key, "1:p", 1);
    await redis.hincrby(key, "1:u", 1);
    const round: DriftRound = await measureDrift(weir.world, 0);
    expect(round).toMatchObject({ busy: 1, drifted: 0 });
    await redis.flushall();
    expect(await measureDrift(weir.world, 0)).toMatchObject({ compared: 0, busy: 0, drifted: 0 });
  });
});
