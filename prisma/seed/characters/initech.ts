import type { Character } from "../character";
import { fillToday } from "../usage";
import { planDay, weekdayFactor } from "../usage-plan";

const LIMIT = 100;

const TRAFFIC = {
  subjects: ["tps-reports", "printer", "basement"],
  providers: { "us-east": 160, "us-west": 170 },
  endpoints: ["/v1/reports", "/v1/cover-sheets", "/v1/memos"],
};

/** At the wall: all of today's 100 calls are used, the next one is refused. */
export const initech: Character = {
  name: "Initech",
  key: "initech",
  people: { OWNER: "Bill Lumen", ADMIN: "Petra Gibbons", MEMBER: "Milton Wade", VIEWER: "Samir Nagar" },
  shows: "at its limit, the next call is refused",
  timeZone: "America/Chicago",
  joinedDaysAgo: 28,
  purchase: null,
  traffic: TRAFFIC,
  usageOn: (day, daysAgo) =>
    planDay({
      who: "initech",
      day,
      meter: "api_calls",
      units: Math.min(LIMIT, Math.round((105 - daysAgo * 1.6) * weekdayFactor(day))),
      events: 14,
      traffic: TRAFFIC,
    }),
  today: (scene) => fillToday(scene, "api_calls", LIMIT, 60),
};
