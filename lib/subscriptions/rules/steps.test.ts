import { describe, expect, it } from "vitest";
import { SUBSCRIPTION_STATUSES, type SubscriptionStatus } from "../model";
import { choicesFrom, mayTake, standingOf, STEPS, type Standing, type Step } from "./steps";
import { canReach } from "./transition";

const standings = Object.keys(STEPS) as Standing[];
const ALL: readonly Step[] = [
  "change_plan",
  "cancel_at_period_end",
  "cancel_now",
  "reactivate",
  "pause",
  "resume",
  "extend_trial",
];
/** The state behind a standing. */
const statusOf = (standing: Standing): SubscriptionStatus =>
  SUBSCRIPTION_STATUSES.find((status) => status.toLowerCase() === standing) ?? "ACTIVE";

describe("the table of steps", () => {
  it("leads only where the states themselves can lead", () => {
    for (const from of standings)
      for (const to of Object.values(STEPS[from])) {
        const [before, after] = [statusOf(from), statusOf(to)];
        expect(before === after || canReach(before, after), `${from} → ${to}`).toBe(true);
      }
  });

  it("lets a step be repeated where it has led", () => {
    for (const from of standings)
      for (const [step, to] of Object.entries(STEPS[from]) as [Step, Standing][])
        if (to !== "canceled") expect(mayTake(to, step), `${step} from ${to}, where it led from ${from}`).toBe(true);
  });

  it("leaves nobody without a way on, and takes nothing from what has ended", () => {
    for (const from of standings) expect(choicesFrom(from).length, from).toBeGreaterThan(0);
    for (const step of ALL) expect([mayTake("canceled", step), mayTake("free", step)], step).toEqual([false, false]);
  });

  it("names what can be done, and not what would change nothing", () => {
    expect(choicesFrom("paused")).toEqual(["cancel_now", "resume"]);
    expect(choicesFrom("active")).toEqual(["change_plan", "cancel_at_period_end", "cancel_now", "pause"]);
    expect(choicesFrom("past_due")).toEqual(["cancel_at_period_end", "cancel_now", "reactivate"]);
    expect(choicesFrom("free")).toEqual(["checkout"]);
  });
});

describe("how a subscription stands", () => {
  const at = (status: SubscriptionStatus, cancelAtPeriodEnd = false, fallback = false) =>
    standingOf({ status, cancelAtPeriodEnd, cancelAt: null }, fallback);

  it("is its state, but for what is free or about to end", () => {
    expect([at("ACTIVE"), at("ACTIVE", true), at("ACTIVE", false, true)]).toEqual([
      "active",
      "cancellation_scheduled",
      "free",
    ]);
    expect([at("TRIALING"), at("TRIALING", true)]).toEqual(["trialing", "cancellation_scheduled"]);
    // What is owed, or rests, comes before an end that is planned.
    expect([at("PAST_DUE", true), at("PAUSED", true), at("UNPAID")]).toEqual(["past_due", "paused", "unpaid"]);
  });
});
