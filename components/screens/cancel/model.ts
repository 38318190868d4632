import type { Money } from "../../format";
import type { BillingInterval } from "../billing/model";

/** One thing that stops or stays, and when, in words that stand alone. */
export interface Consequence {
  kind: "stops" | "stays";
  words: string;
}

/** A reason to choose from; its value is what is stored. */
export interface CancelReason {
  value: string;
  label: string;
}

/** When the plan may end. Ending now is offered only where the operator allows it. */
export interface CancelTiming {
  value: "period_end" | "now";
  at: string;
  words: string;
}

export interface OpenCancel {
  kind: "open";
  organizationName: string;
  planName: string;
  price: Money;
  interval: BillingInterval;
  timeZone: string;
  /** Half-open, as every period: the plan works until this moment. */
  endsAt: string;
  consequences: readonly Consequence[];
  reasons: readonly CancelReason[];
  /** The period's end comes first and is chosen unless somebody chooses otherwise. */
  timings: readonly [CancelTiming, ...CancelTiming[]];
  /** A cheaper plan that would keep most of it; null where there is none. */
  offer: { planName: string; price: Money; interval: BillingInterval; href: string } | null;
  backHref: string;
  /** What went wrong with the last try; nothing was changed. */
  error: string | null;
}

/** The plan will end; until then it can be kept. */
export interface ScheduledCancel {
  kind: "scheduled";
  organizationName: string;
  planName: string;
  timeZone: string;
  endsAt: string;
  backHref: string;
}

/** The cancellation was taken back. */
export interface UndoneCancel {
  kind: "undone";
  organizationName: string;
  planName: string;
  price: Money;
  interval: BillingInterval;
  timeZone: string;
  renewsAt: string;
  backHref: string;
}

/** What the cancel page shows. */
export type CancelModel = OpenCancel | ScheduledCancel | UndoneCancel | { kind: "loading" };

/** Field names of the form that the page's action reads. */
export const CANCEL_FIELDS = { reason: "reason", comment: "comment", timing: "timing" } as const;

/** How much of the comment is kept. */
export const LONGEST_COMMENT = 500;
