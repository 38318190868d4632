import { describe, expect, it } from "vitest";
import { allowancePhrase, allowanceSentence, forecastOf } from "./forecast";
import type { Allowance } from "./model";

const asOf = "2026-11-20T16:40:00Z";
const tokens: Allowance = {
  meter: "ai_tokens",
  name: "AI tokens",
  unit: { one: "token", many: "tokens" },
  window: "month",
  policy: "HARD_STOP",
  used: 1_218_640,
  limit: 1_500_000,
  windowStart: "2026-11-01T00:00:00Z",
  resetsAt: "2026-12-01T00:00:00Z",
  lastCountedAt: "2026-11-20T16:38:00Z",
  exhaustedAt: null,
  refused: null,
  overage: null,
  raisedUntil: null,
};
const sentence = (change: Partial<Allowance>, at = asOf) => allowanceSentence({ ...tokens, ...change }, at, "UTC");

describe("a gauge", () => {
  const storage = {
    unit: { one: "MB", many: "MB", shown: { unit: "GB", per: 1_000 } },
    window: "lifetime",
    gauge: "level",
    windowStart: "1970-01-01T00:00:00Z",
    resetsAt: null,
    limit: 50_000,
  } as const;

  it("has room and no date on which it runs out", () => {
    expect(sentence({ ...storage, used: 21_500 })).toBe("28.5 GB left.");
    expect(forecastOf({ ...tokens, ...storage, used: 21_500 }, asOf)).toMatchObject({ runsOutAt: null, perDay: 0 });
  });

  it("may fall at its limit and above it", () => {
    expect(sentence({ ...storage, used: 50_000 })).toBe("At the limit: more is refused.");
    expect(sentence({ ...storage, used: 60_000 })).toBe("Above its limit: it may fall, and not rise.");
    expect(sentence({ ...storage, used: 60_000, limit: null })).toBe(
      "No limit on this plan; what is reported is kept.",
    );
  });

  it("that is a peak says until when, and of which window its figure is", () => {
    const peak = { ...tokens, gauge: "peak", used: tokens.limit ?? 0 } as const;
    expect(allowanceSentence(peak, asOf, "UTC")).toBe("At the limit: more is refused until Dec 1, 2026.");
    expect(allowancePhrase(peak)).toBe("at this month's peak");
    expect(allowancePhrase({ gauge: "level", window: "lifetime" })).toBe("now");
  });
});

describe("allowanceSentence", () => {
  it("gives the date it runs out and how long before the reset", () => {
    expect(sentence({})).toBe("Runs out on Nov 25, 2026, 5 days before it resets.");
  });

  it("gives the hour when that is today", () => {
    const day = { window: "day", windowStart: "2026-11-20T00:00:00Z", resetsAt: "2026-11-21T00:00:00Z" } as const;
    expect(sentence({ ...day, used: 8_000, limit: 10_000 })).toBe(
      "Runs out today at 20:50, 3 hours 10 minutes before it resets.",
    );
  });

  it("says that a full solid wall refuses, since when, and how many", () => {
    expect(sentence({ used: 1_500_000, exhaustedAt: "2026-11-20T15:52:00Z", refused: 318 })).toBe(
      "Ran out today at 15:52. Calls are refused until the reset; 318 calls so far.",
    );
  });

  it("says that an open wall bills, before, at and beyond it", () => {
    const metered = { policy: "METERED" } as const;
    const overage = {
      price: { amount: "300", currency: "usd" },
      per: 1_000,
      costSoFar: { amount: "5472", currency: "usd" },
    };
    expect(sentence(metered)).toBe("Meets the allowance on Nov 25, 2026; tokens beyond it are billed.");
    expect(sentence({ ...metered, used: 1_500_000 })).toBe("All used. Tokens beyond it are billed.");
    expect(sentence({ ...metered, used: 1_518_240, overage })).toBe(
      "18,240 tokens beyond the allowance, billed: $54.72 so far.",
    );
  });

  it("does not guess in the first day, at rest, or without a limit", () => {
    expect(sentence({ used: 900 }, "2026-11-01T09:00:00Z")).toBe(
      "Not enough yet to project; the pace is read from Nov 2, 2026 on.",
    );
    expect(sentence({ used: 0 })).toBe("Nothing used yet.");
    expect(sentence({ limit: null })).toBe("No limit on this plan; everything is counted.");
    expect(sentence({ used: 3_000 })).toBe("Lasts until the reset.");
  });
});

describe("forecastOf", () => {
  it("projects the demand at the reset beyond the limit", () => {
    expect(forecastOf(tokens, asOf)).toMatchObject({ kind: "steady", atReset: 1_856_320 });
  });
});
