import { describe, expect, it } from "vitest";
import { SUBSCRIPTION_STATUSES, type Subscription, type SubscriptionStatus } from "@/lib/subscriptions";
import { decideMirror, type MirrorDecision } from "./mirror-decision";

const row = (status: SubscriptionStatus, stripeSubscriptionId: string | null): Subscription => ({
  id: `subn_${stripeSubscriptionId ?? "free"}`,
  organizationId: "og_1",
  planId: "plan_1",
  status,
  source: stripeSubscriptionId === null ? "INTERNAL" : "STRIPE",
  interval: "MONTH",
  quantity: 1,
  anchorAt: 0,
  period: { start: 0, end: 1 },
  trial: null,
  cancelAtPeriodEnd: false,
  cancelAt: null,
  canceledAt: null,
  cancelReason: null,
  endedAt: status === "CANCELED" ? 1 : null,
  pastDueSince: null,
  scheduledChange: null,
  stripeSubscriptionId,
  revision: 1,
  createdAt: 0,
});

const THIS = "sub_this";
const FREE = row("ACTIVE", null);
const OTHER = row("ACTIVE", "sub_other");
const decisions = (ours: Subscription | null, live: Subscription | null): Record<string, MirrorDecision> =>
  Object.fromEntries(
    SUBSCRIPTION_STATUSES.map((status) => [status, decideMirror({ ours, live, stripeSubscriptionId: THIS, status })]),
  );
const alive = (decision: MirrorDecision) => ({
  TRIALING: decision,
  ACTIVE: decision,
  PAST_DUE: decision,
  PAUSED: decision,
  UNPAID: decision,
});

describe("what a Stripe subscription's present state means", () => {
  it("when we have never heard of it", () => {
    expect(decisions(null, FREE)).toEqual({ ...alive("start"), INCOMPLETE: "note", CANCELED: "note" });
    expect(decisions(null, null)).toEqual({ ...alive("start"), INCOMPLETE: "note", CANCELED: "note" });
  });

  it("when another one is paid for already", () => {
    expect(decisions(null, OTHER)).toEqual({ ...alive("duplicate"), INCOMPLETE: "note", CANCELED: "note" });
    expect(decisions(row("INCOMPLETE", THIS), OTHER)).toEqual({
      ...alive("duplicate"),
      INCOMPLETE: "update",
      CANCELED: "close",
    });
  });

  it("never takes a subscription for its own duplicate, whatever part of it was read first", () => {
    const itself = row("ACTIVE", THIS);
    for (const ours of [null, itself]) expect(Object.values(decisions(ours, itself))).not.toContain("duplicate");
  });

  it("when its first payment was open", () => {
    expect(decisions(row("INCOMPLETE", THIS), FREE)).toEqual({
      ...alive("promote"),
      INCOMPLETE: "update",
      CANCELED: "close",
    });
  });

  it("when it is what the organization lives on", () => {
    for (const status of ["TRIALING", "ACTIVE", "PAST_DUE", "PAUSED", "UNPAID"] as const) {
      const ours = row(status, THIS);
      expect(decisions(ours, ours)).toEqual({ ...alive("update"), INCOMPLETE: "update", CANCELED: "end" });
    }
  });

  it("when it has ended here", () => {
    expect(decisions(row("CANCELED", THIS), FREE)).toEqual({
      ...alive("stray"),
      INCOMPLETE: "stray",
      CANCELED: "nothing",
    });
  });
});
