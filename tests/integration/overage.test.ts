import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cancelSubscription, nextCharge, reportOverage, setOverride, syncPrices } from "@/lib/billing";
import type { Ctx } from "@/lib/context";
import { queryJournal } from "@/lib/journal";
import { unavailable } from "@/lib/kernel/errors";
import { DAY, HOUR, MINUTE } from "@/lib/kernel/time";
import type { ReportedUse } from "@/lib/payments";
import { paymentsOff } from "@/lib/stripe";
import { openMarket, refusal, type Market } from "./billing.fixture";
import {
  buys,
  countedAtStripe,
  endsPeriod,
  invoicesOf,
  reportsOf,
  subscriptionOf,
  uses,
  walkTo,
} from "./overage.fixture";

/*
 * GROWTH costs $399.00 a month with 100,000 calls, and $3.00 for each started 1,000 beyond. Hand-computed, in cents:
 *
 * | beyond | packages          | overage | with the month |
 * |     1  | ⌈1/1000⌉ = 1      |     300 |         40,200 |
 * | 12,345 | ⌈12.345⌉ = 13     |   3,900 |         43,800 |
 * | 13,000 | 13                |   3,900 |         43,800 |
 * | 13,001 | 14                |   4,200 |         44,100 |
 */
const MONTH = 39_900;

let market: Market;
beforeAll(async () => {
  market = await openMarket();
  await syncPrices(market.ctx);
}, 60_000);
afterAll(() => market.close());

const shape = async (organization: string) =>
  (await reportsOf(market, organization)).map(({ kind, units, overage, state }) => [kind, units, overage, state]);

/** A provider that dies or loses its answer at one of its calls. */
function failing(reportUse: (use: ReportedUse) => Promise<"taken" | "known">): Ctx {
  return { ...market.ctx, payments: { ...market.ctx.payments, reportUse } };
}
const really = (use: ReportedUse) => market.ctx.payments.reportUse(use);
/** Pauses and leases pass at once. */
const pausesPass = () =>
  market.rows(
    "update overage_report set available_at = now() - interval '1 second' where state = 'PENDING' returning id",
  );

