import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { livesIn, periodOf, type Lives } from "./lives";
import { startScenario, type ScenarioWorld } from "./world";

/*
 * Whoever buys on the 31st pays on the last day of a shorter month and on the 31st again after it, because each period is
 * counted from the first: https://docs.stripe.com/billing/subscriptions/billing-cycle.
 *
 *   2027              GROWTH              GROWTH with 33.3 % off for three months
 *   31 January        399.00              399.00 × 0.333 = 132.867 → 132.87, so 266.13
 *   28 February       399.00              266.13
 *   31 March          399.00              266.13
 *   30 April          399.00              399.00     three months from the 31st of January end on the 30th of April
 *                   --------            --------
 *                   1,596.00            1,197.39
 */
const BEGIN = Date.parse("2027-01-31T10:00:00Z");
const LATER = [
  { day: "2027-02-28", next: "2027-03-31", reduced: "266.13 paid" },
  { day: "2027-03-31", next: "2027-04-30", reduced: "266.13 paid" },
  { day: "2027-04-30", next: "2027-05-31", reduced: "399.00 paid" },
];

let world: ScenarioWorld;
let lives: Lives;
beforeAll(async () => {
  world = await startScenario({ stripe: true, at: BEGIN });
  lives = livesIn(world);
});
afterAll(() => world?.close());

describe("bought on the 31st of January 2027", () => {
  it("is renewed on the last day of February, on the 31st after it, and for less as long as the coupon lasts", async () => {
    const { dashboard } = world.stripe;
    const coupon = await dashboard.coupons.create({ percent_off: 33.3, duration: "repeating", duration_in_months: 3 });
    await dashboard.promotionCodes.create({ promotion: { type: "coupon", coupon: coupon.id }, code: "THIRD" });
    const [emil, cora] = [await world.signsUp("Emil"), await world.signsUp("Cora")];
    await world.buys(emil, "GROWTH");
    const { url } = await world.checksOut(cora, "GROWTH");
    expect(await world.stripe.typesCode(url, "THIRD")).toBe(303);
    expect(await world.pays(url)).toBe(303);
    await world.comesToHave(cora, "GROWTH");
    const whole = ["399.00 paid"];
    const reduced = ["266.13 paid"];
    expect([await lives.bills(emil), await lives.bills(cora)]).toEqual([whole, reduced]);

    for (const renewal of LATER) {
      await world.travels({ to: Date.parse(`${renewal.day}T12:30:00Z`) });
      whole.push("399.00 paid");
      reduced.push(renewal.reduced);
      for (const customer of [emil, cora]) {
        expect(periodOf(await lives.subscription(customer))).toEqual([renewal.day, renewal.next]);
        expect(await world.limitOf(customer)).toMatchObject({ limit: 100_000, used: 0 });
        expect((await world.calls(customer, 50)).status).toBe(201);
      }
      expect([await lives.bills(emil), await lives.bills(cora)]).toEqual([whole, reduced]);
    }
    await lives.hasPaid(emil, 159_600n);
    await lives.hasPaid(cora, 119_739n);
  });
});
