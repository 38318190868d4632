import { describe, expect, it } from "vitest";
import { ACCESS_LIFETIME } from "../model";
import { handover, isAccepted, isRotationDue, SHOWN_AHEAD, SIGNING_PERIOD, signerAmong } from "./signing-keys";

const now = 1_000_000_000_000;
const key = (signsFrom: number, endsAt: number | null = null) => ({ signsFrom, endsAt });

describe("signing keys", () => {
  it("the last one that has begun signs, and one that waits does not", () => {
    const old = key(now - 2, now + 10);
    const present = key(now - 1);
    expect(signerAmong([old, present, key(now + 1)], now)).toBe(present);
    expect(signerAmong([key(now + 1)], now)).toBeNull();
    expect(signerAmong([key(now - 1, now)], now)).toBeNull();
    expect(signerAmong([], now)).toBeNull();
  });

  it("a handover leaves no gap, and every token of the old key can be used to its end", () => {
    const { signsFrom, predecessorsEndAt } = handover(now, false);
    expect(signsFrom).toBe(now + SHOWN_AHEAD);
    // The last token that the old key signs begins a moment before the new one does.
    expect(isAccepted(key(0, predecessorsEndAt), signsFrom + ACCESS_LIFETIME)).toBe(true);
    expect(handover(now, true)).toEqual({ signsFrom: now, predecessorsEndAt: now });
    expect(isAccepted(key(0, now), now)).toBe(false);
  });

  it("the next one is made when the last has signed for its period, and not while one waits", () => {
    expect(isRotationDue([key(now - SIGNING_PERIOD + 1)], now)).toBe(false);
    expect(isRotationDue([key(now - SIGNING_PERIOD)], now)).toBe(true);
    expect(isRotationDue([key(now - SIGNING_PERIOD, now + 5), key(now + 1)], now)).toBe(false);
    expect(isRotationDue([key(now - 1, now)], now)).toBe(true);
  });
});
