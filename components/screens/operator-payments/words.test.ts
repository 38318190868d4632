import { describe, expect, it } from "vitest";
import type { PaymentRow } from "./model";
import { afterRefund, amountFault } from "./words";

const usd = (amount: string) => ({ amount, currency: "usd" });
const row: PaymentRow = {
  id: "pay_1",
  at: "2026-11-20T09:00:00.000Z",
  state: "partly_refunded",
  invoice: null,
  amount: usd("2999"),
  refunded: usd("1000"),
  refundable: usd("1999"),
  refunds: [],
  disputes: [],
};

describe("a refund that is considered", () => {
  it("says what will have gone back, and what is left after it", () => {
    expect(afterRefund(row, 999n)).toBe("$19.99 of $29.99 will have gone back; $10.00 can still be given back.");
    expect(afterRefund(row, 1_999n)).toBe("$29.99 of $29.99 will have gone back; nothing more can be given back.");
  });

  it("of nothing, or of more than is left, says what would be right", () => {
    expect(amountFault(null, usd("1999"))).toContain("above 0");
    expect(amountFault(0n, usd("1999"))).toContain("above 0");
    expect(amountFault(2_000n, usd("1999"))).toBe("At most $19.99 can be given back.");
    expect(amountFault(1_999n, usd("1999"))).toBeNull();
  });
});
