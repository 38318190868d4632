import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { uuidv7 } from "@/lib/kernel/ids";
import { checkQuota, closeDueWindows, explainQuota, peekQuota, readStanding, reconcileQuota } from "@/lib/quota";
import type { Outcome } from "@/lib/quota";
import { admit } from "@/lib/quota/admit";
import type { Item } from "@/lib/quota/model";
import { fenceOf } from "@/lib/quota/fences";
import { testDatabase, type TestDatabase } from "../support/database";
import { ask, layTenant, startNode, use, type LimitRow, type Node } from "../support/quota";

const DAY = 86_400_000;
const LEVEL = { meter: "level", window: "LIFETIME", aggregation: "LATEST" } as const;
const PEAK = { meter: "peak", aggregation: "MAX" } as const;

let database: TestDatabase;
let a: Node;
let b: Node;

beforeAll(async () => {
  database = testDatabase();
  a = await startNode(database);
  b = await startNode(database);
});
afterAll(() => Promise.all([a?.close(), b?.close()]));

const code = (o: Outcome): string => (o.admitted ? (o.replayed ? "replayed" : "admitted") : o.refusal.code);
const codes = (outcomes: readonly Outcome[]): Record<string, number> => {
  const out: Record<string, number> = {};
  for (const o of outcomes) out[code(o)] = (out[code(o)] ?? 0) + 1;
  return out;
};
interface Answer {
  readonly used: number;
  readonly countedAt: string;
}
const answer = (o: Outcome): Answer =>
  o.admitted ? (JSON.parse(o.body) as { data: Answer }).data : { used: Number.NaN, countedAt: "" };
const report = (organization: string, meter: string, key: string, units: number, occurredAt: number | null = null) =>
  use(organization, key, units, { meter, occurredAt });
const level = (organization: string, key: string, units: number, occurredAt: number | null = null) =>
  checkQuota(a, report(organization, "level", key, units, occurredAt));
const usedOf = async (node: Node, organization: string): Promise<number[]> =>
  (await readStanding(node, organization, "PROD")).limits.map((l) => l.used);
const limitTo = (organization: string, { meter, window }: Pick<LimitRow, "meter" | "window">, amount: number) =>
  a.changeAllowance(organization, async (tx) => {
    await tx.$executeRaw`update entitlement_override set revoked_at = business_now() where organization_id = ${organization} and meter_slug = ${meter} and "window"::text = ${window}`;
    await tx.$executeRaw`insert into entitlement_override (id, organization_id, meter_slug, "window", amount, reason, author, created_at) values (${`ovr_${uuidv7()}`}, ${organization}, ${meter}, ${window}::"WindowKind", ${amount}, 'test', 'test', business_now())`;
  });

