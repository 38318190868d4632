import { shownPlural } from "@/lib/kernel/units";
import { formatMoney } from "../../format";
import { counted, countedNumber } from "../../weir/level-text";
import type { FiredRow, NoticeKind, ReadyAlerts, SpendLimitRow } from "./model";

/** What became of an alert's mail, in a word or two. */
export const noticeWords: Readonly<Record<NoticeKind, string>> = {
  MAILED: "Mailed",
  INCLUDED: "In the mail for a higher one",
  SWITCHED_OFF: "Switched off",
  MUTED: "Muted",
  WINDOW_OVER: "Noticed after the reset",
  NOT_PROD: "Test environment",
  NO_RECIPIENT: "Nobody to tell",
};

/** Which allowance it was: what has fired may be of a window that is long over. */
export const perWindow: Readonly<Record<FiredRow["window"], string>> = {
  day: "a day",
  month: "a month",
  billing_period: "a billing period",
  // What never resets is about no time.
  lifetime: "",
};

/** Who is told, or why nobody is. */
export function reachSentence({ muted, reaches, mail, thresholds }: ReadyAlerts): string {
  if (mail === "off") return "This deployment sends no mail: no mail server is configured. Alerts are listed below.";
  if (muted) return "Muted: alerts are listed below, and nobody is told.";
  if (thresholds.length === 0) return "Every threshold is switched off: nobody is told.";
  if (reaches.length === 0) return "Nobody would be told: name an address.";
  return `Told now: ${reaches.join(", ")}.`;
}

/** The price beyond the allowance: "$3.00 for each started 1,000 calls". */
export function priceWords({ price, per, unit }: Pick<SpendLimitRow, "price" | "per" | "unit">): string {
  return per === 1
    ? `${formatMoney(price)} a ${unit.one}`
    : `${formatMoney(price)} for each started ${counted(per, unit)}`;
}

/** What the limit does, or what its absence means. */
export function consequence(row: SpendLimitRow): string {
  if (row.limit === null || row.ceiling === null)
    return `Nothing bounds it: ${shownPlural(row.unit)} beyond the allowance go on and are billed.`;
  if (row.used >= row.ceiling)
    return `Reached: further ${shownPlural(row.unit)} are refused until it is raised or the allowance resets.`;
  return `Calls stop at ${counted(row.ceiling, row.unit)}; ${countedNumber(row.ceiling - row.used, row.unit)} are left before that.`;
}
