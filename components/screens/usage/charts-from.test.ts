import { describe, expect, it } from "vitest";
import { cumulativeChartFrom, dailyChartFrom, type DailyFacts } from "./charts-from";
import type { Allowance } from "./model";

const asOf = "2026-11-20T12:00:00.000Z";
const calls: Allowance = {
  meter: "api_calls",
  name: "API calls",
  unit: { one: "call", many: "calls" },
  window: "day",
  policy: "HARD_STOP",
  used: 100,
  limit: 100,
  windowStart: "2026-11-20T00:00:00.000Z",
  resetsAt: "2026-11-21T00:00:00.000Z",
  lastCountedAt: null,
  exhaustedAt: null,
  refused: null,
  overage: null,
  raisedUntil: null,
};

function facts(change: Partial<DailyFacts> = {}): DailyFacts {
  return {
    allowance: calls,
    planName: "Free",
    firstDay: "2026-11-18",
    lastDay: "2026-11-22",
    today: "2026-11-20",
    groupBy: "key",
    units: [
      { day: "2026-11-18", group: "key_1", name: "Production", units: 60 },
      { day: "2026-11-19", group: "key_1", name: "Production", units: 100 },
      { day: "2026-11-20", group: "key_1", name: "Production", units: 40 },
    ],
    dayLimit: 100,
    meterOptions: [],
    groupOptions: [],
    csvHref: "?format=csv",
    ...change,
  };
}

const storage: Allowance = {
  ...calls,
  meter: "storage_gb",
  unit: { one: "MB", many: "MB", shown: { unit: "GB", per: 1_000 } },
  window: "lifetime",
  gauge: "level",
  resetsAt: null,
};

describe("a gauge's charts", () => {
  it("carry a level on over days without a report, and project nothing", () => {
    const units = [{ day: "2026-11-19", group: "all", name: "Storage", units: 700 }];
    const chart = dailyChartFrom(
      facts({ allowance: storage, groupBy: "none", dayLimit: null, levelBefore: 300, units }),
    );
    expect(chart.days.map((day) => day.total)).toEqual([300, 700, 700]);
    expect(chart.projected.every((day) => day.units === null)).toBe(true);
    expect(chart.gauge).toBe("level");
  });

  it("leave the days of a peak as they were reported", () => {
    const peak = { ...storage, gauge: "peak", window: "month", resetsAt: "2026-12-01T00:00:00.000Z" } as const;
    expect(dailyChartFrom(facts({ allowance: peak, dayLimit: null })).days.map((day) => day.total)).toEqual([
      60, 100, 40,
    ]);
    expect(cumulativeChartFrom(peak, [{ day: "2026-11-18", total: 60 }], asOf)).toBeNull();
  });
});

describe("dailyChartFrom", () => {
  it("caps exactly the days that met the limit and projects from whole days only", () => {
    const chart = dailyChartFrom(facts());
    expect(chart.days.map((day) => [day.day, day.total, day.capped])).toEqual([
      ["2026-11-18", 60, false],
      ["2026-11-19", 100, true],
      ["2026-11-20", 40, false],
    ]);
    expect(chart.projected).toEqual([
      { day: "2026-11-21", units: 80 },
      { day: "2026-11-22", units: 80 },
    ]);
  });

  it("says on the line whether the limit stops or bills", () => {
    expect(dailyChartFrom(facts()).limit?.label).toBe("Free stops at 100 a day");
    const metered = dailyChartFrom(facts({ allowance: { ...calls, policy: "METERED" } }));
    expect(metered.limit?.label).toBe("Free bills beyond 100 a day");
    expect(dailyChartFrom(facts({ dayLimit: null })).limit).toBeNull();
  });

  it("keeps the days to come empty while nothing can be projected", () => {
    const chart = dailyChartFrom(facts({ firstDay: "2026-11-20", units: [] }));
    expect(chart.projected.every((day) => day.units === null)).toBe(true);
    expect(chart.series).toEqual([{ id: "all", name: "API calls" }]);
  });

  it("copies as the request that answers it, with an open end", () => {
    expect(dailyChartFrom(facts()).curl).toContain("meter=api_calls&from=2026-11-18&to=2026-11-23&groupBy=key");
    expect(dailyChartFrom(facts({ groupBy: "none" })).curl).toContain("groupBy=day");
  });
});

describe("cumulativeChartFrom", () => {
  const period: Allowance = {
    ...calls,
    window: "billing_period",
    windowStart: "2026-11-18T00:00:00.000Z",
    resetsAt: "2026-12-18T00:00:00.000Z",
  };
  const days = [
    { day: "2026-11-18", total: 50 },
    { day: "2026-11-19", total: 100 },
    { day: "2026-11-20", total: 0 },
  ];

  it("finds the moment the limit was met on the line when nobody recorded it", () => {
    const chart = cumulativeChartFrom({ ...period, used: 150 }, days, asOf);
    expect(chart?.meetsLimitAt).toBe("2026-11-19T12:00:00.000Z");
    const recorded = { ...period, used: 150, exhaustedAt: "2026-11-19T09:30:00.000Z" };
    expect(cumulativeChartFrom(recorded, days, asOf)?.meetsLimitAt).toBe(recorded.exhaustedAt);
  });

  it("forecasts it while there is allowance left", () => {
    const chart = cumulativeChartFrom({ ...period, used: 50 }, [{ day: "2026-11-18", total: 50 }], asOf);
    expect(chart).toMatchObject({ projectedAtEnd: 600, meetsLimitAt: "2026-11-23T00:00:00.000Z" });
  });

  it("draws no line for a single day or for what never resets", () => {
    expect(cumulativeChartFrom(calls, days, asOf)).toBeNull();
    expect(cumulativeChartFrom({ ...period, resetsAt: null }, days, asOf)).toBeNull();
  });
});
