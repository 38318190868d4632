import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applySubscription, changePlan, previewPlanChange, reportOverage, syncPrices } from "@/lib/billing";
import { applyCatalog, parseCatalog } from "@/lib/catalog";
import { required } from "@/lib/kernel/errors";
import { DAY, HOUR, MINUTE } from "@/lib/kernel/time";
import { sqlOf } from "@/lib/platform/db";
import { changeAllowance } from "@/lib/quota";
import { compareWithStripe } from "@/lib/stripe";
import { openMarket, SEED, type Market } from "./billing.fixture";
import { buys, endsPeriod, invoicesOf, reportsOf, subscriptionOf, uses, walkTo } from "./overage.fixture";

const GROWTH = 39_900;
/** The seed with a plan above GROWTH that counts nothing. */
const CATALOG = `${SEED}
  LARGER:
    name: Larger
    family: api
    prices: { month: "999" }
    features: { api_access: true }
    limits: { api_calls: { window: day, amount: unlimited } }
`;

let market: Market;
beforeAll(async () => {
  market = await openMarket();
  await applyCatalog(market.ctx, parseCatalog(CATALOG));
  await syncPrices(market.ctx);
}, 60_000);
afterAll(() => market.close());

let keys = 0;
/** Changes the plan now, for what a preview showed a moment before; gives that sum in cents. */
async function changesNow(
  organization: string,
  planCode: string,
  interval: "MONTH" | "YEAR" = "MONTH",
): Promise<number> {
  const wish = { planCode, interval };
  const { invoice, proratedAt } = required(
    (await previewPlanChange(market.as(organization), wish)).now,
    "a change that takes effect now",
  );
  const shown = { amountDue: invoice.amountDue.amount, proratedAt };
  await changePlan(market.as(organization), {
    ...{ ...wish, shown, timing: "now" },
    idempotencyKey: `overage-change-${(keys += 1)}`,
  });
  return Number(shown.amountDue);
}

const changesLater = (organization: string, planCode: string) =>
  changePlan(market.as(organization), {
    ...{ planCode, interval: "MONTH", timing: "period_end" },
    idempotencyKey: `overage-change-${(keys += 1)}`,
  });

/** What the subscription's items count by: "licensed" or "metered", in their order. */
async function itemsOf(organization: string): Promise<(string | undefined)[]> {
  const { stripeId } = await subscriptionOf(market, organization);
  const { items } = await market.stripe.subscriptions.retrieve(stripeId);
  return items.data.map((item) => item.price.recurring?.usage_type);
}

const inStep = async (organization: string) =>
  expect((await compareWithStripe(market.ctx, { organizationId: organization })).differences).toEqual([]);

