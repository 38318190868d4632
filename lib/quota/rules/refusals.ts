import type { WindowKind } from "@/lib/entitlements";
import { shownNumber, shownUnits, type UnitName } from "@/lib/kernel/units";
import { FOREVER, iso, type Instant } from "@/lib/kernel/time";
import type { GenerationRefusal, Refusal } from "../model";

const WINDOW_WORDS: Readonly<Record<WindowKind, string>> = {
  DAY: "today",
  MONTH: "this month",
  BILLING_PERIOD: "this billing period",
  LIFETIME: "in all",
};

/** Where a limit stood when it was met. `current` is committed usage with open holds; `held` says how much of it is holds. */
export interface LimitMet {
  readonly window: WindowKind;
  readonly current: number;
  readonly held: number;
  readonly limit: number;
  readonly resetsAt: Instant;
}

const PLAIN: UnitName = { one: "unit", many: "units" };

/** A refusal at a limit: in plain units, and in those of whoever knows how the meter is read. */
const atLimit = (meter: string, at: LimitMet, worded: (name: UnitName) => string): Refusal => ({
  code: "LIMIT_EXCEEDED",
  message: worded(PLAIN),
  worded,
  details: detailsOf(meter, at),
});

/** The limit leaves no room for so many units more. */
export function limitExceeded(meter: string, at: LimitMet, units: number): Refusal {
  const remaining = Math.max(0, at.limit - at.current);
  return atLimit(meter, at, (name) => {
    const [used, left, asked, held] = [at.current, remaining, units, at.held].map((n) => shownNumber(n, name));
    const inProgress = at.held > 0 ? ` ${held} of them are held for work in progress.` : "";
    const room = remaining === 0 ? "Nothing is left" : `${left} left, ${asked} asked for`;
    return `${used} of ${shownUnits(at.limit, name)} of ${meter} are used ${WINDOW_WORDS[at.window]}.${inProgress} ${room}. Upgrade the plan${at.resetsAt >= FOREVER ? "" : ", or wait for the reset"}.`;
  });
}

/** A gauge would rise above its limit: `units` is the value that was reported. */
export const valueExceeds = (meter: string, at: LimitMet, units: number): Refusal =>
  atLimit(meter, at, (name) => {
    const ends = at.resetsAt < FOREVER;
    const limit = `${shownUnits(at.limit, name)}${ends ? ` ${WINDOW_WORDS[at.window]}` : ""}`;
    return `${meter} cannot rise to ${shownUnits(units, name)}: the limit is ${limit}, and it stands at ${shownNumber(at.current, name)}. Report less, or upgrade the plan${ends ? ", or wait for the reset" : ""}.`;
  });

const detailsOf = (meter: string, at: LimitMet): Record<string, unknown> => ({
  meter,
  limit: at.limit,
  current: at.current,
  remaining: Math.max(0, at.limit - at.current),
  window: at.window,
  resetsAt: at.resetsAt >= FOREVER ? null : iso(at.resetsAt),
  ...(at.held > 0 ? { held: at.held } : {}),
});

export const meterNotInPlan = (meter: string): Refusal => ({
  code: "METER_NOT_IN_PLAN",
  message: `The plan does not include the meter ${meter}. Choose a plan that does.`,
  details: { meter },
});

export function generationRefused(code: GenerationRefusal, meter: string, feature: string | null): Refusal {
  switch (code) {
    case "ORGANIZATION_SUSPENDED":
      return {
        code,
        message: "This organization is suspended. Contact support to have it opened again.",
        details: { meter },
      };
    case "SUBSCRIPTION_MISSING":
      return {
        code,
        message:
          "This organization has no subscription. Choose a plan, or sign in once so that the free one is started.",
        details: { meter },
      };
    case "PAYMENT_REQUIRED":
      return {
        code,
        message:
          "The subscription is not active: it is paused, its trial has ended, or a payment is overdue. Settle it on the billing page.",
        details: { meter },
      };
    case "FEATURE_DISABLED":
      return {
        code,
        message: `The feature ${feature ?? "of this meter"} is not part of the plan. Choose a plan that includes it.`,
        details: { meter, feature },
      };
  }
}

export const idempotencyMismatch = (): Refusal => ({
  code: "IDEMPOTENCY_MISMATCH",
  message: "This idempotency key was used before with another body. Use a new key for a new event.",
  pointer: "/idempotencyKey",
});

export const inFlight = (): Refusal => ({
  code: "IDEMPOTENCY_IN_FLIGHT",
  message:
    "A request with this idempotency key and another body is still being worked on. Wait a moment, then use a new key.",
});

export const tryAgain = (): Refusal => ({
  code: "UNAVAILABLE",
  message: "The decision could not be made just now. Nothing is lost: send the same request with the same key again.",
});

export const holdGone = (): Refusal => ({
  code: "CONFLICT",
  message: "This hold is no longer open: it was settled, released or has expired.",
});

export const tooOld = (): Refusal => ({
  code: "VALIDATION_ERROR",
  message: "occurredAt lies more than 35 days back or more than 5 minutes ahead. Send usage while it is fresh.",
  pointer: "/occurredAt",
});
