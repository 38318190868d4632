import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { reportOverage, syncPrices } from "@/lib/billing";
import { applyCatalog, parseCatalog } from "@/lib/catalog";
import { required, unavailable } from "@/lib/kernel/errors";
import { DAY, HOUR, MINUTE } from "@/lib/kernel/time";
import { reportOverageJob } from "@/workers/jobs/report-overage";
import { openMarket, SEED, type Market } from "./billing.fixture";
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

/* GROWTH: $399.00 a month with 100,000 calls. TRIED: $10.00 after a trial of 7 days, with 100 calls in each calendar month. */
const MONTH = 39_900;
const PACKAGE = 300;
const CATALOG = `${SEED}
  TRIED:
    name: Tried
    family: api
    trial_days: 7
    prices: { month: "10" }
    features: { api_access: true }
    limits: { api_calls: { window: month, amount: 100, policy: metered, overage: { price: "3.00", per: 1000 } } }
`;

let market: Market;
beforeAll(async () => {
  market = await openMarket();
  await applyCatalog(market.ctx, parseCatalog(CATALOG));
  await syncPrices(market.ctx);
}, 60_000);
afterAll(() => market.close());

const shape = async (organization: string) =>
  (await reportsOf(market, organization)).map(({ kind, units, state }) => [kind, units, state]);

describe("what goes beyond an allowance", () => {
  it("goes into the next period when the draft that would have billed it was made final early", async () => {
    const growth = await buys(market, "GROWTH");
    const { stripeId } = await subscriptionOf(market, growth);
    await uses(market, growth, 100_000);
    const period = await endsPeriod(market, growth, 5 * MINUTE);
    const [draft] = (await market.stripe.invoices.list({ subscription: stripeId, limit: 1 })).data;
    await market.stripe.invoices.finalizeInvoice(required(draft?.id, "the draft"));
    await uses(market, growth, 200, period.end - 2 * MINUTE);
    await reportOverage(market.ctx, { organizationId: growth });
    expect(await shape(growth)).toEqual([["LATE", 1_000, "SENT"]]);
  }, 60_000);

  it("that was written down and not sent before its invoice was final is told anew in the next period", async () => {
    const growth = await buys(market, "GROWTH");
    const { period } = await subscriptionOf(market, growth);
    await market.travelTo(period.end - 10 * MINUTE);
    await uses(market, growth, 100_300);
    const reportUse = () => Promise.reject(unavailable("away", 1));
    const away = { ...market.ctx, payments: { ...market.ctx.payments, reportUse } };
    await reportOverage(away, { organizationId: growth });
    // As when its worker has died before it took it up to send it, and nobody came for an hour.
    await market.rows(
      "update overage_report set attempts = 0, first_attempt_at = null where organization_id = $1 and state = 'PENDING' returning id",
      growth,
    );
    await market.travelTo(period.end + 58 * MINUTE);
    await market.rows("update overage_report set available_at = now() where organization_id = $1 returning id", growth);
    await reportOverage(market.ctx, { organizationId: growth });
    await reportOverage(market.ctx, { organizationId: growth });
    expect(await shape(growth)).toEqual([
      ["USAGE", 300, "REPLACED"],
      ["LATE", 1_000, "SENT"],
    ]);
  }, 60_000);

  it("outside of production, or in a trial, costs nothing", async () => {
    const [growth, tried] = [await buys(market, "GROWTH"), await buys(market, "TRIED")];
    await uses(market, growth, 100_500, null, "STAGING");
    await uses(market, tried, 5_000);
    const { trial } = await subscriptionOf(market, tried);
    const paidFrom = required(trial, "the trial").end;
    // The month in which the trial ends: what came before its end is free, and has used up the 100 of its allowance.
    await market.travelTo(paidFrom - MINUTE);
    await uses(market, tried, 5_000);
    await walkTo(market, paidFrom + 2 * HOUR);
    await uses(market, tried, 40);
    for (const organization of [growth, tried]) await reportOverage(market.ctx, { organizationId: organization });
    expect(await shape(growth)).toEqual([]);
    expect(await shape(tried)).toEqual([["USAGE", 40, "SENT"]]);
    expect(await countedAtStripe(market, tried)).toBe(40);
  }, 60_000);

  it("and stands on a renewal that somebody makes void after it was asked for is let go with it", async () => {
    const growth = await buys(market, "GROWTH");
    const { period, stripeId } = await subscriptionOf(market, growth);
    await market.travelTo(period.start + DAY);
    await uses(market, growth, 101_000);
    const { customer } = await market.stripe.subscriptions.retrieve(stripeId);
    const refusing = await market.stripe.paymentMethods.attach("pm_card_chargeCustomerFail", {
      customer: customer as string,
    });
    await market.stripe.subscriptions.update(stripeId, { default_payment_method: refusing.id });
    await endsPeriod(market, growth, 2 * HOUR);
    expect((await invoicesOf(market, growth))[0]).toMatchObject({ status: "open", total: MONTH + PACKAGE });
    const [asked] = (await market.stripe.invoices.list({ subscription: stripeId, limit: 1 })).data;
    await market.stripe.invoices.voidInvoice(required(asked?.id, "the invoice"));
    await walkTo(market, (await market.now()) + MINUTE);
    await reportOverage(market.ctx, { organizationId: growth });
    expect(await shape(growth)).toEqual([["USAGE", 1_000, "SENT"]]);
  }, 60_000);

  it("is looked at before a billing period ends that ends within a window, and says so in its line", async () => {
    const tried = await buys(market, "TRIED");
    await endsPeriod(market, tried, 2 * HOUR);
    const { period } = await subscriptionOf(market, tried);
    await market.travelTo(period.end - 30 * MINUTE);
    await uses(market, tried, 1);
    await reportOverageJob(market.ctx);
    await uses(market, tried, 1_100);
    // The month goes on, and it is not looked at twice within the hour; the period ends in four minutes.
    expect(await reportOverageJob(market.ctx)).toContain("0 reports written");
    await market.travelTo(period.end - 4 * MINUTE);
    expect(await reportOverageJob(market.ctx)).toContain("1 reports written, 1 sent");
  }, 60_000);
});
