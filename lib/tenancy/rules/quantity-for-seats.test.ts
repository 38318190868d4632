import { describe, expect, it } from "vitest";
import type { PlanLimit } from "@/lib/catalog";
import { quantityForSeats } from "./quantity-for-seats";

const limit = (amount: number | "unlimited", more: Partial<PlanLimit> = {}): PlanLimit => ({
  meter: "seats",
  window: "LIFETIME",
  amount,
  policy: "HARD_STOP",
  overage: null,
  ...more,
});
const each = { perQuantity: true } as const;
const byTheSeat = { pricing: { model: "PER_UNIT" } } as const;
const seats = (wanted: number) => ({ meter: "seats", seats: wanted });

describe("how many of a plan give so many seats", () => {
  it("rounds up to whole ones, over every limit that grows with the quantity", () => {
    expect(quantityForSeats({ limits: [limit(1, each)] }, byTheSeat, seats(12))).toBe(12);
    expect(quantityForSeats({ limits: [limit(5, each)] }, byTheSeat, seats(11))).toBe(3);
    expect(quantityForSeats({ limits: [limit(5, each)] }, byTheSeat, seats(10))).toBe(2);
    expect(quantityForSeats({ limits: [limit(5, each), limit(2, each)] }, byTheSeat, seats(10))).toBe(5);
  });

  it("is none where more of the plan would bring no seat", () => {
    expect(quantityForSeats({ limits: [limit(1, each)] }, {}, seats(2))).toBeNull();
    expect(quantityForSeats({ limits: [limit(10)] }, byTheSeat, seats(11))).toBeNull();
    expect(quantityForSeats({ limits: [limit(0, each)] }, byTheSeat, seats(1))).toBeNull();
    expect(quantityForSeats({ limits: [limit(9, { ...each, meter: "desks" })] }, byTheSeat, seats(1))).toBeNull();
    expect(quantityForSeats({ limits: [limit(1, each)] }, byTheSeat, seats(10_001))).toBeNull();
  });
});
