import { formatDate, formatDay, formatMoney, formatDateRange } from "../../format";
import type { BillingInterval, NextCharge, PlanCard, WayBack } from "./model";

/** "a month", "a year". */
export function everyInterval(interval: BillingInterval): string {
  return interval === "month" ? "a month" : "a year";
}

/** A currency's name in the plural, as it stands in a sentence: "US dollars". */
export function currencyWords(currency: string): string {
  const code = currency.toUpperCase();
  const spelled = new Intl.NumberFormat("en-US", { style: "currency", currency: code, currencyDisplay: "name" });
  return spelled
    .formatToParts(2)
    .filter((part) => part.type === "currency")
    .map((part) => part.value)
    .join("");
}

/** What comes after this period, with its date: renewal, first charge, end, change, grace. */
export function planSentence(plan: PlanCard, timeZone: string): string {
  const period = formatDateRange(plan.periodStart, plan.periodEnd, timeZone);
  if (plan.status === "paused") return "Paused: usage is refused and nothing is charged until it is resumed.";
  if (plan.status === "unpaid") return "Not paid: usage is refused until the open invoice is paid.";
  if (plan.status === "incomplete") return "Waiting for the first payment; until then the plan before it applies.";
  if (plan.cancelsAt)
    return `${period}. Ends on ${formatDate(plan.cancelsAt, timeZone)}, then Free; nothing is deleted.`;
  if (plan.scheduled) {
    return `${period}. Changes to ${plan.scheduled.planName} on ${formatDate(plan.scheduled.at, timeZone)}.`;
  }
  if (plan.status === "past_due" && plan.graceUntil) {
    return `${period}. Everything works until ${formatDay(plan.graceUntil, timeZone)}.`;
  }
  if (plan.trialEndsAt) {
    const price = `${formatMoney(plan.price)} ${everyInterval(plan.interval)}`;
    return `Trial until ${formatDate(plan.trialEndsAt, timeZone)}, then ${price}.`;
  }
  return plan.price.amount === "0" ? "Free of charge, for as long as you like." : `${period}. Renews by itself.`;
}

/** The line under the total of the next charge. */
export function chargeDate(charge: NextCharge, timeZone: string): string {
  const day = formatDate(charge.at, timeZone);
  if (charge.kind === "owed") return `was due ${day}`;
  return charge.kind === "firstAfterTrial" ? `on ${day}, after the trial` : `on ${day}`;
}

/** The line that closes the sum. */
export function dueWords(charge: NextCharge, timeZone: string): string {
  return charge.kind === "owed" ? "Due now" : `Due on ${formatDate(charge.at, timeZone)}`;
}

/** How the button back to normal looks: where something is owed, paying it is the first choice and this the second. */
export const wayBackVariant = (way: WayBack): "primary" | "secondary" =>
  way === "keep" || way === "resume" ? "primary" : "secondary";

/** What the button back to normal says. */
export function wayBackWords(way: WayBack, planName: string): string {
  switch (way) {
    case "keep":
    case "keep_present":
      return `Keep ${planName}`;
    case "resume":
      return `Resume ${planName}`;
    case "retry":
      return "Try the card again";
  }
}
