import type { Character } from "../character";
import { fewCallsToday, fillToday } from "../usage";
import { planDay, planValue, weekdayFactor } from "../usage-plan";

const ALMOST = 99;

const TRAFFIC = {
  subjects: ["research", "marketing", "support"],
  providers: { "large-model": 950, "small-model": 240 },
  endpoints: ["/v1/chat", "/v1/summaries", "/v1/embeddings"],
};

/** One call before the wall: 99 of the 100 that FREE gives each day. All of its seats are taken. */
export const globex: Character = {
  name: "Globex",
  key: "globex",
  people: { OWNER: "Hana Scorpio", ADMIN: "Homer Reed", MEMBER: "Lena Dome", VIEWER: "Otto Park" },
  shows: "99 of 100 calls used today",
  timeZone: "America/New_York",
  joinedDaysAgo: 27,
  purchase: null,
  withTestKey: true,
  traffic: TRAFFIC,
  usageOn: (day, daysAgo) => [
    ...planDay({
      who: "globex",
      day,
      meter: "api_calls",
      units: Math.min(ALMOST, Math.round((88 - daysAgo * 1.1) * weekdayFactor(day))),
      events: 16,
      traffic: TRAFFIC,
    }),
    ...planDay({
      who: "globex",
      day,
      meter: "ai_tokens",
      units: Math.round(230 * weekdayFactor(day)),
      events: 4,
      traffic: TRAFFIC,
    }),
    planValue({ who: "globex", day, meter: "storage_gb", value: 840 - daysAgo * 17 }),
  ],
  async today(scene) {
    await fewCallsToday(scene, "ai_tokens", 140, 3);
    await fillToday(scene, "api_calls", ALMOST, ALMOST);
  },
};
