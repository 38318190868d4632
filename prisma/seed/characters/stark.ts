import { utcDay } from "@/lib/kernel/time";
import type { Character, Scene } from "../character";
import { fewCallsToday, now, standing, tell, tellMissedDays } from "../usage";
import { planDay, weekdayFactor } from "../usage-plan";

const CALLS_A_DAY = 6_300;
/** What has been used by today, of the 100,000 that GROWTH includes. */
const AIM = 118_000;
/** Less than this would not be worth being called overage. */
const LEAST = 104_000;

const TRAFFIC = {
  subjects: ["jarvis", "arc-reactor", "suit-telemetry", "expo"],
  providers: { "us-west": 150, "us-east": 160, "on-premises": 40 },
  endpoints: ["/v3/telemetry", "/v3/simulate", "/v3/render"],
};

/** In overage: beyond its allowance, and charged for it. */
export const stark: Character = {
  name: "Stark",
  key: "stark",
  people: { OWNER: "Antonia Stark", ADMIN: "Piper Potts", MEMBER: "James Roads", VIEWER: "Harold Hogan" },
  shows: "in overage on Growth",
  timeZone: "America/Los_Angeles",
  joinedDaysAgo: 24,
  purchase: { plan: "GROWTH", daysAgo: 20 },
  traffic: TRAFFIC,
  usageOn: (day, daysAgo) => {
    // Before it bought, Stark tried with the few calls that FREE gives.
    if (daysAgo > 20) return planDay({ who: "stark", day, meter: "api_calls", units: 70, events: 5, traffic: TRAFFIC });
    return planDay({
      who: "stark",
      day,
      meter: "api_calls",
      units: Math.round(CALLS_A_DAY * weekdayFactor(day) * (1.18 - daysAgo * 0.015)),
      events: 20,
      traffic: TRAFFIC,
    });
  },
  async today(scene) {
    const period = await standing(scene, "api_calls", "BILLING_PERIOD");
    if (!period) return;
    await tellMissedDays(scene, "api_calls", period.startsAt);
    await fewCallsToday(scene, "api_calls", 1_900, 14);
    await goBeyond(scene);
  },
};

/** A period that has just begun is brought into overage too, evenly over the time it has had. */
async function goBeyond(scene: Scene): Promise<void> {
  const period = await standing(scene, "api_calls", "BILLING_PERIOD");
  if (!period || period.used >= LEAST) return;
  const to = await now(scene);
  const plan = {
    who: "stark",
    day: utcDay(period.startsAt).start,
    meter: "api_calls",
    units: AIM - period.used,
    events: 60,
    traffic: TRAFFIC,
    occasion: `beyond${period.used}`,
  };
  await tell(scene, planDay({ ...plan, within: { from: period.startsAt, to } }));
}
