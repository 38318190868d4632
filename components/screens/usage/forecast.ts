import { formatDate, formatMoney, formatSpan, formatTime } from "../../format";
import { projectUsage, wholeDaysBetween, type Projection } from "../../usage-math";
import { counted } from "../../weir/level-text";
import { gaugePhrase, gaugeSentence } from "./gauge-words";
import type { Allowance, AllowanceWindow } from "./model";

/** The forecast of one allowance from the moment the page was made at. A gauge stays where it is until it is reported anew. */
export function forecastOf(allowance: Allowance, asOf: string): Projection {
  if (allowance.gauge) return { kind: "steady", perDay: 0, atReset: allowance.used, runsOutAt: null };
  return projectUsage({
    used: allowance.used,
    limit: allowance.limit,
    windowStart: Date.parse(allowance.windowStart),
    resetsAt: allowance.resetsAt === null ? null : Date.parse(allowance.resetsAt),
    now: Date.parse(asOf),
  });
}

const WINDOW_PHRASE: Record<AllowanceWindow, string> = {
  day: "today",
  month: "this month",
  billing_period: "this period",
  lifetime: "in all",
};

/** The window in words: "today", "this month". */
export function windowPhrase(window: AllowanceWindow): string {
  return WINDOW_PHRASE[window];
}

/** The window of an allowance in words; of a gauge, when its figure is true. */
export function allowancePhrase({ gauge, window }: Pick<Allowance, "gauge" | "window">): string {
  return gauge ? gaugePhrase(gauge, window) : windowPhrase(window);
}

/**
 * The one sentence under a meter: when it runs out, that it lasts, or what happens now that it is full. It says which
 * of the two the wall does, refuse or bill, and always gives the date.
 */
export function allowanceSentence(allowance: Allowance, asOf: string, timeZone: string): string {
  const { limit, used, gauge } = allowance;
  if (gauge) return gaugeSentence({ ...allowance, gauge }, timeZone);
  if (limit === null) return "No limit on this plan; everything is counted.";
  if (used > limit && allowance.policy === "METERED") return overageSentence(allowance, used - limit);
  if (used >= limit) return fullSentence(allowance, asOf, timeZone);
  if (used === 0) return "Nothing used yet.";
  const forecast = forecastOf(allowance, asOf);
  if (forecast.kind === "tooEarly") {
    const from = moment(new Date(forecast.readableFrom).toISOString(), asOf, timeZone);
    return `Not enough yet to project; the pace is read from ${from.replace(/^(on|today at) /, "")} on.`;
  }
  if (forecast.runsOutAt === null) return allowance.resetsAt === null ? "Not growing." : "Lasts until the reset.";
  return runOutSentence(allowance, forecast.runsOutAt, asOf, timeZone);
}

function overageSentence(allowance: Allowance, beyond: number): string {
  const sum = allowance.overage ? `: ${formatMoney(allowance.overage.costSoFar)} so far` : "";
  return `${counted(beyond, allowance.unit)} beyond the allowance, billed${sum}.`;
}

function fullSentence(allowance: Allowance, asOf: string, timeZone: string): string {
  const ranOut = allowance.exhaustedAt ? `Ran out ${moment(allowance.exhaustedAt, asOf, timeZone)}.` : "All used.";
  if (allowance.policy === "METERED") return `${ranOut} ${capitalised(allowance.unit.many)} beyond it are billed.`;
  const until = allowance.resetsAt === null ? "the limit is raised" : "the reset";
  const refused = allowance.refused ? `; ${counted(allowance.refused, { one: "call", many: "calls" })} so far` : "";
  return `${ranOut} Calls are refused until ${until}${refused}.`;
}

function runOutSentence(allowance: Allowance, runsOutAt: number, asOf: string, timeZone: string): string {
  const when = moment(new Date(runsOutAt).toISOString(), asOf, timeZone);
  if (allowance.resetsAt === null) return `Full ${when}, at this pace.`;
  if (allowance.policy === "METERED") {
    return `Meets the allowance ${when}; ${allowance.unit.many} beyond it are billed.`;
  }
  return `Runs out ${when}, ${timeBefore(runsOutAt, allowance.resetsAt)} before it resets.`;
}

function timeBefore(runsOutAt: number, resetsAt: string): string {
  const days = wholeDaysBetween(runsOutAt, Date.parse(resetsAt));
  if (days >= 1) return days === 1 ? "1 day" : `${days} days`;
  return formatSpan(new Date(runsOutAt).toISOString(), resetsAt);
}

/** "today at 15:52", or "on Nov 25, 2026". */
function moment(iso: string, asOf: string, timeZone: string): string {
  const date = formatDate(iso, timeZone);
  return date === formatDate(asOf, timeZone) ? `today at ${formatTime(iso, timeZone)}` : `on ${date}`;
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
