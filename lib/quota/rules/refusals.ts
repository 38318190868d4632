import type { WindowKind } from "@/lib/entitlements";
import { moneyInWords, moneyOnWire } from "@/lib/kernel/money";
import { FOREVER, iso, type Instant } from "@/lib/kernel/time";
import { shownNumber, shownUnits, type UnitName } from "@/lib/kernel/units";
import type { GenerationRefusal, HoldStatus, Refusal, SpendTerms } from "../model";
import { spentBeyond } from "./spend-ceiling";

const WINDOW_WORDS: Readonly<Record<WindowKind, string>> = {
  DAY: "today",
  MONTH: "this month",
  BILLING_PERIOD: "this billing period",
  LIFETIME: "in all",
};

/** The wall that is in the way. `current` is committed usage with open holds; `held` says how much of it is holds. */
export interface Wall {
  readonly window: WindowKind;
  readonly current: number;
  readonly held: number;
  readonly limit: number;
  readonly resetsAt: Instant;
  /** Where the wall is the ceiling of a spend limit: what lies before it. */
  readonly beyond: { readonly allowance: number; readonly spend: SpendTerms } | null;
}

/** No room under a limit: of the plan, or of what usage beyond the plan's may cost. */
export const noRoom = (meter: string, at: Wall, units: number): Refusal =>
  at.beyond ? spendLimitExceeded(meter, at, at.beyond, units) : limitExceeded(meter, at, units);

/** Going on would cost more than the spend limit. `spent` is what committed usage costs, without holds. */
function spendLimitExceeded(
  meter: string,
  at: Wall,
  { allowance, spend }: NonNullable<Wall["beyond"]>,
  units: number,
): Refusal {
  const set = { amount: BigInt(spend.limit), currency: spend.currency };
  const spent = spentBeyond(allowance, at.current - at.held, spend);
  const remaining = Math.max(0, at.limit - at.current);
  const worded = (name: UnitName): string => {
    const room =
      remaining === 0
        ? "No further unit fits under it"
        : `${shownNumber(remaining, name)} more fit under it, ${shownNumber(units, name)} asked for`;
    const held = at.held > 0 ? ` ${shownUnits(at.held, name)} are held for work in progress.` : "";
    return `${moneyInWords(spent)} of the spend limit of ${moneyInWords(set)} for ${meter} are spent ${WINDOW_WORDS[at.window]}.${held} ${room}. Raise the spend limit${at.resetsAt >= FOREVER ? "" : ", or wait for the reset"}.`;
  };
  return {
    code: "SPEND_LIMIT_EXCEEDED",
    message: worded(PLAIN),
    worded,
    details: {
      ...whereItStands(meter, at),
      allowance,
      spendLimit: moneyOnWire(set),
      spent: moneyOnWire(spent),
    },
  };
}

const whereItStands = (meter: string, at: Wall): Readonly<Record<string, unknown>> => ({
  meter,
  limit: at.limit,
  current: at.current,
  remaining: Math.max(0, at.limit - at.current),
  window: at.window,
  resetsAt: at.resetsAt >= FOREVER ? null : iso(at.resetsAt),
  ...(at.held > 0 ? { held: at.held } : {}),
});

const PLAIN: UnitName = { one: "unit", many: "units" };

/** A refusal at a limit: in plain units, and in those of whoever knows how the meter is read. */
const atLimit = (meter: string, at: Wall, worded: (name: UnitName) => string): Refusal => ({
  code: "LIMIT_EXCEEDED",
  message: worded(PLAIN),
  worded,
  details: whereItStands(meter, at),
});

function limitExceeded(meter: string, at: Wall, units: number): Refusal {
  const remaining = Math.max(0, at.limit - at.current);
  return atLimit(meter, at, (name) => {
    const shown = (amount: number): string => shownNumber(amount, name);
    const inProgress = at.held > 0 ? ` ${shown(at.held)} of them are held for work in progress.` : "";
    const room = remaining === 0 ? "Nothing is left" : `${shown(remaining)} left, ${shown(units)} asked for`;
    return `${shown(at.current)} of ${shownUnits(at.limit, name)} of ${meter} are used ${WINDOW_WORDS[at.window]}.${inProgress} ${room}. Upgrade the plan${at.resetsAt >= FOREVER ? "" : ", or wait for the reset"}.`;
  });
}

/** A gauge would rise above its limit: `units` is the value that was reported. */
export const valueExceeds = (meter: string, at: Wall, units: number): Refusal =>
  atLimit(meter, at, (name) => {
    const ends = at.resetsAt < FOREVER;
    const limit = `${shownUnits(at.limit, name)}${ends ? ` ${WINDOW_WORDS[at.window]}` : ""}`;
    return `${meter} cannot rise to ${shownUnits(units, name)}: the limit is ${limit}, and it stands at ${shownNumber(at.current, name)}. Report less, or upgrade the plan${ends ? ", or wait for the reset" : ""}.`;
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

/** The same, once it is known how the hold has ended. */
export function holdEnded(hold: {
  readonly id: string;
  readonly status: HoldStatus;
  readonly units: number;
  readonly expiresAt: Instant;
  readonly settledUnits: number | null;
  readonly event: string | null;
}): Refusal {
  const details = { hold: hold.id, state: hold.status.toLowerCase() };
  switch (hold.status) {
    case "SETTLED":
      return {
        code: "CONFLICT",
        message: `This hold is settled: ${hold.settledUnits ?? 0} units were recorded for the ${hold.units} that were held. Record what came on top with POST /v1/usage.`,
        details: { ...details, settledUnits: hold.settledUnits, event: hold.event },
      };
    case "RELEASED":
      return {
        code: "CONFLICT",
        message:
          "This hold is released: its units went back unused. Record what was used after all with POST /v1/usage.",
        details,
      };
    case "EXPIRED":
      return {
        code: "CONFLICT",
        message: `This hold expired at ${iso(hold.expiresAt)}: its units went back. Record what was used with POST /v1/usage, if there is still room.`,
        details: { ...details, expiresAt: iso(hold.expiresAt) },
      };
    case "OPEN":
      return { code: "CONFLICT", message: "This hold is open. Settle or release it.", details };
  }
}

export const tooOld = (): Refusal => ({
  code: "VALIDATION_ERROR",
  message: "occurredAt lies more than 35 days back or more than 5 minutes ahead. Send usage while it is fresh.",
  pointer: "/occurredAt",
});