describe("a level", () => {
  it("goes up to its limit and not beyond, and down again", async () => {
    await layTenant(database, "og_level", [{ ...LEVEL, amount: 5 }]);
    expect(answer(await level("og_level", "1", 3)).used).toBe(3);
    expect(answer(await level("og_level", "2", 5)).used).toBe(5);
    const refusal = await level("og_level", "3", 6);
    expect(refusal).toMatchObject({
      refusal: {
        code: "LIMIT_EXCEEDED",
        message:
          "level cannot rise to 6 units: the limit is 5 units, and it stands at 5. Report less, or upgrade the plan.",
        details: { meter: "level", limit: 5, current: 5, remaining: 0, window: "LIFETIME", resetsAt: null },
      },
    });
    expect(await usedOf(b, "og_level")).toEqual([5]);
    expect(answer(await level("og_level", "4", 0)).used).toBe(0);
    expect(await usedOf(b, "og_level")).toEqual([0]);
    // What was refused was never counted, so its key is free.
    await limitTo("og_level", LEVEL, 6);
    expect(answer(await level("og_level", "3", 6)).used).toBe(6);
  });

  it("is seen by every node as soon as it is answered", async () => {
    await layTenant(database, "og_seen", [{ ...LEVEL, amount: 100 }]);
    for (let i = 1; i <= 10; i++) {
      await checkQuota(i % 2 ? a : b, report("og_seen", "level", `k${i}`, 100 - i));
      expect([await usedOf(a, "og_seen"), await usedOf(b, "og_seen")]).toEqual([[100 - i], [100 - i]]);
    }
  });

  it("may fall above a limit that was lowered, and rises no more", async () => {
    await layTenant(database, "og_lowered", [{ ...LEVEL, amount: 10 }]);
    await level("og_lowered", "1", 10);
    await limitTo("og_lowered", LEVEL, 4);
    expect(code(await level("og_lowered", "2", 9))).toBe("admitted");
    expect(code(await level("og_lowered", "3", 9))).toBe("admitted");
    expect(code(await level("og_lowered", "4", 10))).toBe("LIMIT_EXCEEDED");
    expect(code(await level("og_lowered", "5", 4))).toBe("admitted");
    expect(code(await level("og_lowered", "6", 5))).toBe("LIMIT_EXCEEDED");
  });

  it("is not changed by a late value, nor hidden by one that is dated ahead", async () => {
    await layTenant(database, "og_late", [{ ...LEVEL, amount: 10 }]);
    const now = a.quota.engine.clock.now();
    expect(answer(await level("og_late", "ahead", 7, now + 240_000)).used).toBe(7);
    expect(answer(await level("og_late", "next", 6)).used).toBe(6);
    expect(answer(await level("og_late", "late", 99, now - 60_000)).used).toBe(6);
    expect(answer(await level("og_late", "later", 8, now - 30_000)).used).toBe(6);
    expect(await usedOf(b, "og_late")).toEqual([6]);
  });

  it("takes the last of equal moments, also when one transaction decides them all", async () => {
    await layTenant(database, "og_equal", [{ ...LEVEL, amount: 500 }]);
    // Once the fence is known, requests are decided in the order in which they are made.
    await level("og_equal", "first", 500);
    const outcomes = await Promise.all(Array.from({ length: 150 }, (_, i) => level("og_equal", `k${i}`, 150 - i)));
    expect(outcomes.map((o) => answer(o).used)).toEqual(Array.from({ length: 150 }, (_, i) => 150 - i));
    await reconcileQuota(a, "og_equal");
    expect(await usedOf(a, "og_equal")).toEqual([1]);
  });

  it("lets 100 reports over two nodes raise it to the limit and never beyond", async () => {
    await layTenant(database, "og_crowd", [{ ...LEVEL, amount: 50 }]);
    const values = Array.from({ length: 100 }, (_, i) => (i * 37) % 100);
    const outcomes = await Promise.all(
      values.map((units, i) => checkQuota(i % 2 ? a : b, report("og_crowd", "level", `k${i}`, units))),
    );
    for (const [i, o] of outcomes.entries()) {
      const value = values[i] ?? 0;
      expect(code(o)).toBe(value <= 50 ? "admitted" : "LIMIT_EXCEEDED");
      if (o.admitted) expect(answer(o).used).toBe(value);
    }
    const [top] = await ask<{ top: string }>(
      database,
      `select max(units) as top from usage_event e join usage_fence f on f.id = e.fence_id where f.organization_id = 'og_crowd'`,
    );
    expect(Number(top?.top)).toBe(50);
  });

  it("gives a key its first answer for ever, and refuses it another value", async () => {
    await layTenant(database, "og_again", [{ ...LEVEL, amount: 10 }]);
    const first = await level("og_again", "1", 10);
    await level("og_again", "2", 3);
    const again = await level("og_again", "1", 10);
    expect(again).toMatchObject({ admitted: true, replayed: true });
    expect(answer(again)).toEqual(answer(first));
    expect(code(await level("og_again", "1", 9))).toBe("IDEMPOTENCY_MISMATCH");
    expect(await usedOf(a, "og_again")).toEqual([3]);
  });

  it("shares one result among equal requests at once, and one row", async () => {
    await layTenant(database, "og_same", [{ ...LEVEL, amount: 10 }]);
    // Once the fence is known, requests are decided in the order in which they are made.
    await level("og_same", "first", 1);
    const outcomes = await Promise.all([
      ...Array.from({ length: 10 }, () => level("og_same", "one", 4)),
      level("og_same", "one", 5),
    ]);
    expect(codes(outcomes)).toEqual({ admitted: 1, replayed: 9, IDEMPOTENCY_MISMATCH: 1 });
    expect((await explainQuota(a, "og_same", "PROD", "level")).windows).toMatchObject([{ logged: 4, events: 2 }]);
  });

  it("is as exact without Redis", async () => {
    const alone = await startNode(database, { redisUrl: "redis://127.0.0.1:1" });
    try {
      await layTenant(database, "og_alone", [{ ...LEVEL, amount: 5 }]);
      const outcomes = await Promise.all(
        [5, 3, 6, 0, 4].map((units, i) => checkQuota(i % 2 ? alone : a, report("og_alone", "level", `k${i}`, units))),
      );
      expect(codes(outcomes)).toEqual({ admitted: 4, LIMIT_EXCEEDED: 1 });
      expect(await usedOf(alone, "og_alone")).toEqual(await usedOf(a, "og_alone"));
    } finally {
      await alone.close();
    }
  });

  it("is peeked at as it would be reported, and nothing of it can be held", async () => {
    await layTenant(database, "og_peek", [{ ...LEVEL, amount: 5 }]);
    await level("og_peek", "1", 4);
    const peek = (units: number) =>
      peekQuota(a, { organizationId: "og_peek", environment: "PROD", meter: "level", units });
    expect(await peek(5)).toMatchObject({ allowed: true, current: 4, limit: 5, remaining: 1, resetsAt: null });
    expect(await peek(6)).toMatchObject({ allowed: false, reason: "LIMIT_EXCEEDED" });
    await limitTo("og_peek", LEVEL, 2);
    expect(await peek(3)).toMatchObject({ allowed: true, current: 4, limit: 2, remaining: 0 });
    const fence = await fenceOf(a.quota.engine, "og_peek", "PROD", "level");
    const item: Item = {
      ...{ kind: "hold", fence, key: "hold", fingerprint: "0".repeat(64), units: 1, reserve: 1, occurredAt: null },
      ...{ refuse: null, id: uuidv7(), newHold: uuidv7(), holdExpiresAt: a.quota.engine.clock.now() + 60_000 },
      ...{ hold: null, facts: use("", "").facts, answer: () => "{}" },
    };
    const [held] = await admit(a.quota.engine, fence, [item]);
    expect(held).toMatchObject({ admitted: false, refusal: { code: "VALIDATION_ERROR", pointer: "/meter" } });
    expect(await usedOf(a, "og_peek")).toEqual([4]);
  });
});

