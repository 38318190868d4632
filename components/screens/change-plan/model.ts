import type { Money } from "../../format";
import type { BillingInterval, PaymentMethod } from "../billing/model";
import type { Allowance } from "../usage/model";

/** One side of the change: the plan, what it costs, and how full its limits are or would be. */
export interface PlanSide {
  name: string;
  price: Money;
  interval: BillingInterval;
  /** The tightest limit, with today's use set against this side's amount; null where nothing is metered. */
  allowance: Allowance | null;
  /** What belongs to it, a line each; the new side shows the differences instead. */
  includes: readonly string[];
}

/**
 * One difference that the change makes. A loss says how to live with it: `cure` is a sentence, or a link when
 * something can be done about it here.
 */
export interface PlanDifference {
  kind: "gain" | "loss" | "same";
  words: string;
  cure: { words: string; href: string | null } | null;
}

/** A line of the provider's preview. */
export interface PreviewLine {
  title: string;
  period: string;
  amount: Money;
}

/** What the change costs today. Sums come from the payment provider and are never worked out here. */
export type ChargePreview =
  | {
      kind: "ready";
      lines: readonly PreviewLine[];
      dueNow: Money;
      /** The next regular charge after it. */
      then: { amount: Money; at: string; plusOverage: boolean };
      /** How old the preview is, in seconds. */
      ageSeconds: number;
    }
  | { kind: "loading" }
  | { kind: "failed"; requestId: string; retryHref: string };

/** When the change takes effect. An upgrade starts now, a downgrade at the period's end, unless chosen otherwise. */
export type Timing = "now" | "periodEnd";

export interface TimingOption {
  timing: Timing;
  at: string;
  /** What it means for calls and money. */
  words: string;
  href: string;
}

/** What stops the change until it is cured: more members or usage than the new plan holds. */
export interface PlanConflict {
  words: string;
  cure: { words: string; href: string };
}

export interface ReadyChange {
  kind: "ready";
  organizationName: string;
  timeZone: string;
  now: PlanSide;
  next: PlanSide;
  differences: readonly PlanDifference[];
  /** How many, of a plan that is sold by the quantity; the fields say the rest of the address. Null where one is bought. */
  quantity: { value: number; most: number; fields: Readonly<Record<string, string>> } | null;
  timing: Timing;
  /** At least the chosen one; with only one there is no choice to show. */
  timings: readonly [TimingOption, ...TimingOption[]];
  preview: ChargePreview;
  conflicts: readonly PlanConflict[];
  /** What became of the last try, when nothing was changed by it. */
  notice: { lead: string; words: string } | null;
  paymentMethod: Pick<PaymentMethod, "brand" | "last4"> | null;
  plansHref: string;
  backHref: string;
}

/** A change that is planned already: nothing is charged until its date, and it can be undone. */
export interface ScheduledChange {
  kind: "scheduled";
  organizationName: string;
  timeZone: string;
  currentName: string;
  nextName: string;
  nextPrice: Money;
  nextInterval: BillingInterval;
  at: string;
  backHref: string;
  plansHref: string;
}

/** What stands in the way of any change, and what can be done about it; the first step is the one to take. */
export interface RefusedChange {
  kind: "refused";
  organizationName: string;
  lead: string;
  words: string;
  steps: readonly [ChangeStep, ...ChangeStep[]];
}

export interface ChangeStep {
  words: string;
  href: string;
}

/** The change waits for its payment; until it is made nothing has changed. */
export interface WaitingChange {
  kind: "waiting";
  because: "confirmation" | "refused";
  organizationName: string;
  timeZone: string;
  currentName: string;
  nextName: string;
  amountDue: Money;
  until: string;
  payHref: string;
  backHref: string;
}

/** The change is made. */
export interface DoneChange {
  kind: "done";
  organizationName: string;
  timeZone: string;
  planName: string;
  price: Money;
  interval: BillingInterval;
  /** The next regular charge. */
  renewsAt: string;
  /** What was charged for it; null when nothing was. */
  paid: Money | null;
  invoiceHref: string | null;
  usageHref: string;
  backHref: string;
}

/** What the change-plan page shows. */
export type ChangePlanModel =
  ReadyChange | ScheduledChange | RefusedChange | WaitingChange | DoneChange | { kind: "loading" };

/** Field names of the confirming form. */
export const CHANGE_FIELDS = {
  plan: "plan",
  interval: "interval",
  quantity: "quantity",
  timing: "timing",
  amountDue: "amountDue",
  proratedAt: "proratedAt",
  key: "key",
} as const;
