import { describe, expect, it } from "vitest";
import type { PlanCard } from "./model";
import { currencyWords, planSentence } from "./words";

const plan: PlanCard = {
  name: "Growth",
  status: "active",
  price: { amount: "39900", currency: "usd" },
  interval: "month",
  periodStart: "2026-11-03T00:00:00Z",
  periodEnd: "2026-12-03T00:00:00Z",
  trialEndsAt: null,
  cancelsAt: null,
  scheduled: null,
  graceUntil: null,
  allowances: [],
};
const sentence = (change: Partial<PlanCard>) => planSentence({ ...plan, ...change }, "UTC");

describe("planSentence", () => {
  it("says what follows this period, always with the date", () => {
    expect(sentence({})).toBe("Nov 3 – Dec 3, 2026. Renews by itself.");
    expect(sentence({ cancelsAt: "2026-12-03T00:00:00Z" })).toBe(
      "Nov 3 – Dec 3, 2026. Ends on Dec 3, 2026, then Free; nothing is deleted.",
    );
    expect(sentence({ scheduled: { planName: "Starter", at: "2026-12-03T00:00:00Z" } })).toBe(
      "Nov 3 – Dec 3, 2026. Changes to Starter on Dec 3, 2026.",
    );
    expect(sentence({ status: "trialing", trialEndsAt: "2026-11-22T00:00:00Z" })).toBe(
      "Trial until Nov 22, 2026, then $399.00 a month.",
    );
    expect(sentence({ status: "past_due", graceUntil: "2026-11-26T00:00:00Z" })).toBe(
      "Nov 3 – Dec 3, 2026. Everything works until Nov 26.",
    );
  });

  it("says what stands still", () => {
    expect(sentence({ status: "paused" })).toMatch(/^Paused/u);
    expect(sentence({ status: "unpaid" })).toMatch(/^Not paid/u);
    expect(sentence({ price: { amount: "0", currency: "usd" } })).toBe("Free of charge, for as long as you like.");
  });
});

describe("currencyWords", () => {
  it("spells a currency once for the page", () => {
    expect(currencyWords("usd")).toBe("US dollars");
    expect(currencyWords("jpy")).toBe("Japanese yen");
  });
});