describe("a sum", () => {
  it("adds at least one unit, in the code and in the database", async () => {
    await layTenant(database, "og_zero", [{ window: "DAY", amount: 5 }]);
    expect(await checkQuota(a, use("og_zero", "none", 0))).toMatchObject({
      refusal: { code: "VALIDATION_ERROR", pointer: "/units" },
    });
    const fence = await fenceOf(a.quota.engine, "og_zero", "PROD", "api_calls");
    await expect(
      ask(
        database,
        `insert into usage_event (id, fence_id, key, units, epoch, reservation, counted_at, occurred_at, recorded_at, source) values (gen_random_uuid(), $1, 'zero', 0, 1, 1, now(), now(), now(), 'test')`,
        [fence.id],
      ),
    ).rejects.toThrow("only on a gauge");
  });
});

describe("the database", () => {
  it("keeps the aggregation of a meter, and refuses limits that a gauge cannot have", async () => {
    await layTenant(database, "og_law", [
      { ...LEVEL, amount: 5 },
      { ...PEAK, window: "DAY", amount: 5 },
    ]);
    const limit = (meter: string, window: string, policy: string): Promise<unknown> =>
      ask(
        database,
        `insert into plan_limit (id, plan_id, meter_slug, "window", unlimited, amount, policy) values ($1, 'plan_og_law', $2, $3::"WindowKind", false, 5, $4::"LimitPolicy")`,
        [uuidv7(), meter, window, policy],
      );
    await expect(ask(database, `update meter set aggregation = 'SUM' where slug = 'level'`)).rejects.toThrow("keeps");
    await expect(limit("level", "MONTH", "HARD_STOP")).rejects.toThrow("lifetime");
    await expect(limit("peak", "MONTH", "METERED")).rejects.toThrow("gauge");
    await expect(limit("peak", "MONTH", "HARD_STOP")).resolves.toBeDefined();
    await expect(limitTo("og_law", { meter: "level", window: "DAY" }, 3)).rejects.toThrow("lifetime");
  });
});

