import type { LimitPolicy, MeterFacts, Overage, WindowKind } from "@/lib/entitlements";
import type { MoneyOnWire } from "@/lib/kernel/money";
import type { Threshold } from "@/lib/kernel/quantity";
import type { Instant } from "@/lib/kernel/time";

/** What became of the mail of an alert. */
export type Notice =
  /** Ordered. */
  | "MAILED"
  /** A higher threshold was passed at the same moment, and its mail says it all. */
  | "INCLUDED"
  /** This threshold is switched off. */
  | "SWITCHED_OFF"
  | "MUTED"
  /** Noticed only after the window had ended. */
  | "WINDOW_OVER"
  /** A test environment. */
  | "NOT_PROD"
  | "NO_RECIPIENT";

/** Who is told of alerts, and of which. No recipients means the organization's own: its billing e-mail, else owners and admins. */
export interface AlertPreferences {
  readonly thresholds: readonly Threshold[];
  readonly recipients: readonly string[];
  readonly muted: boolean;
}

/** An alert that has fired. `used` and `limit` are of that moment. */
export interface FiredAlert {
  readonly windowId: number;
  readonly threshold: Threshold;
  readonly meter: string;
  readonly environment: string;
  readonly window: WindowKind;
  readonly windowStart: Instant;
  readonly windowEnd: Instant;
  readonly firedAt: Instant;
  readonly used: number;
  readonly limit: number;
  readonly notice: Notice;
}

export const USAGE_ALERT_MAIL = "usage_alert";

/** What the mail about an alert is about: values alone, so that it can wait in the outbox. */
export interface UsageAlertMail {
  readonly organization: string;
  readonly meter: Pick<MeterFacts, "name" | "unit" | "unitPlural" | "shownUnit" | "shownPer" | "aggregation">;
  readonly threshold: Threshold;
  readonly used: number;
  readonly limit: number;
  readonly window: WindowKind;
  readonly policy: LimitPolicy;
  readonly overage: (Overage & { readonly currency: string }) | null;
  readonly spendLimit: MoneyOnWire | null;
  readonly windowStart: string;
  /** Null for an allowance that never resets. */
  readonly resetsAt: string | null;
  readonly at: string;
  readonly timeZone: string;
  readonly usageUrl: string;
  readonly preferencesUrl: string;
  /** Sent by hand to see whether it arrives. */
  readonly test: boolean;
}
