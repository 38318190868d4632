import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DAY, HOUR, MINUTE } from "@/lib/kernel/time";
import { instantOf, livesIn, periodOf, type Lives } from "./lives";
import { startScenario, type Customer, type ScenarioWorld } from "./world";

/*
 *   by the month: GROWTH from the 31st of January 2028
 *   31 January, 29 February, 31 March, 30 April … 31 January 2029, 28 February 2029: fourteen times 399.00
 *
 *   by the year: STARTER, on trial from the 15th of February 2028
 *   29 February 2028  490.00              until the 28th of February 2029, for there is no 29th: 365 days
 *   12 May 2028       GROWTH for the 292 of 365 days that are left, four fifths:
 *                       unused STARTER  −   490.00 × 4/5 = −   392.00
 *                       rest of GROWTH    3,990.00 × 4/5 =   3,192.00                     2,800.00
 *   28 February 2029  3,990.00
 *                                                                      in the end:        7,280.00
 */
const BEGIN = Date.parse("2028-01-31T10:00:00Z");

let world: ScenarioWorld;
let lives: Lives;
let lena: Customer, yara: Customer;
beforeAll(async () => {
  world = await startScenario({ stripe: true, at: BEGIN });
  lives = livesIn(world);
  lena = await world.signsUp("Lena");
  yara = await world.signsUp("Yara");
});
afterAll(() => world?.close());

/** Until two hours of a day are over in which somebody bought at ten. */
const until = (day: string): Promise<void> => world.travels({ to: Date.parse(`${day}T12:30:00Z`) });

describe("in a leap year", () => {
  it("the 31st becomes the 29th of February and comes back; a year from the 29th ends on the 28th", async () => {
    await world.buys(lena, "GROWTH");
    expect(periodOf(await lives.subscription(lena))).toEqual(["2028-01-31", "2028-02-29"]);
    await world.travels({ to: Date.parse("2028-02-15T10:00:00Z") });
    await world.buys(yara, "STARTER", "YEAR");
    await until("2028-02-29");
    expect(periodOf(await lives.subscription(lena))).toEqual(["2028-02-29", "2028-03-31"]);
    expect(periodOf(await lives.subscription(yara))).toEqual(["2028-02-29", "2029-02-28"]);
    expect(await lives.bills(yara)).toEqual(["0.00 paid", "490.00 paid"]);

    // The year is paid at once, the allowance comes month by month: decision 0012.
    expect((await world.calls(yara, 10_000)).status).toBe(201);
    expect(await world.calls(yara)).toMatchObject({ status: 402, body: { code: "LIMIT_EXCEEDED" } });
    await until("2028-03-31");
    expect(await world.limitOf(yara)).toMatchObject({ used: 0, limit: 10_000 });
    expect((await world.limitOf(yara)).resetsAt).toMatch(/^2028-04-29/);
    expect(periodOf(await lives.subscription(lena))).toEqual(["2028-03-31", "2028-04-30"]);
    expect(await lives.bills(lena)).toEqual(["399.00 paid", "399.00 paid", "399.00 paid"]);
  });

  it("a year is upgraded for what is left of it, and renewed whole at the new price", async () => {
    const year = await lives.subscription(yara);
    const [start, end] = [instantOf(year.currentPeriodStart), instantOf(year.currentPeriodEnd)];
    expect(end - start).toBe(365 * DAY);
    await world.travels({ to: start + 73 * DAY });
    expect((await world.calls(yara, 10_000)).status).toBe(201);
    expect((await world.calls(yara)).status).toBe(402);
    const { now } = await lives.preview(yara, "GROWTH", "year");
    expect(now?.lines.map((line) => line.amount.amount)).toEqual(["-39200", "319200"]);
    expect((await lives.upgrades(yara, "GROWTH", "year")).outcome).toBe("changed");
    expect((await world.calls(yara)).status).toBe(201);
    expect(await lives.bills(yara)).toEqual(["0.00 paid", "490.00 paid", "2800.00 paid"]);

    await world.travels({ to: end - MINUTE });
    expect(periodOf(await lives.subscription(yara))).toEqual(["2028-02-29", "2029-02-28"]);
    await world.travels({ to: end + 2 * HOUR });
    expect(periodOf(await lives.subscription(yara))[0]).toBe("2029-02-28");
    expect(await world.entitlements(yara)).toMatchObject({ plan: { code: "GROWTH" }, status: "active" });
    expect(await lives.bills(yara)).toEqual(["0.00 paid", "490.00 paid", "2800.00 paid", "3990.00 paid"]);
    await lives.hasPaid(yara, 728_000n);
    // Thirteen more renewals on the last days of months, the one of February on a 28th again.
    expect(periodOf(await lives.subscription(lena))).toEqual(["2029-02-28", "2029-03-31"]);
    expect(await lives.bills(lena)).toEqual(Array.from({ length: 14 }, () => "399.00 paid"));
  });
});
