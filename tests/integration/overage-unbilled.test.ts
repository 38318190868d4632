import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  applySubscription,
  changePlan,
  compareMeterSums,
  pauseSubscription,
  previewPlanChange,
  removeOverride,
  reportOverage,
  resumeSubscription,
  setOverride,
  settleOverage,
  syncPrices,
} from "@/lib/billing";
import { queryJournal } from "@/lib/journal";
import { AppError, required } from "@/lib/kernel/errors";
import { DAY, HOUR, MINUTE } from "@/lib/kernel/time";
import { listUnbilled, tellVoidedAnew } from "@/lib/overage";
import { inTransaction } from "@/lib/platform/db";
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

/* GROWTH costs $399.00 a month with 100,000 calls, and $3.00 for each started 1,000 beyond. */
const MONTH = 39_900;
const PACKAGE = 300;

let market: Market;
beforeAll(async () => {
  market = await openMarket();
  await syncPrices(market.ctx);
}, 60_000);
afterAll(() => market.close());

const shape = async (organization: string) =>
  (await reportsOf(market, organization)).map(({ kind, units, state }) => [kind, units, state]);
const unbilledOf = async (organization: string) =>
  (await listUnbilled(market.ctx, organization)).map(({ report, amount }) => [
    Number(report.units),
    amount && Number(amount.amount),
  ]);
const journaled = async (organization: string, action: string) =>
  (await queryJournal(market.as(organization), { action })).entries;
const waitingLooks = async () =>
  (
    await market.rows(
      `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
         and query like 'insert into overage_account%'`,
    )
  ).length;
const pauses = (organization: string) => pauseSubscription(market.as(organization), { reason: "a winter's rest" });

/** Buys, uses so much beyond the allowance on the second day of the period, and has it reported. */
async function beyondBy(units: number): Promise<string> {
  const growth = await buys(market, "GROWTH");
  const { period } = await subscriptionOf(market, growth);
  await market.travelTo(period.start + DAY);
  await uses(market, growth, 100_000 + units);
  await reportOverage(market.ctx, { organizationId: growth });
  return growth;
}

describe("usage beyond the allowance from before a pause", () => {
  it("is billed once, after it, however many periods it lasted", async () => {
    const growth = await beyondBy(12_345);
    await pauses(growth);
    for (let month = 0; month < 3; month++) {
      await endsPeriod(market, growth, 2 * HOUR);
      expect((await invoicesOf(market, growth))[0]).toMatchObject({ status: "void" });
    }
    // 12,345 begin 13 packages, which the meter is told whole outside of their own period.
    expect(await shape(growth)).toEqual([
      ["USAGE", 12_345, "VOIDED"],
      ["LATE", 13_000, "VOIDED"],
      ["LATE", 13_000, "VOIDED"],
      ["LATE", 13_000, "SENT"],
    ]);
    expect(await journaled(growth, "overage.voided")).toHaveLength(3);
    // Stripe has counted what stands on no bill, and the comparison knows it.
    expect((await compareMeterSums(market.ctx, growth)).differing).toEqual([]);

    await resumeSubscription(market.as(growth));
    await endsPeriod(market, growth, 2 * HOUR);
    const paid = (await invoicesOf(market, growth)).filter(({ status }) => status === "paid");
    // The first month, the one that resuming began, the next: and 13 packages on one of them.
    expect(paid.reduce((sum, { total }) => sum + total, 0)).toBe(3 * MONTH + 13 * PACKAGE);
    expect(await unbilledOf(growth)).toEqual([]);
  }, 90_000);

  it("stands among what nobody has billed when the subscription ends in the pause", async () => {
    const growth = await beyondBy(1_500);
    await pauses(growth);
    const { stripeId } = await subscriptionOf(market, growth);
    await market.stripe.subscriptions.cancel(stripeId, { invoice_now: true });
    await applySubscription(market.ctx, stripeId);
    await reportOverage(market.ctx);
    expect(await shape(growth)).toEqual([
      ["USAGE", 1_500, "VOIDED"],
      ["USAGE", 1_500, "FAILED"],
    ]);
    expect(await unbilledOf(growth)).toEqual([[1_500, 2 * PACKAGE]]);
  }, 60_000);
});

