import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { WindowState } from "@/lib/quota/model";
import { admitValue, type Gauge, type ReportedValue } from "@/lib/quota/rules/gauge";

const NOW = 1_000_000;

const windowOf = (kind: WindowState["kind"], start: number, end: number, limit: number | null): WindowState => ({
  kind,
  start,
  end,
  limit,
  allowance: limit,
  policy: "HARD_STOP",
  spend: null,
  used: 0,
  held: 0,
});

const limit = fc.option(fc.integer({ min: 0, max: 60 }), { freq: 5 });
/** Windows that hold the present, and some that are over and still take late values. */
const windowsOfPeak = fc
  .uniqueArray(
    fc.record({
      kind: fc.constantFrom<WindowState["kind"]>("DAY", "MONTH", "BILLING_PERIOD", "LIFETIME"),
      length: fc.integer({ min: 1_000, max: 100_000 }),
      limit,
      before: fc.boolean(),
    }),
    { selector: (w) => w.kind, minLength: 1, maxLength: 4 },
  )
  .map((list) =>
    list.flatMap((w) => {
      const start = NOW - Math.floor(w.length / 2);
      const present = windowOf(w.kind, start, start + w.length, w.limit);
      return [...(w.before ? [windowOf(w.kind, start - w.length, start, w.limit)] : []), present];
    }),
  );
const windowOfLevel = limit.map((amount) => [windowOf("LIFETIME", 0, 2 * NOW, amount)]);

interface Setting {
  readonly gauge: Gauge;
  readonly windows: readonly WindowState[];
}
const setting: fc.Arbitrary<Setting> = fc.oneof(
  windowsOfPeak.map((windows): Setting => ({ gauge: "MAX", windows })),
  windowOfLevel.map((windows): Setting => ({ gauge: "LATEST", windows })),
);

/** A report, how much later than the one before it, and sometimes another limit from then on. */
const step = fc.record({
  units: fc.integer({ min: 0, max: 80 }),
  back: fc.option(fc.integer({ min: -400, max: 120_000 }), { freq: 2 }),
  // Now and then the clock is set back.
  later: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 0, max: 3 }) }, { weight: 1, arbitrary: fc.constant(-2) }),
  limit: fc.option(fc.integer({ min: 0, max: 60 }), { freq: 8 }),
});
const history = fc.array(step, { maxLength: 60 });

interface Taken {
  readonly at: number;
  readonly units: number;
}

/** What a window holds by the log alone. */
function contentOf(gauge: Gauge, w: WindowState, log: readonly Taken[]): number {
  const inside = log.filter((e) => w.start <= e.at && e.at < w.end);
  if (gauge === "MAX") return Math.max(0, ...inside.map((e) => e.units));
  const newest = Math.max(...inside.map((e) => e.at));
  return inside.filter((e) => e.at === newest).at(-1)?.units ?? 0;
}

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Plays a history and looks at every step: what was before, what was asked, and what came of it. */
function play(
  { gauge, windows }: Setting,
  steps: readonly Step[],
  look: (seen: {
    before: readonly WindowState[];
    after: readonly WindowState[];
    value: ReportedValue;
    decision: ReturnType<typeof admitValue>;
    log: readonly Taken[];
    now: number;
  }) => void,
): void {
  let state = windows.map((w) => ({ ...w }));
  const kinds = new Set(state.map((w) => w.kind)).size;
  const log: Taken[] = [];
  let now = NOW;
  for (const { units, back, later, limit: lowered } of steps) {
    now += later;
    if (lowered !== null) state = state.map((w) => ({ ...w, limit: lowered, allowance: lowered }));
    const before = state.map((w) => ({ ...w }));
    const value = { units, occurredAt: back === null ? null : now - back };
    const decision = admitValue(gauge, state, kinds, value, now);
    if (decision.fits) log.push({ at: decision.countedAt, units });
    look({ before, after: state, value, decision, log, now });
  }
}

describe("the rule of gauges", () => {
  it("holds after any prefix of the log what the log says: the peak, or the newest value", () => {
    fc.assert(
      fc.property(setting, history, (given, steps) => {
        play(given, steps, ({ after, log }) => {
          for (const w of after) expect(w.used).toBe(contentOf(given.gauge, w, log));
        });
      }),
    );
  });

  it("never lets a window rise above its limit", () => {
    fc.assert(
      fc.property(setting, history, (given, steps) => {
        play(given, steps, ({ before, after }) => {
          for (const [i, w] of after.entries())
            if (w.used > (before[i]?.used ?? 0)) expect(w.used).toBeLessThanOrEqual(w.limit ?? Infinity);
        });
      }),
    );
  });

  it("takes what raises nothing, also above a lowered limit, and refuses only what would stand above it", () => {
    fc.assert(
      fc.property(setting, history, (given, steps) => {
        play(given, steps, ({ before, after, value, decision }) => {
          if (before.every((w) => value.units <= w.used)) expect(decision.fits).toBe(true);
          if (decision.fits) return;
          expect(after).toEqual(before);
          expect(value.units).toBeGreaterThan(decision.window.limit ?? Infinity);
          expect(value.units).toBeGreaterThan(decision.window.used);
        });
      }),
    );
  });

  it("is not hidden by a value that is dated ahead: what is said without a date is the newest", () => {
    fc.assert(
      fc.property(windowOfLevel, history, (windows, steps) => {
        play({ gauge: "LATEST", windows }, steps, ({ after, value, decision, now }) => {
          if (!decision.fits || (value.occurredAt !== null && value.occurredAt < now)) return;
          expect(after.map((w) => w.used)).toEqual([value.units]);
          expect(decision.countedAt).toBe(after[0]?.levelAt);
        });
      }),
    );
  });

  it("gives a late level no say", () => {
    fc.assert(
      fc.property(windowOfLevel, history, (windows, steps) => {
        play({ gauge: "LATEST", windows }, steps, ({ before, after, value, now }) => {
          const level = before[0]?.levelAt;
          if (level === undefined || value.occurredAt === null) return;
          // With the clock set back, what is dated now is before the level, and yet said now: the test above has it.
          if (value.occurredAt >= level || value.occurredAt >= now) return;
          expect(after.map((w) => w.used)).toEqual(before.map((w) => w.used));
        });
      }),
    );
  });

  it("takes what is dated now for said now, also when the clock has been set back behind the level", () => {
    const at = (units: number, back: number | null, later: number) => ({ units, back, later, limit: null });
    const levels: number[] = [];
    play(
      { gauge: "LATEST", windows: [windowOf("LIFETIME", 0, 2 * NOW, null)] },
      [at(5, null, 0), at(7, 0, -2), at(9, 1, 0)],
      ({ after }) => levels.push(after[0]?.used ?? -1),
    );
    expect(levels).toEqual([5, 7, 7]);
  });
});
