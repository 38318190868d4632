import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type Stripe from "stripe";
import { activePlanByCode, type BillingInterval } from "@/lib/catalog";
import {
  applyCheckout,
  applyPromotion,
  cancelSubscription,
  listInvoices,
  startCheckout,
  syncPrices,
  type PromotedPurchase,
} from "@/lib/billing";
import { AppError, required } from "@/lib/kernel/errors";
import { addMonths, DAY } from "@/lib/kernel/time";
import { listPayments } from "@/lib/payments";
import { openMarket, type Market } from "./billing.fixture";

let market: Market;
beforeAll(async () => {
  market = await openMarket();
  await syncPrices(market.ctx);
});
afterAll(() => market.close());

let keys = 0;
async function code(
  name: string,
  coupon: Stripe.CouponCreateParams,
  terms: Partial<Stripe.PromotionCodeCreateParams> = {},
): Promise<string> {
  const { id } = await market.stripe.coupons.create(coupon);
  await market.stripe.promotionCodes.create({ promotion: { type: "coupon", coupon: id }, code: name, ...terms });
  return name;
}

async function purchaseOf(planCode: string, interval: BillingInterval = "MONTH"): Promise<PromotedPurchase> {
  const plan = await activePlanByCode(market.ctx, planCode);
  const price = required(
    plan.prices.find((each) => each.interval === interval),
    "the price",
  );
  const trialEnd = plan.trialDays > 0 ? (await market.now()) + plan.trialDays * DAY : null;
  return { plan, price, quantity: 1, amount: { amount: price.amount, currency: price.currency }, trialEnd };
}

/** What the code makes of it: due first, after it, and when. */
async function sums(written: string, planCode: string, interval: BillingInterval = "MONTH") {
  const organization = await market.organization();
  const purchase = await purchaseOf(planCode, interval);
  const { first, next } = await applyPromotion(market.as(organization), written, purchase);
  return { first: first.total.amount, off: first.discount.amount, next: next.amount.amount, at: next.at, purchase };
}

async function reasonAgainst(written: string, organization: string, planCode = "PRO"): Promise<string> {
  const refused = await applyPromotion(market.as(organization), written, await purchaseOf(planCode)).catch(
    (error: unknown) => error,
  );
  if (!(refused instanceof AppError)) return "applied";
  expect([refused.code, refused.fields[0]?.pointer]).toEqual(["VALIDATION_ERROR", "/promotionCode"]);
  return refused.fields[0]?.message ?? "";
}

const checkout = (organization: string, planCode: string, promotionCode?: string, key = `buy-${(keys += 1)}`) =>
  startCheckout(market.as(organization), {
    planCode,
    interval: "MONTH",
    successUrl: "http://weir.test/return?session={CHECKOUT_SESSION_ID}",
    cancelUrl: "http://weir.test/pricing",
    idempotencyKey: key,
    ...(promotionCode === undefined ? {} : { promotionCode }),
  });

async function buys(organization: string, planCode: string, promotionCode?: string): Promise<void> {
  const started = await checkout(organization, planCode, promotionCode);
  if (started.kind !== "redirect") throw new Error("a checkout was expected");
  expect((await market.pay(started.url)).status).toBe(303);
  await applyCheckout(market.as(organization), started.sessionId);
}

