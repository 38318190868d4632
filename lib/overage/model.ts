import type { Money } from "@/lib/kernel/money";
import type { Instant, Period } from "@/lib/kernel/time";

/**
 * How far a message to the provider's meter has come: not sent for certain, taken by the provider, seen in the meter's
 * sum, refused until a person sees to it, given up for another one, counted on an invoice that is void, or seen to by a
 * person who billed it otherwise or let it go.
 */
export const REPORT_STATES = ["PENDING", "SENT", "CONFIRMED", "FAILED", "REPLACED", "VOIDED", "SETTLED"] as const;
export type ReportState = (typeof REPORT_STATES)[number];

/**
 * What a message is for: usage in its own period; usage that came too late for its period's invoice, in whole packages;
 * or a correction of the provider's sum, which covers nothing new.
 */
export type ReportKind = "USAGE" | "LATE" | "CORRECTION";

/** One message to the provider's meter. Units are of the meter. */
export interface OverageReport {
  /** The message's identifier there. */
  readonly id: string;
  readonly organizationId: string;
  readonly subscriptionId: string;
  readonly windowId: number;
  /** Null where no price at the provider has the terms. */
  readonly overagePriceId: string | null;
  readonly meter: string;
  readonly sequence: number;
  readonly kind: ReportKind;
  readonly units: bigint;
  /** Units beyond the allowance that were covered before it, and are after it. */
  readonly overageBefore: bigint;
  readonly overage: bigint;
  /** When it counts, in business time, to the second. */
  readonly moment: Instant;
  readonly state: ReportState;
  readonly reason: string | null;
  readonly createdAt: Instant;
  readonly attempts: number;
  readonly firstAttemptAt: Instant | null;
  readonly sentAt: Instant | null;
  readonly confirmedAt: Instant | null;
}

/** A report as it is written down first. */
export interface NewReport {
  readonly organizationId: string;
  readonly subscriptionId: string;
  readonly windowId: number;
  readonly overagePriceId: string | null;
  /** One more than the last of this window and price: of two writers, one finds it taken. */
  readonly sequence: number;
  readonly kind: ReportKind;
  readonly units: bigint;
  readonly overageBefore: bigint;
  readonly overage: bigint;
  /** The level of the window up to which it covers. */
  readonly level: bigint;
  readonly moment: Instant;
  /** Why it cannot be sent at all; null when it can. */
  readonly failure: string | null;
}

/** A metered window that ran under a subscription at the provider, as it is looked at. */
export interface MeteredWindow {
  readonly windowId: number;
  readonly organizationId: string;
  readonly customerId: string | null;
  readonly meter: string;
  readonly period: Period;
  readonly subscription: {
    readonly id: string;
    readonly stripeId: string;
    readonly ended: boolean;
    readonly planId: string;
  };
  /** What was used in it before this moment is not this subscription's to pay, or was free. */
  readonly since: Instant;
  /** When the subscription ended, before the window did; null otherwise. What is used later is not its to pay. */
  readonly until: Instant | null;
  /** Null where nothing at the provider bills it: an exception with terms of its own, or with none. */
  readonly price: WindowPrice | null;
  /** What an exception wants for usage beyond the allowance, or wanted when the window ended. Null: the plan speaks. */
  readonly exception: PackageTerms | null;
}

/** Packages are billed whole: so many units each, and what each costs. */
export interface PackageTerms {
  readonly per: bigint;
  readonly amount: Money;
}

export interface WindowPrice extends PackageTerms {
  readonly id: string;
  /** The plan that it belongs to. */
  readonly planId: string;
  readonly stripePriceId: string | null;
}

/** What was reported of a window so far, messages left out that were given up or whose invoice is void. */
export interface Reported {
  readonly covered: bigint;
  readonly lastSequence: number;
  /** The level of the window up to which other prices have billed. */
  readonly billedByOthers: bigint;
}

/** Usage beyond an allowance that nobody has billed: a report that failed, and what it would cost. */
export interface UnbilledOverage {
  readonly report: OverageReport;
  readonly window: Period;
  /** Null where the terms are an exception's own; the report's reason names them. */
  readonly amount: Money | null;
}
