import type { Character } from "../character";
import { keepTrialRunning } from "../trial";
import { fewCallsToday, standing, tellMissedDays } from "../usage";
import { planDay, weekdayFactor } from "../usage-plan";

const TRIAL_DAYS = 14;
/** A trial that looks worth buying, and stays far from the wall. */
const ENOUGH = 6_000;

const TRAFFIC = {
  subjects: ["hive", "arklay", "raccoon-city"],
  providers: { "us-east": 160, "eu-west": 180 },
  endpoints: ["/v1/samples", "/v1/sequences", "/v1/assays"],
};

/** Its trial ends in two days. */
export const umbrella: Character = {
  name: "Umbrella",
  key: "umbrella",
  people: { OWNER: "Alice Marcus", ADMIN: "Carlos Oliver", MEMBER: "Rain Ocampo", VIEWER: "Ada Birkin" },
  shows: "its trial ends in two days",
  timeZone: "Europe/London",
  joinedDaysAgo: 13,
  purchase: { plan: "STARTER", daysAgo: TRIAL_DAYS - 2, trialDays: TRIAL_DAYS },
  traffic: TRAFFIC,
  usageOn: (day, daysAgo) =>
    planDay({
      who: "umbrella",
      day,
      meter: "api_calls",
      units: Math.min(90, Math.round((86 - daysAgo * 3) * weekdayFactor(day))),
      events: 18,
      traffic: TRAFFIC,
    }),
  async today(scene) {
    await keepTrialRunning(scene, "STARTER");
    const period = await standing(scene, "api_calls", "BILLING_PERIOD");
    if (!period || period.used > ENOUGH) return;
    await tellMissedDays(scene, "api_calls", period.startsAt);
    await fewCallsToday(scene, "api_calls", 60, 12);
  },
};
