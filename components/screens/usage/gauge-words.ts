import { formatDate } from "../../format";
import { counted } from "../../weir/level-text";
import type { Allowance, GaugeKind } from "./model";

/** What is said of a gauge in place of a forecast: it is what was reported, and no pace leads anywhere. */
export function gaugeSentence(
  allowance: Pick<Allowance, "used" | "limit" | "unit" | "resetsAt"> & { gauge: GaugeKind },
  timeZone: string,
): string {
  const { used, limit, unit, gauge, resetsAt } = allowance;
  if (limit === null) return "No limit on this plan; what is reported is kept.";
  if (used > limit) return "Above its limit: it may fall, and not rise.";
  if (used === limit) {
    const until = gauge === "peak" && resetsAt !== null ? ` until ${formatDate(resetsAt, timeZone)}` : "";
    return `At the limit: more is refused${until}.`;
  }
  return `${counted(limit - used, unit)} left.`;
}

const WINDOW_OF_PEAK = {
  day: "at today's peak",
  month: "at this month's peak",
  billing_period: "at this period's peak",
  lifetime: "at the peak",
} as const;

/** When a gauge's figure is true: a level stands now, a peak belongs to its window. */
export function gaugePhrase(gauge: GaugeKind, window: Allowance["window"]): string {
  return gauge === "level" ? "now" : WINDOW_OF_PEAK[window];
}

/** What a bar of a gauge is, in place of a total. */
export const GAUGE_DAYS: Readonly<Record<GaugeKind, string>> = {
  level: "the last value of each day",
  peak: "the highest value of each day",
};
