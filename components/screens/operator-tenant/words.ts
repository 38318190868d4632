import type { WindowName } from "./model";

/** A window as a limit names it: "10,000 calls a day". */
export const PER: Readonly<Record<WindowName, string>> = {
  DAY: "a day",
  MONTH: "a month",
  BILLING_PERIOD: "a billing period",
  LIFETIME: "in all",
};

export const WINDOW_CHOICES: readonly { value: WindowName; label: string }[] = [
  { value: "DAY", label: "Day" },
  { value: "MONTH", label: "Month" },
  { value: "BILLING_PERIOD", label: "Billing period" },
  { value: "LIFETIME", label: "In all, never resets" },
];
