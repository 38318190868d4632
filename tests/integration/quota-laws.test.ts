import fc from "fast-check";
import { Redis as Client } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkQuota, explainQuota, reconcileQuota } from "@/lib/quota";
import { install, reserve, settle, view, type CounterView, type Verdict } from "@/lib/quota/counter";
import type { EngineParts } from "@/lib/quota/engine";
import { fenceOf } from "@/lib/quota/fences";
import type { FenceName, Item, ItemKind, SpendTerms, WindowState } from "@/lib/quota/model";
import type { Reply } from "@/lib/platform/redis";
import { admit, tightest } from "@/lib/quota/rules/admit";
import { testDatabase, type TestDatabase } from "../support/database";
import { ask, layTenant, startNode, use, type Node } from "../support/quota";

const NOW = 1_800_000_000_000;
const HOUR = 3_600_000;

let database: TestDatabase;
let node: Node;
/** The same scripts over a connection without a time limit: what a busy machine does to one is not what is tested here. */
let patient: Client;
let serial = 0;

beforeAll(async () => {
  database = testDatabase();
  node = await startNode(database, { sweeper: false });
  patient = new Client(database.redisUrl);
});
afterAll(async () => {
  patient?.disconnect();
  await node?.close();
});

const kindsOfWindow = ["DAY", "MONTH", "BILLING_PERIOD", "LIFETIME"] as const;

const windowsArbitrary = fc
  .uniqueArray(
    fc.record({
      kind: fc.constantFrom(...kindsOfWindow),
      hours: fc.integer({ min: 2, max: 48 }),
      allowance: fc.option(fc.integer({ min: 0, max: 40 }), { freq: 5 }),
      metered: fc.boolean(),
      /** Units that a spend limit affords beyond a metered allowance. */
      affordable: fc.option(fc.integer({ min: 0, max: 20 })),
      before: fc.boolean(),
    }),
    { selector: (w) => w.kind, minLength: 1, maxLength: 4 },
  )
  .map((list) =>
    list.flatMap((w): WindowState[] => {
      const one = (start: number, end: number): WindowState => ({
        kind: w.kind,
        start,
        end,
        ...(w.metered
          ? w.allowance === null || w.affordable === null
            ? { limit: null, spend: null }
            : { limit: w.allowance + w.affordable, spend: centAUnit(w.affordable) }
          : { limit: w.allowance, spend: null }),
        allowance: w.allowance,
        policy: w.metered ? "METERED" : "HARD_STOP",
        used: 0,
        held: 0,
      });
      const start = NOW - Math.floor(w.hours / 2) * HOUR;
      return [...(w.before ? [one(start - w.hours * HOUR, start)] : []), one(start, start + w.hours * HOUR)];
    }),
  );

const centAUnit = (units: number): SpendTerms => ({ limit: String(units), currency: "usd", amount: "1", per: "1" });

/** What is asked, and what becomes of it when it is let through: committed, given back, or left in flight. */
const stepArbitrary = fc.record({
  kind: fc.constantFrom<ItemKind>("event", "event", "event", "hold", "settle", "release"),
  units: fc.integer({ min: 1, max: 9 }),
  back: fc.option(fc.integer({ min: 0, max: 30 * HOUR })),
  hold: fc.nat({ max: 5 }),
  then: fc.constantFrom("confirm", "confirm", "give back", "leave"),
});
type Step = typeof stepArbitrary extends fc.Arbitrary<infer T> ? T : never;

interface OpenHold {
  readonly id: string;
  readonly units: number;
  readonly countedAt: number;
}

/** The counter as plain arithmetic: what is committed, and what is in flight. */
class Reference {
  readonly flying = new Map<string, number[]>();
  readonly holds: OpenHold[] = [];
  readonly base: WindowState[];

  constructor(
    windows: readonly WindowState[],
    readonly kinds: number,
  ) {
    this.base = windows.map((w) => ({ ...w }));
  }