describe("a look at a window that is over", () => {
  it("does not settle it over an invoice that becomes void in that moment", async () => {
    const growth = await beyondBy(1_000);
    const period = await endsPeriod(market, growth, 2 * HOUR);
    const { stripeId } = await subscriptionOf(market, growth);
    const { items } = await market.stripe.subscriptions.retrieve(stripeId);
    const metered = items.data.find((item) => item.price.recurring?.usage_type === "metered");
    const use = { stripePriceId: required(metered, "the metered item").price.id, period };
    await market.rows(
      "update overage_account set settled_at = null where organization_id = $1 returning window_id::text",
      growth,
    );
    const look = await inTransaction(market.world.db, async (tx) => {
      await tellVoidedAnew(tx, market.ctx, growth, [use], "its invoice is void");
      // It has read what was told, and waits to write that all of it is.
      const looking = reportOverage(market.ctx, { organizationId: growth });
      await expect.poll(waitingLooks, { timeout: 4_000, interval: 20 }).toBe(1);
      return { looking };
    });
    await look.looking;
    await reportOverage(market.ctx, { organizationId: growth });
    expect(await shape(growth)).toEqual([
      ["USAGE", 1_000, "VOIDED"],
      ["LATE", 1_000, "SENT"],
    ]);
  }, 60_000);
});

describe("usage beyond the allowance of a subscription that is ended at Stripe", () => {
  it("is visible with what it would cost, told or not, until a person has seen to it", async () => {
    const growth = await beyondBy(1_010);
    await uses(market, growth, 1_000);
    await market.travelTo((await market.now()) + MINUTE);
    const { stripeId } = await subscriptionOf(market, growth);
    await market.stripe.subscriptions.cancel(stripeId);
    await applySubscription(market.ctx, stripeId);
    await reportOverage(market.ctx);
    await reportOverage(market.ctx, { organizationId: growth });
    expect(await shape(growth)).toEqual([
      ["USAGE", 1_010, "VOIDED"],
      ["USAGE", 2_010, "FAILED"],
    ]);
    expect(await unbilledOf(growth)).toEqual([[2_010, 3 * PACKAGE]]);
    expect(await journaled(growth, "overage.failed")).toHaveLength(1);

    const { report } = required((await listUnbilled(market.ctx, growth))[0], "the report");
    expect(await refusal(settleOverage(market.ctx, report.id, " "))).toBe("VALIDATION_ERROR");
    expect(await refusal(settleOverage(market.ctx, "ovg_unknown", "billed"))).toBe("NOT_FOUND");
    await settleOverage(market.ctx, report.id, "billed with R-12");
    expect(await refusal(settleOverage(market.ctx, report.id, "billed twice"))).toBe("CONFLICT");
    await reportOverage(market.ctx, { organizationId: growth });
    expect(await unbilledOf(growth)).toEqual([]);
    expect(await shape(growth)).toEqual([
      ["USAGE", 1_010, "VOIDED"],
      ["USAGE", 2_010, "SETTLED"],
    ]);
    expect((await journaled(growth, "overage.settled"))[0]?.reason).toBe("billed with R-12");
  }, 60_000);

  it("holds what came late from the period before, which its last invoice would have billed", async () => {
    const growth = await beyondBy(0);
    const period = await endsPeriod(market, growth, 57 * MINUTE);
    await uses(market, growth, 700, period.end - 2 * MINUTE);
    await walkTo(market, period.end + 2 * HOUR);
    expect(await shape(growth)).toEqual([["LATE", 1_000, "SENT"]]);
    const { stripeId } = await subscriptionOf(market, growth);
    await market.stripe.subscriptions.cancel(stripeId);
    await applySubscription(market.ctx, stripeId);
    await reportOverage(market.ctx);
    expect(await unbilledOf(growth)).toEqual([[700, PACKAGE]]);
  }, 60_000);
});

