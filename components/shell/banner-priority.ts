import type { BannerModel } from "./model";

const byUrgency: readonly BannerModel["kind"][] = [
  "suspended",
  "past_due",
  "limit_reached",
  "trial_ending",
  "cancellation_scheduled",
  "nearly_there",
];

/** The most urgent of the banners that apply; undefined when none does. A page shows one at most. */
export function mostUrgentBanner(candidates: readonly BannerModel[]): BannerModel | undefined {
  return [...candidates].sort((first, second) => byUrgency.indexOf(first.kind) - byUrgency.indexOf(second.kind))[0];
}