  /** The windows as if everything in flight that helps (`best`), or hurts, came to pass. */
  #assuming(best: boolean): WindowState[] {
    return this.base.map((w, i) => {
      const change = [...this.flying.values()].map((d) => d[i] ?? 0).filter((d) => (best ? d < 0 : d > 0));
      return { ...w, used: w.used + change.reduce((sum, d) => sum + d, 0) };
    });
  }

  expected(item: Item): { kind: string; [detail: string]: unknown } {
    const demand = { units: item.reserve, occurredAt: item.occurredAt, hold: item.hold };
    const sure = admit(this.#assuming(true), this.kinds, demand, NOW);
    if (!sure.fits) {
      const { kind, used, held, limit, allowance, spend, end } = sure.window;
      const beyond = spend && { allowance, spend };
      return { kind: "DENY", window: kind, current: used, held, limit, resetsAt: end, beyond };
    }
    const worst = this.#assuming(false);
    const taken = admit(worst, this.kinds, demand, NOW);
    if (!taken.fits) return { kind: "WAIT" };
    // Room that another's decrease will give is not shown before it is committed; its own is, for the answer waits for it.
    const own = this.change(item, taken.countedAt);
    const shown = this.#assuming(false).map((w, i) => ({ ...w, used: w.used + (own[i] ?? 0) }));
    return { kind: "OK", countedAt: taken.countedAt, position: tightest(shown, taken.countedAt) };
  }

  change(item: Item, countedAt: number): number[] {
    const inside = (w: WindowState, t: number): boolean => w.start <= t && t < w.end;
    return this.base.map(
      (w) =>
        (inside(w, countedAt) ? item.reserve : 0) - (item.hold && inside(w, item.hold.countedAt) ? item.hold.units : 0),
    );
  }

  confirm(item: Item, countedAt: number): void {
    const change = this.change(item, countedAt);
    this.base.forEach((w, i) => {
      w.used += change[i] ?? 0;
      if (item.kind === "hold" && w.start <= countedAt && countedAt < w.end) w.held += item.reserve;
      if (item.hold && w.start <= item.hold.countedAt && item.hold.countedAt < w.end) w.held -= item.hold.units;
    });
    if (item.kind === "hold") this.holds.push({ id: item.id, units: item.reserve, countedAt });
  }
}

function itemOf(fence: FenceName, step: Step, reference: Reference): Item | null {
  const n = ++serial;
  const ends = step.kind === "settle" || step.kind === "release";
  const at = reference.holds.length === 0 ? -1 : step.hold % reference.holds.length;
  const [hold] = ends && at >= 0 ? reference.holds.splice(at, 1) : [];
  if (ends && !hold) return null;
  const units = step.kind === "release" ? 0 : step.units;
  return {
    kind: step.kind,
    fence,
    key: `k${n}`,
    fingerprint: n.toString(16).padStart(64, "0"),
    units,
    reserve: units,
    occurredAt: hold ? hold.countedAt : step.back === null ? null : NOW - step.back,
    refuse: null,
    id: `i${n}`,
    newHold: null,
    holdExpiresAt: step.kind === "hold" ? NOW + HOUR : null,
    hold: hold ?? null,
    facts: use("", "").facts,
    answer: () => "{}",
  };
}

const partsAt = (now: number): EngineParts => ({
  ...node.quota.engine,
  clock: { now: () => now, set: () => {} },
  redis: {
    ...node.redis,
    run: (script, keys, args) => patient.eval(script.source, keys.length, ...keys, ...args) as Promise<Reply>,
    hash: (key) => patient.hgetall(key),
  },
});

const seen = (v: Verdict | undefined): Record<string, unknown> => {
  if (!v) return {};
  if (v.kind === "OK") return { kind: v.kind, countedAt: v.countedAt, position: v.position };
  if (v.kind === "DENY") {
    const { window, current, held, limit, resetsAt, beyond } = v;
    return { kind: v.kind, window, current, held, limit, resetsAt, beyond };
  }
  return { kind: v.kind };
};