describe("a change whose payment never comes", () => {
  it("leaves what is used beyond the allowance to the period's own invoice, once", async () => {
    const growth = await beyondBy(2_500);
    const { stripeId } = await subscriptionOf(market, growth);
    const { customer } = await market.stripe.subscriptions.retrieve(stripeId);
    const refusing = await market.stripe.paymentMethods.attach("pm_card_chargeCustomerFail", {
      customer: customer as string,
    });
    const { default_payment_method: good } = await market.stripe.subscriptions.retrieve(stripeId);
    await market.stripe.subscriptions.update(stripeId, { default_payment_method: refusing.id });
    const wish = { planCode: "GROWTH", interval: "YEAR" as const };
    const { invoice, proratedAt } = required((await previewPlanChange(market.as(growth), wish)).now, "a change now");
    await changePlan(market.as(growth), {
      ...{ ...wish, shown: { amountDue: invoice.amountDue.amount, proratedAt }, timing: "now" },
      idempotencyKey: "a-change-that-nobody-pays",
    });
    await market.travelTo((await market.now()) + 2 * DAY);
    expect((await invoicesOf(market, growth))[0]).toMatchObject({ status: "void" });
    await market.stripe.subscriptions.update(stripeId, {
      default_payment_method: typeof good === "string" ? good : "",
    });
    await uses(market, growth, 1);
    await endsPeriod(market, growth, 2 * HOUR);
    expect(await countedAtStripe(market, growth)).toBe(2_501);
    expect((await invoicesOf(market, growth))[0]).toMatchObject({ status: "paid", total: MONTH + 3 * PACKAGE });
  }, 60_000);
});

describe("an exception with an overage price of its own", () => {
  const OWN = {
    meter: "api_calls",
    window: "BILLING_PERIOD",
    amount: 100_000,
    policy: "METERED",
    overage: { amount: "250", per: "1000" },
    reason: "by contract",
  } as const;

  it("is refused where Stripe bills by the plan's price, naming that price, and changes nothing", async () => {
    const growth = await buys(market, "GROWTH");
    const refused = await setOverride(market.as(growth), growth, OWN).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(AppError);
    expect((refused as AppError).fields).toEqual([
      expect.objectContaining({ pointer: "/overage", code: "not_billable" }),
    ]);
    expect((refused as AppError).fields[0]?.message).toContain("$3.00 for each started 1000");
    expect(await journaled(growth, "override.set")).toEqual([]);
    // The plan's own price may be named, and an allowance without any.
    await setOverride(market.as(growth), growth, { ...OWN, overage: { amount: "300", per: "1000" } });
    const starter = await buys(market, "STARTER");
    expect(await refusal(setOverride(market.as(starter), starter, OWN))).toBe("VALIDATION_ERROR");
  }, 60_000);

  it("that was made before the purchase stands among what nobody has billed, once its window is over", async () => {
    const growth = await market.organization();
    await setOverride(market.as(growth), growth, OWN);
    await buys(market, "GROWTH", "MONTH", growth);
    const { period } = await subscriptionOf(market, growth);
    await market.travelTo(period.start + DAY);
    await uses(market, growth, 100_400);
    await reportOverage(market.ctx, { organizationId: growth });
    expect(await shape(growth)).toEqual([]);
    await endsPeriod(market, growth, 10 * MINUTE);
    // Taken away too late for that window.
    await removeOverride(market.as(growth), growth, { meter: "api_calls", window: "BILLING_PERIOD" }, "over");
    await walkTo(market, period.end + 2 * HOUR);
    expect(await shape(growth)).toEqual([["USAGE", 400, "FAILED"]]);
    const { report, amount } = required((await listUnbilled(market.ctx, growth))[0], "the report");
    expect([report.meter, amount]).toEqual(["api_calls", null]);
    expect(report.reason).toContain("$2.50 for each started 1000");
    expect(await countedAtStripe(market, growth)).toBe(0);
  }, 60_000);
});
