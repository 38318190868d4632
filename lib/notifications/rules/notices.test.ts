import { describe, expect, it } from "vitest";
import type { Threshold } from "@/lib/kernel/quantity";
import { notices, type Occasion } from "./notices";
import { recipientsOf } from "./recipients";

const all: readonly Threshold[] = [50, 75, 90, 100];
const preferences = { thresholds: all, recipients: [], muted: false };
const usual: Occasion = { due: all, preferences, live: true, windowOver: false, recipients: 1 };
const told = (occasion: Partial<Occasion>) => notices({ ...usual, ...occasion }).map((each) => each.notice);

describe("what becomes of the mails of alerts that fire together", () => {
  it("is one mail, for the highest, which stands for the rest", () => {
    expect(told({})).toEqual(["INCLUDED", "INCLUDED", "INCLUDED", "MAILED"]);
    expect(told({ due: [75] })).toEqual(["MAILED"]);
  });

  it("is one for the highest that is switched on", () => {
    expect(told({ preferences: { ...preferences, thresholds: [50, 75] } })).toEqual([
      "INCLUDED",
      "MAILED",
      "SWITCHED_OFF",
      "SWITCHED_OFF",
    ]);
    expect(told({ preferences: { ...preferences, thresholds: [] }, due: [90] })).toEqual(["SWITCHED_OFF"]);
  });

  it.each([
    ["NOT_PROD", { live: false, windowOver: true, preferences: { ...preferences, muted: true }, recipients: 0 }],
    ["WINDOW_OVER", { windowOver: true, preferences: { ...preferences, muted: true } }],
    ["MUTED", { preferences: { ...preferences, muted: true, thresholds: [] } }],
    ["NO_RECIPIENT", { recipients: 0 }],
  ] as const)("is none, and %s says why", (why, occasion) => {
    expect(told(occasion)).toEqual([why, why, why, why]);
  });
});

describe("who is told", () => {
  const members = [
    { email: "rosa@acme.example", role: "OWNER" },
    { email: "ana@acme.example", role: "ADMIN" },
    { email: "max@acme.example", role: "MEMBER" },
    { email: "vic@acme.example", role: "VIEWER" },
  ] as const;

  it("are the chosen addresses, else the billing e-mail, else owners and admins", () => {
    const chosen = { ...preferences, recipients: ["ops@acme.example"] };
    expect(recipientsOf(chosen, { billingEmail: "bill@acme.example" }, members)).toEqual(["ops@acme.example"]);
    expect(recipientsOf(preferences, { billingEmail: "bill@acme.example" }, members)).toEqual(["bill@acme.example"]);
    expect(recipientsOf(preferences, { billingEmail: null }, members)).toEqual([
      "rosa@acme.example",
      "ana@acme.example",
    ]);
  });
});