describe("a change of plan", () => {
  it("to a plan with overage lets the subscription count, and is billed from then on", async () => {
    const acme = await buys(market, "PRO");
    await changesNow(acme, "GROWTH");
    expect(await itemsOf(acme)).toEqual(["licensed", "metered"]);
    await inStep(acme);
    const { period } = await subscriptionOf(market, acme);
    await market.travelTo(period.start + DAY);
    await uses(market, acme, 101_001);
    await endsPeriod(market, acme, 2 * HOUR);
    expect((await invoicesOf(market, acme))[0]).toMatchObject({ status: "paid", total: GROWTH + 600 });
  }, 60_000);

  it("away from it bills with the change, to the cent as shown, what was used beyond until then, and once", async () => {
    const acme = await buys(market, "GROWTH");
    const { period } = await subscriptionOf(market, acme);
    // Half of a period is over: what is left of GROWTH comes back, as much of the next plan is charged, and 13 packages.
    const half = period.start + (period.end - period.start) / 2;
    await market.travelTo(half);
    await uses(market, acme, 112_345);
    await market.travelTo(half + MINUTE);
    const due = await changesNow(acme, "GROWTH", "YEAR");
    // A year is another interval: its whole price, less half a month, and the overage of the month until now.
    expect(Math.abs(due - (399_000 - GROWTH / 2 + 3_900))).toBeLessThanOrEqual(3);
    expect(await itemsOf(acme)).toEqual(["licensed", "metered"]);
    await reportOverage(market.ctx, { organizationId: acme });
    expect((await reportsOf(market, acme)).map((row) => row.units)).toEqual([12_345]);
    // With the year a new allowance has begun; what goes beyond it is billed by the year's price.
    await uses(market, acme, 100_655);
    await reportOverage(market.ctx, { organizationId: acme });
    expect((await reportsOf(market, acme)).map((row) => row.units)).toEqual([12_345, 655]);
    await inStep(acme);
  }, 60_000);

  it("to a plan without overage leaves nothing to be told, whatever is used then", async () => {
    const acme = await buys(market, "GROWTH");
    const { period } = await subscriptionOf(market, acme);
    await market.travelTo(period.start + DAY);
    await uses(market, acme, 100_500);
    await changesNow(acme, "LARGER");
    expect(await itemsOf(acme)).toEqual(["licensed"]);
    await uses(market, acme, 5_000);
    expect(await reportOverage(market.ctx, { organizationId: acme })).toMatchObject({ looked: 0, written: 0 });
    expect((await reportsOf(market, acme)).map((row) => row.units)).toEqual([500]);
    await inStep(acme);
  }, 60_000);

  it("that waits takes the counting along: gone with the plan that goes, there with the plan that comes", async () => {
    const [down, up] = [await buys(market, "GROWTH"), await buys(market, "INSTITUTION")];
    await changesLater(down, "STARTER");
    await changesLater(up, "GROWTH");
    const { period } = await subscriptionOf(market, down);
    await market.travelTo(period.start + DAY);
    await uses(market, down, 100_001);
    expect([await itemsOf(down), await itemsOf(up)]).toEqual([["licensed", "metered"], ["licensed"]]);
    await endsPeriod(market, down, 10 * MINUTE);
    // Came in before the period's end, becomes known while the invoice is a draft: the old price bills it still.
    await uses(market, down, 1_000, period.end - 5 * MINUTE);
    await walkTo(market, period.end + 2 * HOUR);
    for (const organization of [down, up])
      await applySubscription(market.ctx, (await subscriptionOf(market, organization)).stripeId);
    expect([await itemsOf(down), await itemsOf(up)]).toEqual([["licensed"], ["licensed", "metered"]]);
    expect((await market.livesOn(down)).plan).toBe("STARTER");
    // 1,001 beyond: two packages beside the next plan's month.
    expect((await invoicesOf(market, down))[0]).toMatchObject({ status: "paid", total: 4_900 + 600 });
    expect((await reportsOf(market, down)).map((row) => row.units)).toEqual([1, 1_000]);
    for (const organization of [down, up]) await inStep(organization);
  }, 60_000);

  it.each([
    ["after", 3],
    ["before", -1],
  ])(
    "whose anchor moves its windows %s where they began bills nothing twice",
    async (_, seconds) => {
      const acme = await buys(market, "GROWTH");
      const { period } = await subscriptionOf(market, acme);
      await market.travelTo(period.start + DAY);
      await uses(market, acme, 112_345);
      await reportOverage(market.ctx, { organizationId: acme });
      // As when Stripe's clock is ahead of ours at the change: until its anchor comes, the window begins with the purchase.
      await changeAllowance(market.ctx, acme, (tx) =>
        sqlOf(tx).query(
          `update subscription set anchor_at = business_now() + interval '2 minutes',
           created_at = current_period_start + $2::int * interval '1 second',
           current_period_start = current_period_start + $2::int * interval '1 second'
         where organization_id = $1 and source = 'STRIPE' returning id`,
          [acme, seconds],
        ),
      );
      const windows = await market.rows<{ units: number }>(
        "select 1 from usage_window w join usage_fence f on f.id = w.fence_id where f.organization_id = $1 and w.policy = 'METERED'",
        acme,
      );
      expect(windows).toHaveLength(2);
      await uses(market, acme, 500);
      await reportOverage(market.ctx, { organizationId: acme });
      await market.travelTo((await market.now()) + 5 * MINUTE);
      await reportOverage(market.ctx, { organizationId: acme });
      expect((await reportsOf(market, acme)).map((row) => row.units)).toEqual([12_345, 500]);
    },
    60_000,
  );

  it("of the catalog leaves what was sold as it was, and is billed by its own price once it is taken", async () => {
    const acme = await buys(market, "GROWTH");
    const { stripeId } = await subscriptionOf(market, acme);
    const priceOf = async () => (await market.stripe.subscriptions.retrieve(stripeId)).items.data[1]?.price;
    const before = await priceOf();
    await applyCatalog(
      market.ctx,
      parseCatalog(CATALOG.replace('price: "3.00"', 'price: "4.00"').replace('month: "399"', 'month: "400"')),
    );
    await syncPrices(market.ctx);
    expect((await priceOf())?.id).toBe(before?.id);
    const { period } = await subscriptionOf(market, acme);
    await market.travelTo(period.start + DAY);
    await changesNow(acme, "GROWTH");
    expect(await priceOf()).toMatchObject({ unit_amount: 400, transform_quantity: { divide_by: 1_000, round: "up" } });
    await inStep(acme);
    await uses(market, acme, 101_500);
    await endsPeriod(market, acme, 2 * HOUR);
    expect((await invoicesOf(market, acme))[0]).toMatchObject({ status: "paid", total: 40_000 + 800 });
    await applyCatalog(market.ctx, parseCatalog(CATALOG));
  }, 60_000);
});
