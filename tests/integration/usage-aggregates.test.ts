import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DAY, iso, utcDay, utcMonth } from "@/lib/kernel/time";
import { aggregateUsage, usageAggregates, type UsageAggregate } from "@/lib/metering";
import { businessNow } from "@/lib/platform/clock";
import { checkQuota, closeDueWindows, type UsageRequest } from "@/lib/quota";
import { runJob } from "@/workers/run-job";
import { TIMETABLE } from "@/workers/timetable";
import { testDatabase } from "../support/database";
import { ask, layTenant, use } from "../support/quota";
import { startWorld, type TestWorld } from "../support/world";

const database = testDatabase();
let weir: TestWorld;
beforeAll(async () => {
  weir = await startWorld();
  // The middle of a month, so that a few days forward and back stay in it.
  const now = await businessNow(weir.world.pool);
  const wanted = utcMonth(utcMonth(now).end).start + 14 * DAY + DAY / 2;
  await ask(database, `update business_clock set shift_ms = shift_ms + $1::bigint`, [wanted - now]);
  await businessNow(weir.world.pool).then((at) => weir.world.clock.set(at, performance.now()));
});
afterAll(() => weir?.close());

const travel = async (days: number): Promise<void> => {
  await ask(database, `update business_clock set shift_ms = shift_ms + $1::bigint`, [days * DAY]);
  weir.world.clock.set(await businessNow(weir.world.pool), performance.now());
};
const now = (): Promise<number> => businessNow(weir.world.pool);
const of = (id: string, what: "windows" | "days"): Promise<UsageAggregate[]> =>
  usageAggregates(weir.system(id), "PROD", what);
const calls = async (id: string, key: string, units: number, more: Partial<UsageRequest> = {}): Promise<void> => {
  const outcome = await checkQuota(weir.world, use(id, key, units, more));
  if (!outcome.admitted) throw new Error(outcome.refusal.message);
};
const dayOf = (at: number): string => iso(at).slice(0, 10);

describe("usage aggregates", () => {
  it("say what the log says of each finished day and each window, with overage and peak", async () => {
    const id = "og_sums";
    await layTenant(database, id, [{ window: "MONTH", amount: 10, policy: "METERED" }]);
    await calls(id, "monday", 7);
    await travel(1);
    await calls(id, "tuesday-1", 4);
    await calls(id, "tuesday-2", 5);
    await travel(1);
    await calls(id, "today", 1);
    const today = utcDay(await now()).start;

    expect(await aggregateUsage(weir.world, null)).toEqual({ summedBefore: today, written: 3 });
    expect((await of(id, "days")).map((a) => [dayOf(a.startsAt), a.units, a.events, a.closed])).toEqual([
      [dayOf(today - DAY), 9, 2, false],
      [dayOf(today - 2 * DAY), 7, 1, false],
    ]);
    expect(await of(id, "windows")).toMatchObject([
      {
        kind: "MONTH",
        units: 17,
        events: 4,
        limit: 10,
        policy: "METERED",
        overage: 7,
        peakDay: today - DAY,
        peakUnits: 9,
        closed: false,
      },
    ]);
  });

  it("write the same rows again, nothing while no day has ended, and follow a late event", async () => {
    const id = "og_sums";
    const today = utcDay(await now()).start;
    const before = await of(id, "days");
    expect(await aggregateUsage(weir.world, today)).toEqual({ summedBefore: today, written: 0 });
    expect(await aggregateUsage(weir.world, null)).toEqual({ summedBefore: today, written: 0 });
    expect(await of(id, "days")).toEqual(before);

    await calls(id, "late", 2, { occurredAt: today - 2 * DAY + DAY / 2 });
    await travel(1);
    await aggregateUsage(weir.world, today);
    const days = await of(id, "days");
    expect(days.map((a) => a.units)).toEqual([1, 9, 9]);
  });

  it("are marked closed with their window, and then stay as they are", async () => {
    const id = "og_closing";
    await layTenant(database, id, [
      { window: "DAY", amount: 10 },
      { window: "LIFETIME", amount: 1_000 },
    ]);
    await calls(id, "first", 3);
    await travel(2);
    await calls(id, "second", 4);
    await closeDueWindows(weir.world);
    await aggregateUsage(weir.world, null);
    const windows = await of(id, "windows");
    expect(windows.map((a) => [a.kind, a.units, a.closed])).toEqual([
      ["DAY", 4, false],
      ["DAY", 3, true],
      ["LIFETIME", 7, false],
    ]);
  });

  it("take the largest and the newest value where the meter says so", async () => {
    const id = "og_gauges";
    await layTenant(database, id, [
      { meter: "peak", window: "MONTH", amount: null, aggregation: "MAX" },
      { meter: "level", window: "LIFETIME", amount: null, aggregation: "LATEST" },
    ]);
    for (const [i, units] of [5, 9, 6].entries()) {
      await calls(id, `peak-${i}`, units, { meter: "peak" });
      await calls(id, `level-${i}`, units, { meter: "level" });
    }
    await travel(1);
    await aggregateUsage(weir.world, null);
    const figures = [...(await of(id, "days")), ...(await of(id, "windows"))].map((a) => [a.meter, a.kind, a.units]);
    expect(figures.sort()).toEqual([
      ["level", "LIFETIME", 6],
      ["level", "UTC_DAY", 6],
      ["peak", "MONTH", 9],
      ["peak", "UTC_DAY", 9],
    ]);
  });

  it("are made by the timetable, missed nights in order and a month at a time", async () => {
    const job = TIMETABLE.find((each) => each.name === "aggregate-usage");
    if (!job) throw new Error("the job is not in the timetable");
    const turn = async (): Promise<string | null> => {
      await ask(database, `update job_lease set last_run_at = now() - interval '1 day' where job = 'aggregate-usage'`);
      return runJob(weir.world, job, "test");
    };
    const through = (line: string | null): string => /^through (\S+);/.exec(line ?? "")?.[1] ?? String(line);
    const yesterday = utcDay(await now()).start - DAY;
    expect(through(await turn())).toBe(dayOf(yesterday));
    await travel(40);
    expect(through(await turn())).toBe(dayOf(yesterday + 31 * DAY));
    expect(through(await turn())).toBe(dayOf(yesterday + 40 * DAY));
    expect(await turn()).toBe(`through ${dayOf(yesterday + 40 * DAY)}; 0 rows written`);
  });
});
