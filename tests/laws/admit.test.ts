import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { WindowState } from "@/lib/quota/model";
import { admit, tightest, type Demand } from "@/lib/quota/rules/admit";

const NOW = 1_000_000;

/** Windows of different kinds that hold the present, and some that are over and still take late events. */
const windows = fc
  .array(
    fc.record({
      kind: fc.constantFrom("DAY", "MONTH", "BILLING_PERIOD", "LIFETIME"),
      length: fc.integer({ min: 10, max: 100_000 }),
      allowance: fc.option(fc.integer({ min: 0, max: 60 })),
      metered: fc.boolean(),
      /** Units that a spend limit affords beyond a metered allowance. */
      affordable: fc.option(fc.integer({ min: 0, max: 20 })),
      before: fc.boolean(),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((list) => {
    const kinds = [...new Map(list.map((w) => [w.kind, w])).values()];
    const out = kinds.flatMap((w): WindowState[] => {
      const policy = w.metered ? ("METERED" as const) : ("HARD_STOP" as const);
      const one = (start: number, end: number): WindowState => ({
        kind: w.kind,
        start,
        end,
        limit: w.metered
          ? w.allowance === null || w.affordable === null
            ? null
            : w.allowance + w.affordable
          : w.allowance,
        allowance: w.allowance,
        policy,
        spend: null,
        used: 0,
        held: 0,
      });
      const start = NOW - Math.floor(w.length / 2);
      return [...(w.before ? [one(start - w.length, start)] : []), one(start, start + w.length)];
    });
    return { kinds: kinds.length, windows: out };
  });

const demand = fc
  .record({ units: fc.integer({ min: 1, max: 9 }), back: fc.option(fc.integer({ min: 0, max: 120_000 })) })
  .map(({ units, back }): Demand => ({ units, occurredAt: back === null ? null : NOW - back, hold: null }));
const history = fc.array(demand, { maxLength: 60 });
const copy = (list: readonly WindowState[]): WindowState[] => list.map((w) => ({ ...w }));

describe("the rule of the hard stop", () => {
  it("never lets a window pass its limit, and never takes from one", () => {
    fc.assert(
      fc.property(windows, history, (given, demands) => {
        const state = copy(given.windows);
        for (const d of demands) {
          const before = state.map((w) => w.used);
          admit(state, given.kinds, d, NOW);
          for (const [i, w] of state.entries()) {
            if (w.limit !== null) expect(w.used).toBeLessThanOrEqual(w.limit);
            expect(w.used).toBeGreaterThanOrEqual(before[i] ?? 0);
          }
        }
      }),
    );
  });

  it("refuses only what does not fit, names the window, and changes nothing then", () => {
    fc.assert(
      fc.property(windows, history, (given, demands) => {
        const state = copy(given.windows);
        for (const d of demands) {
          const before = copy(state);
          const decision = admit(state, given.kinds, d, NOW);
          if (decision.fits) continue;
          expect(state).toEqual(before);
          expect(decision.window.used + d.units).toBeGreaterThan(decision.window.limit ?? Infinity);
        }
      }),
    );
  });

  it("counts each admission in every window at one moment, and in no other", () => {
    fc.assert(
      fc.property(windows, history, (given, demands) => {
        const state = copy(given.windows);
        const log: { at: number; units: number }[] = [];
        for (const d of demands) {
          const decision = admit(state, given.kinds, d, NOW);
          if (decision.fits) log.push({ at: decision.countedAt, units: d.units });
        }
        // The log alone makes the same counters: what a rebuild rests on.
        for (const w of state)
          expect(w.used).toBe(log.filter((e) => w.start <= e.at && e.at < w.end).reduce((sum, e) => sum + e.units, 0));
        for (const e of log) expect(state.filter((w) => w.start <= e.at && e.at < w.end)).toHaveLength(given.kinds);
      }),
    );
  });

  it("leaves nothing unused: single units fill the tightest window to its limit", () => {
    fc.assert(
      fc.property(windows, history, (given, demands) => {
        const state = copy(given.windows);
        for (const d of demands) admit(state, given.kinds, d, NOW);
        const bound = state.filter((w) => w.limit !== null && w.start <= NOW && NOW < w.end);
        if (bound.length === 0) return;
        while (admit(state, given.kinds, { units: 1, occurredAt: null, hold: null }, NOW).fits);
        expect(state.some((w) => w.limit !== null && w.used === w.limit && w.start <= NOW && NOW < w.end)).toBe(true);
      }),
    );
  });

  it("tells the window with the least room", () => {
    fc.assert(
      fc.property(windows, history, (given, demands) => {
        const state = copy(given.windows);
        for (const d of demands) admit(state, given.kinds, d, NOW);
        const rooms = state.flatMap((w) =>
          w.allowance !== null && w.start <= NOW && NOW < w.end ? [w.allowance - w.used] : [],
        );
        const position = tightest(state, NOW);
        if (rooms.length === 0) expect(position).toBeNull();
        else expect((position?.limit ?? 0) - (position?.used ?? 0)).toBe(Math.min(...rooms));
      }),
    );
  });
});