describe("the script", () => {
  it("says what the rule says, on any history, with anything in flight", async () => {
    await fc.assert(
      fc.asyncProperty(
        windowsArbitrary,
        fc.array(stepArbitrary, { minLength: 8, maxLength: 60, size: "max" }),
        async (windows, steps) => {
          const parts = partsAt(NOW);
          const fence: FenceName = { id: ++serial, organizationId: "og_laws", environment: "PROD", meter: "laws" };
          const kinds = new Set(windows.map((w) => w.kind)).size;
          const token = node.redis.token() ?? "";
          await install(parts, fence, {
            epoch: 1,
            now: NOW,
            validUntil: NOW + HOUR,
            firstHoldExpiry: null,
            kinds,
            refusal: null,
            windows: windows.map((w) => ({ ...w })),
          });
          const reference = new Reference(windows, kinds);
          const left: { item: Item; reservation: number }[] = [];
          for (const step of steps) {
            const item = itemOf(fence, step, reference);
            if (!item) continue;
            const [verdict] = await reserve(parts, fence, [item], token);
            expect(seen(verdict)).toEqual(reference.expected(item));
            if (verdict?.kind !== "OK") {
              if (item.hold) reference.holds.push(item.hold);
              continue;
            }
            const { reservation, countedAt } = verdict;
            if (step.then === "leave") {
              reference.flying.set(item.id, reference.change(item, countedAt));
              left.push({ item, reservation });
              continue;
            }
            const confirm = step.then === "confirm";
            await settle(parts, fence, [{ item, generation: 1, reservation, confirm, remember: null }]);
            if (confirm) reference.confirm(item, countedAt);
            else if (item.hold) reference.holds.push(item.hold);
          }
          const standing = reference.base.map((w) => w.used);
          const middle = await view(parts, fence);
          expect(committedOf(middle)).toEqual(
            reference.base.map(
              (w, i) => w.used + [...reference.flying.values()].reduce((sum, d) => sum + Math.min(0, d[i] ?? 0), 0),
            ),
          );
          await settle(
            parts,
            fence,
            left.map(({ item, reservation }) => ({ item, generation: 1, reservation, confirm: false, remember: null })),
          );
          const end = await view(parts, fence);
          expect(committedOf(end)).toEqual(standing);
          expect(end?.windows.map((w) => [w.pending, w.held])).toEqual(reference.base.map((w) => [0, w.held]));
        },
      ),
      { numRuns: 60 },
    );
  });

  it("decides a list as it would decide one after the other", async () => {
    await fc.assert(
      fc.asyncProperty(
        windowsArbitrary,
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 30 }),
        async (windows, units) => {
          const kinds = new Set(windows.map((w) => w.kind)).size;
          const token = node.redis.token() ?? "";
          const outcomes: unknown[] = [];
          const parts = partsAt(NOW);
          for (const together of [true, false]) {
            const fence: FenceName = { id: ++serial, organizationId: "og_laws", environment: "PROD", meter: "laws" };
            await install(parts, fence, {
              epoch: 1,
              now: NOW,
              validUntil: NOW + HOUR,
              firstHoldExpiry: null,
              kinds,
              refusal: null,
              windows: windows.map((w) => ({ ...w })),
            });
            const reference = new Reference(windows, kinds);
            const items = units.flatMap(
              (n) => itemOf(fence, { kind: "event", units: n, back: null, hold: 0, then: "leave" }, reference) ?? [],
            );
            const verdicts: Verdict[] = [];
            if (together) verdicts.push(...(await reserve(parts, fence, items, token)));
            else for (const item of items) verdicts.push(...(await reserve(parts, fence, [item], token)));
            outcomes.push(verdicts.map(seen));
          }
          expect(outcomes[0]).toEqual(outcomes[1]);
        },
      ),
      { numRuns: 40 },
    );
  });
});

const usedInAll = async (fence: FenceName): Promise<number | undefined> =>
  (await view(node.quota.engine, fence))?.windows.find((w) => w.kind === "LIFETIME")?.used;

const committedOf = (counter: CounterView | null): number[] | undefined =>
  counter?.windows.map((w) => w.used - w.pending);

describe("the log", () => {
  const historyArbitrary = fc.array(
    fc.record({ units: fc.integer({ min: 1, max: 9 }), late: fc.boolean(), rebuild: fc.boolean() }),
    { minLength: 1, maxLength: 14 },
  );

  it("makes the same counter after any prefix, and checkpoints change the cost and never the sum", async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(historyArbitrary, async (history) => {
        const organization = `og_log_${++run}`;
        await layTenant(database, organization, [
          { window: "DAY", amount: null },
          { window: "BILLING_PERIOD", amount: 1_000 },
          { window: "LIFETIME", amount: 40 },
        ]);
        const fence = await fenceOf(node.quota.engine, organization, "PROD", "api_calls");
        const standing = async (): Promise<unknown> => {
          const { windows } = await explainQuota(node, organization, "PROD", "api_calls");
          for (const w of windows) expect(w.drift).toBe(0);
          return windows.map((w) => [w.window, w.logged, w.events]);
        };
        let admitted = 0;
        for (const [i, { units, late, rebuild }] of history.entries()) {
          const occurredAt = late ? node.quota.engine.clock.now() - 60_000 : null;
          const outcome = await checkQuota(node, use(organization, `k${i}`, units, { occurredAt }));
          if (outcome.admitted) admitted += units;
          else expect(admitted + units).toBeGreaterThan(40);
          if (rebuild) {
            await reconcileQuota(node, organization);
            expect(await usedInAll(fence)).toBe(admitted);
            await standing();
          }
        }
        await reconcileQuota(node, organization);
        const withCheckpoints = await standing();
        await ask(database, `update usage_window set checkpoint_seq = 0, checkpoint_units = 0 where fence_id = $1`, [
          fence.id,
        ]);
        await reconcileQuota(node, organization);
        expect(await standing()).toEqual(withCheckpoints);
        expect(await usedInAll(fence)).toBe(admitted);
      }),
      { numRuns: 8 },
    );
  });
});
