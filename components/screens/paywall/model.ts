import type { Money } from "@/components/format";
import type { UnitName } from "@/components/weir/level-text";

/** Codes of a refusal that a plan, a payment or credits can cure. Rate limits and outages are not among them. */
export const paywallCodes = [
  "LIMIT_EXCEEDED",
  "SPEND_LIMIT_EXCEEDED",
  "FEATURE_DISABLED",
  "INSUFFICIENT_CREDITS",
  "PAYMENT_REQUIRED",
  "METER_NOT_IN_PLAN",
] as const;

export type PaywallCode = (typeof paywallCodes)[number];

/** The problem+json of a refusal, as far as the paywall reads it. */
export interface RefusalProblem {
  code: string;
  detail?: string;
  requestId?: string;
  meter?: string;
  feature?: string;
  limit?: number;
  current?: number;
  remaining?: number;
  /** Of taken seats: how many somebody wanted. */
  needed?: number;
  window?: string;
  resetsAt?: string | null;
  /** Of SPEND_LIMIT_EXCEEDED: what was set, and what usage beyond the allowance has cost. */
  spendLimit?: Money;
  spent?: Money;
}

/** Why the subscription itself pays for nothing at the moment. */
export type PaymentCause = "trial_ended" | "past_due" | "unpaid" | "paused";

export interface PaywallMeter {
  name: string;
  unit: UnitName;
  used: number;
  limit: number;
  /** "a day", "a billing period": follows the limit in a sentence. */
  window: string;
}

/** A plan, a pack or a payment that would let the call pass. */
export type PaywallCure =
  | {
      kind: "plan";
      name: string;
      /** What changes for the reader, each from → to in words. */
      lifts: readonly { label: string; from: string; to: string }[];
      beyond?: string;
      price: { from: Money; to: Money; interval: "month" | "year" };
      /** The exact sum of the change, where the provider has answered; with the span it pays for. */
      dueNow?: { amount: Money; covers: string };
      trialDays?: number;
      href: string;
    }
  | {
      kind: "quantity";
      /** The plan, of which more is bought. */
      name: string;
      lifts: readonly { label: string; from: string; to: string }[];
      price: { from: Money; to: Money; interval: "month" | "year" };
      href: string;
    }
  | { kind: "credits"; name: string; credits: number; price: Money; href: string }
  | { kind: "spend_limit"; limit: Money; spent: Money; href: string }
  | { kind: "payment"; due: Money; href: string }
  | { kind: "resume"; href: string }
  /** Sold by contract alone; null where no address to write to is known. */
  | { kind: "contact"; href: string | null };

export interface PaywallModel {
  code: PaywallCode;
  planName: string;
  requestId?: string;
  meter?: PaywallMeter;
  /** Set where people find no room, and no call was refused: seats that are free, and those that are wanted. */
  seats?: { free: number; needed: number };
  /** Name of the feature, for FEATURE_DISABLED. */
  feature?: string;
  /** Balance, for INSUFFICIENT_CREDITS. */
  credits?: { balance: number; needed: number };
  cause?: PaymentCause;
  /** null where the allowance never resets; absent where a reset is beside the point. */
  resetsAt?: string | null;
  /** The business moment at which the page was drawn. */
  now: string;
  timeZone: string;
  /** The cheapest one that works. */
  cure?: PaywallCure;
  /** Whether the reader may buy; otherwise the dialog names who may. */
  mayBuy: boolean;
  owners: readonly { name: string; email: string }[];
}
