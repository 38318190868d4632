import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DAY, HOUR, iso, SECOND, type Instant } from "@/lib/kernel/time";
import { instantOf, livesIn, type Lives } from "./lives";
import { CARDS } from "./stripe-beside";
import { startScenario, type Customer, type ScenarioWorld } from "./world";

/*
 * Four buy GROWTH for 399.00 on the same day, and their cards refuse the renewal a month later. Stripe finalizes it an hour
 * after the period's end, and tries again 3, 5 and 7 days after the try before; the grace is seven days.
 *
 *                                        Rita        Paula       Otto        Carl
 *   10 April       the first month         399.00      399.00      399.00      399.00
 *   10 May + 1 h   the first try           fails       fails       fails       fails      past due, with access
 *   13 May         Stripe's second try     399.00      fails       fails       fails
 *   17 May + 1 h   the grace is over                   402         402         402        PAYMENT_REQUIRED
 *   18 May         Stripe's third try                  399.00      fails       fails
 *   20 May         paid by hand                                    399.00
 *   25 May         the last try                                                fails      canceled, so FREE
 *                                          ------      ------      ------      ------
 *   by the 9th of June                     798.00      798.00      798.00      399.00
 */
const BEGIN = Date.parse("2027-04-10T10:00:00Z");
const [FULL, FREE] = [100_000, 100];

let world: ScenarioWorld;
let lives: Lives;
let rita: Customer, paula: Customer, otto: Customer, carl: Customer;
/** Of Carl, who buys last; the others' are seconds before. */
let renewal: Instant;
beforeAll(async () => {
  world = await startScenario({ stripe: true, at: BEGIN });
  lives = livesIn(world);
  rita = await world.signsUp("Rita");
  paula = await world.signsUp("Paula");
  otto = await world.signsUp("Otto");
  carl = await world.signsUp("Carl");
});
afterAll(() => world?.close());

const everybody = () => [rita, paula, otto, carl];
/** The tries count from the first one, an hour after the period's end. */
const afterTry = (days: number): Promise<void> => world.travels({ to: renewal + days * DAY + 3 * HOUR });
const statusOf = async (customer: Customer) => (await lives.subscription(customer)).status;
const admits = async (customer: Customer) => (await world.calls(customer)).status;
const blocked = { status: 402, body: { code: "PAYMENT_REQUIRED" } };

describe("a renewal that fails", () => {
  it("leaves the plan as it is for the days of grace, with one open bill", async () => {
    for (const customer of everybody()) {
      await world.buys(customer, "GROWTH");
      await lives.changesCard(customer, CARDS.failsLater);
    }
    renewal = instantOf((await lives.subscription(carl)).currentPeriodEnd);
    expect(Math.abs(renewal - Date.parse("2027-05-10T10:00:00Z"))).toBeLessThan(30 * SECOND);
    await afterTry(0);
    for (const customer of everybody()) {
      expect(await statusOf(customer)).toBe("past_due");
      expect(await world.entitlements(customer)).toMatchObject({ plan: { code: "GROWTH" }, status: "past_due" });
      expect([(await world.limitOf(customer)).limit, await admits(customer)]).toEqual([FULL, 201]);
      expect(await lives.bills(customer)).toEqual(["399.00 paid", "399.00 open"]);
    }
  });

  it("is recovered by Stripe's own next try once a card is there that pays", async () => {
    await world.travels({ to: renewal + 2 * DAY });
    await lives.changesCard(rita, CARDS.good);
    await afterTry(3);
    expect(await lives.bills(rita)).toEqual(["399.00 paid", "399.00 paid"]);
    expect(await lives.subscription(rita)).toMatchObject({ status: "active", pastDueSince: null });
    expect(await statusOf(paula)).toBe("past_due");
  });

  it("refuses usage when the grace is over, and says why", async () => {
    await world.travels({ to: renewal + 7 * DAY - HOUR });
    expect(await admits(paula)).toBe(201);
    await world.travels({ to: renewal + 7 * DAY + 3 * HOUR });
    for (const customer of [paula, otto, carl]) expect(await world.calls(customer)).toMatchObject(blocked);
    expect(await admits(rita)).toBe(201);
  });

  it("gives everything back when Stripe's third try pays, and when somebody pays by hand", async () => {
    await lives.changesCard(paula, CARDS.good);
    await afterTry(8);
    expect([await statusOf(paula), await admits(paula)]).toEqual(["active", 201]);
    expect(await world.calls(otto)).toMatchObject(blocked);

    await world.travels({ to: renewal + 10 * DAY });
    expect(await lives.step(otto, "reactivate")).toMatchObject({ status: 402, body: { code: "PAYMENT_REQUIRED" } });
    expect(await world.calls(otto)).toMatchObject(blocked);
    await lives.changesCard(otto, CARDS.good);
    expect((await lives.step(otto, "reactivate")).status).toBe(200);
    expect([await statusOf(otto), await admits(otto)]).toEqual(["active", 201]);
    for (const customer of [paula, otto]) expect(await lives.bills(customer)).toEqual(["399.00 paid", "399.00 paid"]);
  });

  it("ends the subscription with the last try; FREE is what remains, and the month is not owed twice", async () => {
    expect(await statusOf(carl)).toBe("past_due");
    await afterTry(15);
    expect(await world.entitlements(carl)).toMatchObject({ plan: { code: "FREE" }, status: "active" });
    expect(await world.subscriptionsAtStripe(carl)).toEqual(["canceled"]);
    expect((await world.limitOf(carl)).limit).toBe(FREE);
    expect(await admits(carl)).toBe(201);
    await lives.hasPaid(carl, 39_900n);
    await world.travels({ to: renewal + 30 * DAY });
    expect(await lives.bills(carl)).toEqual(["399.00 paid", "399.00 open"]);
  });

  it("does not move the day on which those who recovered are charged", async () => {
    for (const customer of [rita, paula, otto]) {
      const { currentPeriodEnd } = await lives.subscription(customer);
      expect(iso(instantOf(currentPeriodEnd)).slice(0, 10)).toBe("2027-06-10");
      await lives.hasPaid(customer, 2n * 39_900n);
    }
  });
});
