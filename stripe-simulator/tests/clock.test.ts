import { afterEach, describe, expect, it, vi } from "vitest";
import { Clock } from "../src/world/clock";

const REAL = Date.UTC(2026, 0, 1);
const MOMENT = Date.UTC(2026, 5, 1) / 1_000;

afterEach(() => void vi.useRealTimers());

describe("the clock of billing", () => {
  it("flows from the moment it is moved to, wherever in a second it was moved, and comes back as it was left", () => {
    vi.useFakeTimers({ now: REAL + 999 });
    const clock = new Clock();
    expect(clock.now()).toBe(REAL / 1_000);
    clock.moveTo(MOMENT);
    const left = new Clock();
    left.offsetSeconds = clock.offsetSeconds;
    for (const [later, seconds] of [
      [0, 0],
      [2, 0],
      [999, 0],
      [1_000, 1],
    ] as const) {
      vi.setSystemTime(REAL + 999 + later);
      expect([clock.now(), left.now()]).toEqual([MOMENT + seconds, MOMENT + seconds]);
    }
  });
});
