import type { Money } from "@/components/format";
import type { MeterPolicy } from "@/components/weir/meter";
import type { UnitName } from "@/components/weir/level-text";
import type { AllowanceWindow, GaugeKind } from "../usage/model";

/** An allowance that alerts watch. Moments are ISO strings, units whole numbers. */
export interface WatchedAllowance {
  meter: string;
  name: string;
  unit: UnitName;
  window: AllowanceWindow;
  gauge?: GaugeKind;
  policy: MeterPolicy;
  used: number;
  limit: number;
  resetsAt: string | null;
}

/** A meter whose usage beyond the allowance is billed, and what that may cost. */
export interface SpendLimitRow {
  meter: string;
  name: string;
  unit: UnitName;
  window: AllowanceWindow;
  allowance: number;
  used: number;
  /** Each started `per` units beyond the allowance cost `price`. */
  price: Money;
  per: number;
  spent: Money;
  /** Null while nothing bounds it. */
  limit: Money | null;
  /** The last unit that the limit affords; null without a limit. */
  ceiling: number | null;
  resetsAt: string | null;
}

/** A spend limit that was set under another plan: of a meter that is not billed now, or in another currency. */
export interface IdleSpendLimit {
  meter: string;
  name: string;
  limit: Money;
  because: "not_billed" | "other_currency";
}

/** What became of the mail of an alert that has fired. */
export type NoticeKind = "MAILED" | "INCLUDED" | "SWITCHED_OFF" | "MUTED" | "WINDOW_OVER" | "NOT_PROD" | "NO_RECIPIENT";

export interface FiredRow {
  id: string;
  firedAt: string;
  threshold: number;
  meterName: string;
  unit: UnitName;
  window: AllowanceWindow;
  used: number;
  limit: number;
  notice: NoticeKind;
}

export interface AlertPreferencesInput {
  thresholds: readonly number[];
  recipients: readonly string[];
  muted: boolean;
}

export interface ReadyAlerts extends AlertPreferencesInput {
  kind: "ready";
  organizationName: string;
  timeZone: string;
  mayManage: boolean;
  /** Where mail goes in this deployment. */
  mail: "smtp" | "mailbox" | "off";
  /** Addresses that an alert reaches just now. */
  reaches: readonly string[];
  allowances: readonly WatchedAllowance[];
  spendLimits: readonly SpendLimitRow[];
  idle: readonly IdleSpendLimit[];
  history: readonly FiredRow[];
  /** A dialog that stands open when the page arrives. */
  dialog?: { meter: string; amount?: string; belowSpend?: SpendBelow };
}

export type AlertsModel = ReadyAlerts | { kind: "failed"; requestId: string; retryHref: string } | { kind: "loading" };

/** What a limit below what is spent would do: said before it is saved. */
export interface SpendBelow {
  limit: Money;
  spent: Money;
}

export type SaveAnswer =
  { kind: "saved" } | { kind: "refused"; errors: { thresholds?: string; recipients?: string; form?: string } };
export type TestAnswer = { kind: "sent"; to: readonly string[] } | { kind: "refused"; message: string };
export type SpendAnswer =
  { kind: "saved" } | { kind: "below"; below: SpendBelow } | { kind: "refused"; message: string };

export interface SpendLimitInput {
  meter: string;
  /** As it was typed: "200" or "200.50". */
  amount: string;
  /** The reader has seen that it stops calls at once. */
  confirmed: boolean;
}

/** What the page's buttons do. */
export interface AlertsActions {
  save(input: AlertPreferencesInput): Promise<SaveAnswer>;
  test(): Promise<TestAnswer>;
  setSpendLimit(input: SpendLimitInput): Promise<SpendAnswer>;
  removeSpendLimit(meter: string): Promise<SpendAnswer>;
}
