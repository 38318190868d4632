import type { MeterFacts } from "@/lib/entitlements";
import type { Threshold } from "@/lib/kernel/quantity";
import type { AlertPreferences, Notice } from "../model";

export interface Occasion {
  /** Thresholds that are passed and have not fired in this window, lowest first. */
  readonly due: readonly Threshold[];
  readonly preferences: AlertPreferences;
  readonly live: boolean;
  readonly windowOver: boolean;
  readonly recipients: number;
}

/**
 * Whether anybody wants to be told of a use. The first one of a level is none: an organization begins with one person in
 * it, and that the only seat of its plan is taken by then warns of nothing.
 */
export const isNews = ({ aggregation, used }: { aggregation: MeterFacts["aggregation"]; used: number }): boolean =>
  aggregation !== "LATEST" || used > 1;

/**
 * What becomes of the mail of each alert that is due. At most one is MAILED: the highest that is switched on, which stands
 * for those below it.
 */
export function notices(occasion: Occasion): { threshold: Threshold; notice: Notice }[] {
  const { due, preferences } = occasion;
  const none = reasonForNone(occasion);
  const on = due.filter((threshold) => preferences.thresholds.includes(threshold));
  const highest = on.at(-1);
  return due.map((threshold) => {
    if (none) return { threshold, notice: none };
    if (!on.includes(threshold)) return { threshold, notice: "SWITCHED_OFF" };
    return { threshold, notice: threshold === highest ? "MAILED" : "INCLUDED" };
  });
}

function reasonForNone({ live, windowOver, preferences, recipients }: Occasion): Notice | null {
  if (!live) return "NOT_PROD";
  if (windowOver) return "WINDOW_OVER";
  if (preferences.muted) return "MUTED";
  return recipients === 0 ? "NO_RECIPIENT" : null;
}