describe("the log of a gauge", () => {
  const step = fc.record({
    units: fc.integer({ min: 0, max: 12 }),
    back: fc.option(fc.integer({ min: -100_000, max: 100_000 }), { freq: 2 }),
    rebuild: fc.boolean(),
    limit: fc.option(fc.integer({ min: 1, max: 12 }), { freq: 6 }),
  });
  interface Taken {
    readonly at: number;
    readonly units: number;
  }
  const levelOf = (log: readonly Taken[]): number => {
    const newest = Math.max(...log.map((e) => e.at));
    return log.filter((e) => e.at === newest).at(-1)?.units ?? 0;
  };
  const peakOf = (log: readonly Taken[]): number => Math.max(0, ...log.map((e) => e.units));

  it.each([
    { name: "level", limits: [{ ...LEVEL, amount: 8 }], contentOf: levelOf },
    {
      name: "peak",
      limits: [
        { ...PEAK, window: "MONTH" as const, amount: 8 },
        { ...PEAK, window: "LIFETIME" as const, amount: 10 },
      ],
      contentOf: peakOf,
    },
  ])(
    "rebuilds a $name after any prefix, with and without checkpoints",
    async ({ name, limits, contentOf }) => {
      let run = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (history) => {
          const organization = `og_log_${name}_${++run}`;
          await layTenant(database, organization, limits);
          const log: Taken[] = [];
          let bound = 8;
          for (const [i, { units, back, rebuild, limit }] of history.entries()) {
            if (limit !== null && name === "level") await limitTo(organization, LEVEL, (bound = limit));
            const now = a.quota.engine.clock.now();
            const occurredAt = back === null ? null : now - back;
            const before = contentOf(log);
            const outcome = await checkQuota(i % 2 ? a : b, report(organization, name, `k${i}`, units, occurredAt));
            if (outcome.admitted) {
              log.push({ at: Date.parse(answer(outcome).countedAt), units });
              expect(answer(outcome).used).toBe(contentOf(log));
              if (contentOf(log) > before) expect(contentOf(log)).toBeLessThanOrEqual(bound);
            } else {
              expect(units).toBeGreaterThan(Math.max(before, bound));
            }
            if (rebuild) await reconcileQuota(a, organization);
            for (const content of await usedOf(b, organization)) expect(content).toBe(contentOf(log));
          }
          await reconcileQuota(a, organization);
          const seen = async () =>
            (await explainQuota(a, organization, "PROD", name)).windows.map((w) => [w.logged, w.drift]);
          expect(await seen()).toEqual(limits.map(() => [contentOf(log), 0]));
          await ask(
            database,
            `update usage_window w set checkpoint_seq = 0, checkpoint_units = 0, checkpoint_at = null from usage_fence f where f.id = w.fence_id and f.organization_id = $1`,
            [organization],
          );
          await reconcileQuota(a, organization);
          expect(await seen()).toEqual(limits.map(() => [contentOf(log), 0]));
        }),
        { numRuns: 4 },
      );
    },
    90_000,
  );
});

// Moves business time, so it comes last.
describe("a peak", () => {
  it("begins anew with its window, and counts now what is dated in a closed one", async () => {
    await layTenant(database, "og_days", [
      { ...PEAK, window: "DAY", amount: 10 },
      { ...PEAK, window: "LIFETIME", amount: 20 },
    ]);
    const peak = (key: string, units: number, occurredAt: number | null = null) =>
      checkQuota(a, report("og_days", "peak", key, units, occurredAt));
    const then = a.quota.engine.clock.now();
    expect(code(await peak("1", 8))).toBe("admitted");
    expect(answer(await peak("2", 3)).used).toBe(8);
    expect(code(await peak("3", 11))).toBe("LIMIT_EXCEEDED");
    await ask(database, `update business_clock set shift_ms = shift_ms + ${2 * DAY}`);
    expect(answer(await peak("4", 3)).used).toBe(3);
    expect(await usedOf(a, "og_days")).toEqual([3, 8]);
    expect(answer(await peak("5", 9, then)).used).toBe(9);
    expect(await usedOf(a, "og_days")).toEqual([9, 9]);
    await closeDueWindows(a);
    const rows = await ask<{ status: string; units: string }>(
      database,
      `select w.status, w.checkpoint_units as units from usage_window w join usage_fence f on f.id = w.fence_id where f.organization_id = 'og_days' and w.kind = 'DAY' order by w.starts_at`,
    );
    expect(rows).toEqual([
      { status: "CLOSED", units: "8" },
      { status: "OPEN", units: "9" },
    ]);
  });
});