describe("what is used beyond the allowance", () => {
  it("is billed with the period's invoice to the cent, late usage included while it is a draft", async () => {
    const growth = await buys(market, "GROWTH");
    const { period, stripeId } = await subscriptionOf(market, growth);
    const items = (await market.stripe.subscriptions.retrieve(stripeId)).items.data;
    expect(items.map((item) => item.price.recurring?.usage_type)).toEqual(["licensed", "metered"]);
    await market.travelTo(period.start + 3 * DAY);
    await uses(market, growth, 100_000);
    await reportOverage(market.ctx);
    expect(await shape(growth)).toEqual([]);
    await uses(market, growth, 11_000);
    // Looked at an hour ago at most: what is new waits for its hour, or for who asks.
    await reportOverage(market.ctx);
    expect(await shape(growth)).toEqual([]);
    await reportOverage(market.ctx, { organizationId: growth });
    expect(await shape(growth)).toEqual([["USAGE", 11_000, 11_000, "SENT"]]);
    await market.travelTo(period.start + 4 * DAY);
    await uses(market, growth, 1_345);
    await reportOverage(market.ctx);
    await reportOverage(market.ctx, { organizationId: growth });
    expect(await shape(growth)).toEqual([
      ["USAGE", 11_000, 11_000, "SENT"],
      ["USAGE", 1_345, 12_345, "SENT"],
    ]);
    const charge = await nextCharge(market.as(growth), growth);
    expect(charge).toMatchObject({ kind: "charge", preview: { amountDue: { amount: BigInt(MONTH + 3_900) } } });

    await endsPeriod(market, growth, 20 * MINUTE);
    // 655 came in before the period's end and are told of now: 13,000 in all, still 13 packages. One more begins the 14th.
    await uses(market, growth, 655, period.end - 2 * MINUTE);
    await reportOverage(market.ctx);
    expect((await invoicesOf(market, growth))[0]).toMatchObject({ status: "draft", total: MONTH + 3_900 });
    await uses(market, growth, 1, period.end - MINUTE);
    await walkTo(market, period.end + 2 * HOUR);
    expect((await invoicesOf(market, growth))[0]).toEqual({
      status: "paid",
      total: MONTH + 4_200,
      lines: [
        [13_001, 4_200],
        [1, MONTH],
      ],
    });
    expect(await countedAtStripe(market, growth)).toBe(13_001);
    const moments = (await reportsOf(market, growth)).map((row) => row.moment);
    expect(moments.every((moment) => moment >= period.start && moment < period.end)).toBe(true);
    const actions = (await queryJournal(market.as(growth), { action: "overage.reported" })).entries;
    expect(actions).toHaveLength(4);
  }, 60_000);

  it("that becomes known after its invoice is final goes into the next one, by whole packages", async () => {
    const growth = await buys(market, "GROWTH");
    const { period } = await subscriptionOf(market, growth);
    await market.travelTo(period.start + DAY);
    await uses(market, growth, 100_500);
    await endsPeriod(market, growth, 56 * MINUTE);
    expect(await shape(growth)).toEqual([["USAGE", 500, 500, "SENT"]]);
    // 700 more: 1,200 in all is 2 packages; 1 was billed, so 1 is carried, whatever the next period brings itself.
    await uses(market, growth, 700, period.end - 2 * MINUTE);
    await reportOverage(market.ctx);
    await walkTo(market, period.end + 2 * HOUR);
    expect((await invoicesOf(market, growth))[0]).toMatchObject({ status: "paid", total: MONTH + 300 });
    expect(await shape(growth)).toEqual([
      ["USAGE", 500, 500, "SENT"],
      ["LATE", 1_000, 1_200, "SENT"],
    ]);
    await uses(market, growth, 100_001);
    await endsPeriod(market, growth, 2 * HOUR);
    // ⌈(1,000 + 1) / 1,000⌉ = 2 packages: one carried, one of its own.
    expect((await invoicesOf(market, growth))[0]).toMatchObject({ status: "paid", total: MONTH + 600 });
  }, 60_000);

  it("is told once, whatever dies on the way", async () => {
    const growth = await buys(market, "GROWTH");
    const { period } = await subscriptionOf(market, growth);
    await market.travelTo(period.start + DAY);
    await uses(market, growth, 101_000);
    const away = unavailable("away", 1);
    // Before anything is written: Stripe is asked first, and does not answer.
    const silent = { ...market.ctx, payments: paymentsOff() };
    expect(await refusal(reportOverage(silent, { organizationId: growth }))).toBe("UNAVAILABLE");
    expect(await shape(growth)).toEqual([]);
    // Written, and dead before it is sent.
    await reportOverage(
      failing(() => Promise.reject(away)),
      { organizationId: growth },
    );
    expect(await shape(growth)).toEqual([["USAGE", 1_000, 1_000, "PENDING"]]);
    expect(await countedAtStripe(market, growth)).toBe(0);
    // Sent, and the answer is lost.
    await pausesPass();
    const losing = failing(async (use) => {
      await really(use);
      throw away;
    });
    await reportOverage(losing, { organizationId: growth });
    expect(await shape(growth)).toEqual([["USAGE", 1_000, 1_000, "PENDING"]]);
    // Sent again, answered, and dead before that is written: the same again.
    await pausesPass();
    await reportOverage(losing, { organizationId: growth });
    await pausesPass();
    await reportOverage(market.ctx, { organizationId: growth });
    expect(await shape(growth)).toEqual([["USAGE", 1_000, 1_000, "SENT"]]);
    expect(await countedAtStripe(market, growth)).toBe(1_000);
  });

  it("whose answer was lost longer ago than Stripe remembers is looked for in its sum", async () => {
    const [taken, never] = [await buys(market, "GROWTH"), await buys(market, "GROWTH")];
    const { period } = await subscriptionOf(market, never);
    await market.travelTo(period.start + DAY);
    for (const organization of [taken, never]) await uses(market, organization, 102_000);
    const away = unavailable("away", 1);
    await reportOverage(
      failing(async (use) => {
        await really(use);
        throw away;
      }),
      { organizationId: taken },
    );
    await reportOverage(
      failing(() => Promise.reject(away)),
      { organizationId: never },
    );
    await market.travelTo(period.start + 3 * DAY);
    await pausesPass();
    await reportOverage(market.ctx, { organizationId: taken });
    await pausesPass();
    await reportOverage(market.ctx, { organizationId: never });
    await reportOverage(market.ctx, { organizationId: never });
    expect(await shape(taken)).toEqual([["USAGE", 2_000, 2_000, "SENT"]]);
    expect(await shape(never)).toEqual([
      ["USAGE", 2_000, 2_000, "REPLACED"],
      ["USAGE", 2_000, 2_000, "SENT"],
    ]);
    expect([await countedAtStripe(market, taken), await countedAtStripe(market, never)]).toEqual([2_000, 2_000]);
  });

  it("is told once by many workers at the same time", async () => {
    const growth = await buys(market, "GROWTH");
    const { period } = await subscriptionOf(market, growth);
    await market.travelTo(period.start + DAY);
    for (let round = 0; round < 3; round++) {
      await uses(market, growth, round === 0 ? 100_700 : 700);
      const told = Array.from({ length: 8 }, () => reportOverage(market.ctx, { organizationId: growth }));
      await Promise.all(told);
    }
    expect(await countedAtStripe(market, growth)).toBe(2_100);
    const reports = await reportsOf(market, growth);
    expect(reports.reduce((sum, each) => sum + each.units, 0)).toBe(2_100);
  });

  it("is taken back while its period runs, when the allowance is raised", async () => {
    const growth = await buys(market, "GROWTH");
    const { period } = await subscriptionOf(market, growth);
    await market.travelTo(period.start + DAY);
    await uses(market, growth, 112_345);
    await reportOverage(market.ctx, { organizationId: growth });
    await setOverride(market.as(growth), growth, {
      ...{ meter: "api_calls", window: "BILLING_PERIOD", amount: 110_000, reason: "made good" },
    });
    await reportOverage(market.ctx, { organizationId: growth });
    expect(await shape(growth)).toEqual([
      ["USAGE", 12_345, 12_345, "SENT"],
      ["USAGE", -10_000, 2_345, "SENT"],
    ]);
    await endsPeriod(market, growth, 2 * HOUR);
    expect((await invoicesOf(market, growth))[0]).toMatchObject({ status: "paid", total: MONTH + 900 });
  }, 60_000);

  it("is billed by a last invoice when the subscription is ended now", async () => {
    const growth = await buys(market, "GROWTH");
    const { period, stripeId } = await subscriptionOf(market, growth);
    await market.travelTo(period.start + DAY);
    await uses(market, growth, 112_960);
    await cancelSubscription(market.as(growth), { when: "now", reason: "enough" });
    const page = await market.stripe.invoices.list({ subscription: stripeId, limit: 1 });
    expect(page.data[0]).toMatchObject({ status: "paid", total: 3_900 });
    expect(await market.livesOn(growth)).toMatchObject({ plan: "FREE" });
    // What is used afterwards is FREE's, though the window of the old plan goes on summing, and would begin a 14th package.
    await market.travelTo((await market.now()) + DAY);
    await uses(market, growth, 50);
    await reportOverage(market.ctx, { organizationId: growth });
    expect(await shape(growth)).toEqual([["USAGE", 12_960, 12_960, "SENT"]]);
  });

  it("stays visible and alarmed when nothing at Stripe counts it any more", async () => {
    const growth = await buys(market, "GROWTH");
    const { period, stripeId } = await subscriptionOf(market, growth);
    await market.travelTo(period.start + DAY);
    await uses(market, growth, 100_010);
    await market.stripe.subscriptions.cancel(stripeId);
    await reportOverage(market.ctx, { organizationId: growth });
    await reportOverage(market.ctx, { organizationId: growth });
    expect(await shape(growth)).toEqual([["USAGE", 10, 10, "FAILED"]]);
    expect((await queryJournal(market.as(growth), { action: "overage.failed" })).entries).toHaveLength(1);
  });
});
