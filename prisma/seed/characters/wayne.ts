import type { Character } from "../character";
import { fewCallsToday } from "../usage";
import { planDay, planValue, weekdayFactor } from "../usage-plan";

const TRAFFIC = {
  subjects: ["applied-sciences", "foundation", "archive", "cave"],
  providers: { "on-premises": 35, "us-east": 160 },
  endpoints: ["/v2/search", "/v2/forensics", "/v2/translate"],
};

/** Unlimited: an institution that nobody counts against. */
export const wayne: Character = {
  name: "Wayne",
  key: "wayne",
  people: { OWNER: "Bruna Wayne", ADMIN: "Lucia Fox", MEMBER: "Alfred Penn", VIEWER: "Barbara Gordon" },
  shows: "unlimited, on Institution",
  timeZone: "America/New_York",
  joinedDaysAgo: 29,
  purchase: { plan: "INSTITUTION", daysAgo: 25 },
  traffic: TRAFFIC,
  usageOn: (day, daysAgo) => {
    if (daysAgo > 25) return planDay({ who: "wayne", day, meter: "api_calls", units: 60, events: 5, traffic: TRAFFIC });
    return [
      ...planDay({
        who: "wayne",
        day,
        meter: "api_calls",
        units: Math.round(2_400 * weekdayFactor(day) * (1.1 - daysAgo * 0.01)),
        events: 18,
        traffic: TRAFFIC,
      }),
      ...planDay({
        who: "wayne",
        day,
        meter: "ai_tokens",
        units: Math.round(64_000 * weekdayFactor(day)),
        events: 8,
        traffic: TRAFFIC,
      }),
      planValue({ who: "wayne", day, meter: "storage_gb", value: 212_400 - daysAgo * 1_730 }),
    ];
  },
  async today(scene) {
    await fewCallsToday(scene, "api_calls", 900, 14);
    await fewCallsToday(scene, "ai_tokens", 21_000, 6);
  },
};
