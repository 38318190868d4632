import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addMonths, DAY, HOUR, iso, SECOND, type Instant } from "@/lib/kernel/time";
import { instantOf, livesIn, type Lives } from "./lives";
import { startScenario, type Customer, type ScenarioWorld } from "./world";

/*
 * Trial → paid → upgrade in the middle of a period → downgrade at a period's end → cancellation → FREE, to the cent.
 *
 *   27 March 2027     STARTER on trial for 14 days                                            0.00
 *   10 April          the trial ends, the first month of 30 days is paid                     49.00
 *   20 April          GROWTH, with 20 of 30 days left:
 *                       unused STARTER   − 49.00 × 20/30 =  −32.666… → −32.67
 *                       rest of GROWTH    399.00 × 20/30 =  266.00
 *                                                                      ------               233.33
 *   25 April          STARTER is planned, taken back, planned again                           0.00
 *   10 May            STARTER again, a month of 31 days                                      49.00
 *   20 May            canceled; it runs until the 10th of June, and then nothing              0.00
 *                                                                                         --------
 *                                                                                           331.33
 *
 * A second costs 0.0135 cents of the difference, so half a minute between preview and test changes no cent: 266.00 holds
 * for 32 seconds, 32.67 for 88.
 */
const BEGIN = Date.parse("2027-03-27T10:00:00Z");

let world: ScenarioWorld;
let lives: Lives;
let ada: Customer;
let firstPeriod: Instant;
beforeAll(async () => {
  world = await startScenario({ stripe: true, at: BEGIN });
  lives = livesIn(world);
  ada = await world.signsUp("Ada");
});
afterAll(() => world?.close());

const limit = async () => (await world.limitOf(ada)).limit;
const refused = { status: 402, body: { code: "LIMIT_EXCEEDED" } };

describe("the life of a subscription", () => {
  it("begins with a trial that costs nothing and gives everything", async () => {
    await world.buys(ada, "STARTER");
    const { status, trialEnd } = await lives.subscription(ada);
    expect(status).toBe("trialing");
    firstPeriod = instantOf(trialEnd);
    expect(Math.abs(firstPeriod - (BEGIN + 14 * DAY))).toBeLessThan(20 * SECOND);
    expect(await limit()).toBe(10_000);
    expect(await lives.bills(ada)).toEqual(["0.00 paid"]);
    expect((await world.calls(ada, 4_000)).status).toBe(201);
  });

  it("is paid when the trial ends, and the allowance of the first month is whole", async () => {
    await world.travels({ to: firstPeriod + 2 * HOUR });
    expect(await lives.subscription(ada)).toMatchObject({
      plan: "STARTER",
      status: "active",
      currentPeriodStart: iso(firstPeriod),
      currentPeriodEnd: iso(firstPeriod + 30 * DAY),
    });
    expect(await lives.bills(ada)).toEqual(["0.00 paid", "49.00 paid"]);
    expect((await world.calls(ada, 10_000)).status).toBe(201);
    expect(await world.calls(ada)).toMatchObject(refused);
  });

  it("is upgraded for the seconds that are left, and whoever was refused is admitted at once", async () => {
    await world.travels({ to: firstPeriod + 10 * DAY });
    expect(await world.calls(ada)).toMatchObject(refused);
    const { now, timings } = await lives.preview(ada, "GROWTH");
    expect(timings).toEqual(["now", "period_end"]);
    expect(now?.lines.map((line) => [line.amount.amount, line.proration])).toEqual([
      ["-3267", true],
      ["26600", true],
    ]);
    expect(now?.amountDue).toEqual({ amount: "23333", currency: "usd" });
    const made = await lives.upgrades(ada, "GROWTH");
    expect((await world.calls(ada)).status).toBe(201);
    expect(made).toMatchObject({ outcome: "changed", subscription: { plan: "GROWTH", status: "active" } });
    expect(await lives.bills(ada)).toEqual(["0.00 paid", "49.00 paid", "233.33 paid"]);
    expect(await world.entitlements(ada)).toMatchObject({
      plan: { code: "GROWTH" },
      features: { advanced_analytics: { enabled: true } },
    });
    expect(await world.limitOf(ada)).toMatchObject({ limit: 100_000, used: 10_001, policy: "METERED" });
  });

  it("is to be downgraded with its period, which can be taken back, and until then nothing is less", async () => {
    await world.travels({ to: firstPeriod + 15 * DAY });
    expect(await lives.plansDowngrade(ada, "STARTER")).toMatchObject({
      outcome: "scheduled",
      subscription: { plan: "GROWTH", scheduledChange: { plan: "STARTER", at: iso(firstPeriod + 30 * DAY) } },
    });
    expect(await limit()).toBe(100_000);
    expect((await lives.revokesDowngrade(ada)).scheduledChange).toBeNull();
    await lives.plansDowngrade(ada, "STARTER");
    await world.travels({ to: firstPeriod + 30 * DAY - HOUR });
    expect(await limit()).toBe(100_000);
  });

  it("has the smaller plan from the period's end on, for its price", async () => {
    await world.travels({ to: firstPeriod + 30 * DAY + 2 * HOUR });
    expect(await lives.subscription(ada)).toMatchObject({
      plan: "STARTER",
      status: "active",
      scheduledChange: null,
      currentPeriodEnd: iso(addMonths(firstPeriod, 2)),
    });
    expect(await world.limitOf(ada)).toMatchObject({ limit: 10_000, used: 0 });
    expect((await world.entitlements(ada)).features.advanced_analytics?.enabled ?? false).toBe(false);
    expect(await lives.bills(ada)).toEqual(["0.00 paid", "49.00 paid", "233.33 paid", "49.00 paid"]);
  });

  it("is canceled with its period, falls back to FREE by itself, and is never charged again", async () => {
    await world.travels({ to: firstPeriod + 40 * DAY });
    expect((await lives.step(ada, "cancel", { when: "period_end", reason: "no longer needed" })).status).toBe(200);
    const end = addMonths(firstPeriod, 2);
    expect(await world.entitlements(ada)).toMatchObject({
      plan: { code: "STARTER" },
      scheduledChange: { kind: "cancel", effectiveAt: iso(end) },
    });
    await world.travels({ to: end - HOUR });
    expect(await limit()).toBe(10_000);
    await world.travels({ to: end + HOUR });
    expect(await world.entitlements(ada)).toMatchObject({ plan: { code: "FREE" }, status: "active" });
    expect(await limit()).toBe(100);
    // The day on which it would have been charged again.
    await world.travels({ to: addMonths(firstPeriod, 3) + 2 * HOUR });
    expect(await world.subscriptionsAtStripe(ada)).toEqual(["canceled"]);
    expect((await world.calls(ada, 100)).status).toBe(201);
    expect(await world.calls(ada)).toMatchObject(refused);
    expect(await lives.bills(ada)).toEqual(["0.00 paid", "49.00 paid", "233.33 paid", "49.00 paid"]);
    await lives.hasPaid(ada, 33_133n);
  });
});
