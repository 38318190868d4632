import type { Character } from "../character";
import { fewCallsToday, standing, tellMissedDays } from "../usage";
import { planDay, weekdayFactor } from "../usage-plan";

const CALLS_A_DAY = 290;
/** Beyond this Acme would no longer be the healthy one. */
const HEALTHY = 7_000;

const TRAFFIC = {
  subjects: ["rocket-skates", "giant-magnets", "portable-holes", "catalog-search", "returns-desk"],
  providers: { "eu-west": 180, "us-east": 160, "ap-south": 210 },
  endpoints: ["/v2/search", "/v2/parts", "/v2/orders", "/v2/quotes"],
};

/** Healthy: bought after a trial, grows a little, half of its allowance used. */
export const acme: Character = {
  name: "Acme",
  key: "acme",
  people: { OWNER: "Wilma Coyote", ADMIN: "Ramon Bird", MEMBER: "Ines Anvil", VIEWER: "Theo Rocket" },
  shows: "healthy, on Starter",
  timeZone: "Europe/Paris",
  joinedDaysAgo: 30,
  purchase: { plan: "STARTER", daysAgo: 30, byHandDaysAgo: 16 },
  traffic: TRAFFIC,
  usageOn: (day, daysAgo) => {
    const units = Math.round(CALLS_A_DAY * weekdayFactor(day) * (1.05 - daysAgo * 0.012));
    return planDay({ who: "acme", day, meter: "api_calls", units, events: 30, traffic: TRAFFIC });
  },
  async today(scene) {
    const period = await standing(scene, "api_calls", "BILLING_PERIOD");
    if (!period || period.used > HEALTHY) return;
    await tellMissedDays(scene, "api_calls", period.startsAt);
    await fewCallsToday(scene, "api_calls", 120, 24);
  },
};
