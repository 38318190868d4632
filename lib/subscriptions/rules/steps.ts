import type { Subscription, SubscriptionStatus } from "../model";

/** How a subscription stands to those who act on it: its state, but for one that costs nothing or is about to end. */
export type Standing = Lowercase<SubscriptionStatus> | "free" | "cancellation_scheduled";

/** What can be done to a subscription. */
export type Step =
  "change_plan" | "cancel_at_period_end" | "cancel_now" | "reactivate" | "pause" | "resume" | "extend_trial";

/**
 * The one table: standing → step → the standing it leads to. A step that is absent is refused, and the ones that are
 * present are named as what can be done instead. A step may be repeated: where it leads, it is allowed and changes
 * nothing. A change of plan and a trial's extension leave the standing as it is; what they need besides is theirs to ask.
 *
 * reactivate goes back to paying: by taking back a scheduled end, or by paying what is overdue.
 */
export const STEPS: Readonly<Record<Standing, Partial<Record<Step, Standing>>>> = {
  free: {},
  incomplete: {},
  trialing: {
    change_plan: "trialing",
    cancel_at_period_end: "cancellation_scheduled",
    cancel_now: "canceled",
    reactivate: "trialing",
    extend_trial: "trialing",
  },
  active: {
    change_plan: "active",
    cancel_at_period_end: "cancellation_scheduled",
    cancel_now: "canceled",
    reactivate: "active",
    pause: "paused",
    resume: "active",
  },
  cancellation_scheduled: {
    cancel_at_period_end: "cancellation_scheduled",
    cancel_now: "canceled",
    reactivate: "active",
  },
  past_due: { cancel_at_period_end: "cancellation_scheduled", cancel_now: "canceled", reactivate: "active" },
  unpaid: { cancel_now: "canceled", reactivate: "active" },
  paused: { cancel_now: "canceled", pause: "paused", resume: "active" },
  canceled: {},
};

/** What somebody on a plan that costs nothing can do, and the first step of whoever has not finished paying. */
const ELSEWHERE: Partial<Record<Standing, readonly string[]>> = {
  free: ["checkout"],
  incomplete: ["pay_first_invoice"],
  canceled: ["checkout"],
};

/** How it stands. `fallback`: its plan is the one that organizations fall back to. */
export function standingOf(
  { status, cancelAt, cancelAtPeriodEnd }: Pick<Subscription, "status" | "cancelAt" | "cancelAtPeriodEnd">,
  fallback: boolean,
): Standing {
  const fine = status === "ACTIVE" || status === "TRIALING";
  if (fallback && fine) return "free";
  if (fine && (cancelAtPeriodEnd || cancelAt !== null)) return "cancellation_scheduled";
  return status.toLowerCase() as Lowercase<SubscriptionStatus>;
}

export const mayTake = (from: Standing, step: Step): boolean => STEPS[from][step] !== undefined;

/** Everything that can be done from here, without what would change nothing. */
export function choicesFrom(from: Standing): readonly string[] {
  const steps = (Object.keys(STEPS[from]) as Step[]).filter((step) => {
    const staying = step === "change_plan" || step === "extend_trial";
    return staying || STEPS[from][step] !== from;
  });
  return [...steps, ...(ELSEWHERE[from] ?? [])];
}