describe("a code on the review of an order", () => {
  it("takes its percentage off the first payment only, when it is for once", async () => {
    await code("WELCOME10", { percent_off: 10, duration: "once" });
    // 10 % of 29.99 is 2.999, which is 3.00: 29.99 − 3.00 = 26.99, and 29.99 the month after.
    const { at, purchase, ...amounts } = await sums("welcome10", "PRO");
    expect(amounts).toEqual({ first: 2_699n, off: 300n, next: 2_999n });
    expect(Math.abs(at - addMonths(await market.now(), 1))).toBeLessThan(60_000);
    expect(purchase.trialEnd).toBeNull();
  });

  it("takes it off the next payment as well while its months last", async () => {
    await code("THREE25", { percent_off: 25, duration: "repeating", duration_in_months: 3 });
    // 25 % of 29.99 is 7.4975, which is 7.50: 22.49, and again a month later.
    expect(await sums("THREE25", "PRO")).toMatchObject({ first: 2_249n, off: 750n, next: 2_249n });
    // 25 % of 299.90 is 74.975, which is 74.98: 224.92; a year later the three months are over.
    expect(await sums("THREE25", "PRO", "YEAR")).toMatchObject({ first: 22_492n, off: 7_498n, next: 29_990n });
  });

  it("over a trial takes its amount off the first charge, at the trial's end", async () => {
    await code("FIVE", { amount_off: 500, currency: "usd", duration: "forever" });
    // 49.00 − 5.00 = 44.00 after fourteen days.
    const { next, at, purchase } = await sums("FIVE", "STARTER");
    expect([next, at]).toEqual([4_400n, purchase.trialEnd]);
    await code("ONCE5", { amount_off: 500, currency: "usd", duration: "once" });
    expect((await sums("ONCE5", "STARTER")).next).toBe(4_400n);
  });

  it("is charged as it was shown, and its payment says so", async () => {
    const organization = await market.organization();
    await buys(organization, "PRO", "WELCOME10");
    expect((await listPayments(market.ctx, organization))[0]).toMatchObject({ status: "SUCCEEDED", amount: 2_699n });
    expect((await listInvoices(market.as(organization), organization)).invoices[0]).toMatchObject({
      subtotal: 2_999n,
      total: 2_699n,
      amountPaid: 2_699n,
    });
  });

  it("says why it takes nothing off, at its field", async () => {
    const organization = await market.organization();
    const growth = (await activePlanByCode(market.ctx, "GROWTH")).stripeProductId ?? "";
    await code("GROWTHONLY", { percent_off: 50, duration: "once", applies_to: { products: [growth] } });
    await code("LAST", { percent_off: 50, duration: "once" }, { max_redemptions: 1 });
    await buys(await market.organization(), "PRO", "LAST");
    await code(
      "BIG",
      { percent_off: 5, duration: "once" },
      { restrictions: { minimum_amount: 10_000, minimum_amount_currency: "usd" } },
    );
    await code("OFF", { percent_off: 5, duration: "once" }, { active: false });
    await code("EUROS", { amount_off: 500, currency: "eur", duration: "once" });
    const soon = Math.floor((await market.now()) / 1_000) + 3_600;
    await code("SHORT", { percent_off: 5, duration: "once" }, { expires_at: soon });
    await market.travelTo((soon + 60) * 1_000);
    expect(await reasonAgainst("WELCOM10", organization)).toBe("There is no code WELCOM10.");
    expect(await reasonAgainst("'; drop table", organization)).toContain("There is no code");
    expect(await reasonAgainst("X".repeat(5_000), organization)).toContain("There is no code");
    expect(await reasonAgainst("GROWTHONLY", organization)).toBe("GROWTHONLY is not for this plan.");
    expect(await reasonAgainst("GROWTHONLY", organization, "GROWTH")).toBe("applied");
    expect(await reasonAgainst("LAST", organization)).toBe("LAST has been used as often as it can be.");
    expect(await reasonAgainst("BIG", organization)).toBe("BIG is for purchases of $100.00 and more.");
    expect(await reasonAgainst("OFF", organization)).toBe("OFF is not valid any more.");
    expect(await reasonAgainst("EUROS", organization)).toBe("EUROS is not for this plan.");
    expect(await reasonAgainst("SHORT", organization)).toMatch(/^SHORT ended on [A-Z][a-z]{2} \d+, \d{4}\.$/);
  });

  it("for a first purchase is refused to whoever has bought before", async () => {
    await code("FIRST", { percent_off: 20, duration: "once" }, { restrictions: { first_time_transaction: true } });
    const organization = await market.organization();
    expect(await reasonAgainst("FIRST", organization)).toBe("applied");
    await buys(organization, "PRO");
    await cancelSubscription(market.as(organization), { when: "now", reason: "no more" });
    expect(await reasonAgainst("FIRST", organization)).toContain("for a first purchase");
  });

  it("that takes nothing off begins no checkout at the full price", async () => {
    const organization = await market.organization();
    const refused = await checkout(organization, "PRO", "NOSUCH").catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "VALIDATION_ERROR" });
    expect(await listPayments(market.ctx, organization)).toEqual([]);
  });
});
