import type Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  advanceTo,
  customerOnClock,
  customerWith,
  eventTypes,
  monthlyPrice,
  openBench,
  refusal,
  totalsOf,
  unix,
  type Bench,
} from "./support";

// https://docs.stripe.com/billing/subscriptions/coupons

let bench: Bench;
beforeAll(async () => void (bench = await openBench({ startAt: new Date("2027-04-01T00:00:00Z") })));
afterAll(() => bench.simulator.close());
beforeEach(async () => {
  await bench.control("POST", "/reset");
  await bench.moveTo(unix("2027-04-01T00:00:00Z"));
});

const APRIL = "2027-04-01T00:00:00Z";

async function subscribe(
  prices: Stripe.Price[],
  discounts: Stripe.SubscriptionCreateParams.Discount[],
  more: Partial<Stripe.SubscriptionCreateParams> = {},
) {
  const { clock, customer } = await customerOnClock(bench.stripe, APRIL);
  const items = prices.map(({ id }) => ({ price: id }));
  const subscription = await bench.stripe.subscriptions.create({ customer, items, discounts, ...more });
  return { clock, customer, subscription };
}

const price = (unit_amount: number) => monthlyPrice(bench.stripe, { unit_amount });
const coupon = (params: Stripe.CouponCreateParams) => bench.stripe.coupons.create(params);
const code = (id: string, more: Partial<Stripe.PromotionCodeCreateParams> = {}) =>
  bench.stripe.promotionCodes.create({ promotion: { type: "coupon", coupon: id }, ...more });

describe("how long a coupon lasts", () => {
  it.each([
    [{ duration: "once" }, [2700, 3000, 3000, 3000]],
    [{ duration: "repeating", duration_in_months: 2 }, [2700, 2700, 3000, 3000]],
    [{ duration: "repeating", duration_in_months: 3 }, [2700, 2700, 2700, 3000]],
    [{ duration: "forever" }, [2700, 2700, 2700, 2700]],
  ] as const)("%o", async (duration, totals) => {
    const { id } = await coupon({ percent_off: 10, ...duration });
    const { clock, subscription } = await subscribe([await price(3000)], [{ coupon: id }]);
    for (const month of ["05", "06", "07"]) await advanceTo(bench.stripe, clock, `2027-${month}-01T01:00:00Z`);
    expect(await totalsOf(bench.stripe, subscription.id)).toEqual(totals);
    const over = "repeating" === duration.duration;
    expect((await eventTypes(bench.stripe)).includes("customer.discount.deleted")).toBe(over);
    const { discounts } = await bench.stripe.subscriptions.retrieve(subscription.id);
    expect(discounts).toHaveLength(duration.duration === "forever" ? 1 : 0);
  });

  it("goes on when the coupon is deleted, which nobody can redeem any more", async () => {
    const { id } = await coupon({ percent_off: 10, duration: "forever" });
    const plan = await price(3000);
    const { clock, subscription } = await subscribe([plan], [{ coupon: id }]);
    await bench.stripe.coupons.del(id);
    await advanceTo(bench.stripe, clock, "2027-05-01T01:00:00Z");
    expect(await totalsOf(bench.stripe, subscription.id)).toEqual([2700, 2700]);
    expect((await refusal(subscribe([plan], [{ coupon: id }]))).code).toBe("resource_missing");
  });
});

describe("what a coupon takes off", () => {
  it("is never more than the invoice, whose lines share it", async () => {
    const ten = await coupon({ amount_off: 1000, currency: "usd", duration: "forever" });
    const { subscription } = await subscribe([await price(2000), await price(1000)], [{ coupon: ten.id }]);
    const invoice = await bench.stripe.invoices.retrieve(subscription.latest_invoice as string);
    // Two thirds and one third of 10.00; the last line takes the rounding.
    expect(invoice.lines.data.map((line) => line.discount_amounts?.map((each) => each.amount))).toEqual([[666], [334]]);
    expect([invoice.subtotal, invoice.total, invoice.total_discount_amounts?.[0]?.amount]).toEqual([3000, 2000, 1000]);
    const all = await coupon({ amount_off: 5000, currency: "usd", duration: "once" });
    const free = await subscribe([await price(3000)], [{ coupon: all.id }]);
    expect(await totalsOf(bench.stripe, free.subscription.id)).toEqual([0]);
    expect(free.subscription.status).toBe("active");
  });

  it("comes off the items first, then off the subscription, one discount after another", async () => {
    const half = await coupon({ percent_off: 50, duration: "forever" });
    const tenth = await coupon({ percent_off: 10, duration: "forever" });
    const fixed = await coupon({ amount_off: 300, currency: "usd", duration: "forever" });
    const [large, small] = [await price(2000), await price(1000)];
    const { subscription } = await subscribe([large, small], [{ coupon: tenth.id }, { coupon: fixed.id }], {
      items: [{ price: large.id, discounts: [{ coupon: half.id }] }, { price: small.id }],
    });
    // 2000 − 50 % + 1000 = 2000; less 10 % are 1800; less 3.00 are 1500.
    expect(await totalsOf(bench.stripe, subscription.id)).toEqual([1500]);
    expect(subscription.items.data.map((item) => item.discounts.length)).toEqual([1, 0]);
    expect(subscription.discounts).toHaveLength(2);
  });

  it("is for the products it names only", async () => {
    const [plain, chosen] = [await price(2000), await price(1000)];
    const half = await coupon({
      percent_off: 50,
      duration: "forever",
      applies_to: { products: [chosen.product as string] },
    });
    expect(half).not.toHaveProperty("applies_to");
    const shown = await bench.stripe.coupons.retrieve(half.id, { expand: ["applies_to"] });
    expect(shown.applies_to?.products).toEqual([chosen.product]);
    const { subscription } = await subscribe([plain, chosen], [{ coupon: half.id }]);
    expect(await totalsOf(bench.stripe, subscription.id)).toEqual([2500]);
  });

  it("needs an amount in the currency of the bill", async () => {
    const euro = await coupon({ amount_off: 500, currency: "eur", duration: "once" });
    const plan = await price(3000);
    expect((await refusal(subscribe([plan], [{ coupon: euro.id }]))).param).toBe("discounts[0][coupon]");
    await bench.stripe.coupons.update(euro.id, { currency_options: { usd: { amount_off: 600 } } });
    const { subscription } = await subscribe([plan], [{ coupon: euro.id }]);
    expect(await totalsOf(bench.stripe, subscription.id)).toEqual([2400]);
  });

  it("is refused when it makes no sense", async () => {
    const refused = async (params: Stripe.CouponCreateParams) => (await refusal(coupon(params))).param;
    expect(await refused({ percent_off: 0 })).toBe("percent_off");
    expect(await refused({ percent_off: 100.5 })).toBe("percent_off");
    expect(await refused({ percent_off: 10, amount_off: 5, currency: "usd" })).toBe("amount_off");
    expect(await refused({ amount_off: 5 })).toBe("currency");
    expect(await refused({ amount_off: 0, currency: "usd" })).toBe("amount_off");
    expect(await refused({ percent_off: 10, duration: "repeating" })).toBe("duration_in_months");
    expect(await refused({ percent_off: 10, duration_in_months: 3 })).toBe("duration_in_months");
    expect(await refused({ percent_off: 10, max_redemptions: 0 })).toBe("max_redemptions");
    expect(await refused({ percent_off: 10, redeem_by: unix(APRIL) - 1 })).toBe("redeem_by");
  });
});

describe("how often and until when a coupon can be redeemed", () => {
  it("ends with max_redemptions", async () => {
    const { id } = await coupon({ percent_off: 10, max_redemptions: 2 });
    const plan = await price(3000);
    await subscribe([plan], [{ coupon: id }]);
    expect(await bench.stripe.coupons.retrieve(id)).toMatchObject({ times_redeemed: 1, valid: true });
    await subscribe([plan], [{ coupon: id }]);
    expect(await bench.stripe.coupons.retrieve(id)).toMatchObject({ times_redeemed: 2, valid: false });
    expect((await refusal(subscribe([plan], [{ coupon: id }]))).code).toBe("coupon_expired");
  });

  it("ends with redeem_by, and a code with expires_at, while discounts go on", async () => {
    const until = unix("2027-04-10T00:00:00Z");
    const { id } = await coupon({ percent_off: 10, duration: "forever", redeem_by: until });
    const made = await code(id, { expires_at: until - 86_400 });
    const customer = await customerWith(bench.stripe, "pm_card_visa");
    const items = [{ price: (await price(3000)).id }];
    const subscription = await bench.stripe.subscriptions.create({
      customer: customer.id,
      items,
      discounts: [{ coupon: id }],
    });
    await bench.moveTo(until - 86_400);
    expect((await bench.stripe.promotionCodes.retrieve(made.id)).active).toBe(false);
    expect((await bench.stripe.coupons.retrieve(id)).valid).toBe(true);
    await bench.moveTo(until);
    expect((await bench.stripe.coupons.retrieve(id)).valid).toBe(false);
    const late = bench.stripe.subscriptions.create({ customer: customer.id, items, discounts: [{ coupon: id }] });
    expect((await refusal(late)).code).toBe("coupon_expired");
    await bench.moveTo(unix("2027-05-01T02:00:00Z"));
    expect(await totalsOf(bench.stripe, subscription.id)).toEqual([2700, 2700]);
  });
});

describe("promotion codes", () => {
  // https://docs.stripe.com/billing/subscriptions/coupons#promotion-codes
  it("hold to their restrictions", async () => {
    const { id } = await coupon({ percent_off: 10, duration: "forever" });
    const [small, large] = [await price(3000), await price(5000)];
    const minimum = await code(id, { restrictions: { minimum_amount: 5000, minimum_amount_currency: "usd" } });
    const refused = async (promotion_code: string, plan = small) => {
      const error = await refusal(subscribe([plan], [{ promotion_code }]));
      expect([error.param, error.code]).toEqual(["discounts[0][promotion_code]", "promotion_code_invalid"]);
      return error.message;
    };
    expect(await refused(minimum.id)).toContain("below its minimum amount");
    expect((await subscribe([large], [{ promotion_code: minimum.id }])).subscription.discounts).toHaveLength(1);

    const somebody = await bench.stripe.customers.create({});
    expect(await refused((await code(id, { customer: somebody.id })).id)).toContain("by this customer");
    const inactive = await code(id, { active: false });
    expect(await refused(inactive.id)).toContain("inactive");

    const first = await code(id, { restrictions: { first_time_transaction: true } });
    const { customer } = await subscribe([small], [{ promotion_code: first.id }]);
    const again = bench.stripe.subscriptions.create({
      customer,
      items: [{ price: small.id }],
      discounts: [{ promotion_code: first.id }],
    });
    expect((await refusal(again)).message).toContain("prior transactions");

    const once = await code(id, { max_redemptions: 1 });
    await subscribe([small], [{ promotion_code: once.id }]);
    expect(await bench.stripe.promotionCodes.retrieve(once.id)).toMatchObject({ active: false, times_redeemed: 1 });
    expect((await refusal(bench.stripe.promotionCodes.update(once.id, { active: true }))).param).toBe("active");
    expect((await bench.stripe.promotionCodes.update(inactive.id, { active: true })).active).toBe(true);
  });

  it("are unique among those a customer could enter, whatever their case, and within their coupon's limits", async () => {
    const until = unix("2027-04-10T00:00:00Z");
    const { id } = await coupon({ percent_off: 10, max_redemptions: 5, redeem_by: until });
    const [ada, bo] = [await bench.stripe.customers.create({}), await bench.stripe.customers.create({})];
    await code(id, { code: "Spring-27", customer: ada.id });
    await code(id, { code: "SPRING-27", customer: bo.id });
    const refused = async (more: Partial<Stripe.PromotionCodeCreateParams>) => (await refusal(code(id, more))).param;
    expect(await refused({ code: "spring-27" })).toBe("code");
    expect(await refused({ code: "SPRING-27", customer: ada.id })).toBe("code");
    expect(await refused({ code: "spring 27" })).toBe("code");
    expect(await refused({ max_redemptions: 6 })).toBe("max_redemptions");
    expect(await refused({ expires_at: until + 1 })).toBe("expires_at");
    expect(await refused({ restrictions: { minimum_amount: 100 } })).toBe("restrictions[minimum_amount_currency]");
  });
});

describe("changing discounts", () => {
  it("overwrites them, leaves them, or takes them away", async () => {
    const [tenth, half] = [
      await coupon({ percent_off: 10, duration: "forever" }),
      await coupon({ percent_off: 50, duration: "forever" }),
    ];
    const { subscription } = await subscribe([await price(3000)], [{ coupon: tenth.id }]);
    const update = (discounts: Stripe.SubscriptionUpdateParams["discounts"]) =>
      bench.stripe.subscriptions.update(subscription.id, { discounts });
    const next = async () => (await bench.stripe.invoices.createPreview({ subscription: subscription.id })).total;
    const kept = subscription.discounts[0] as string;
    expect((await update([])).discounts).toEqual([kept]);
    expect((await update([{ discount: kept }, { coupon: half.id }])).discounts).toHaveLength(2);
    expect(await next()).toBe(1350);
    expect((await update([{ coupon: half.id }])).discounts).toHaveLength(1);
    expect(await next()).toBe(1500);
    const foreign = await refusal(update([{ discount: kept }]));
    expect([foreign.param, foreign.code]).toEqual(["discounts[0][discount]", "resource_missing"]);
    const item = subscription.items.data[0]?.id ?? "";
    const preview = await bench.stripe.invoices.createPreview({
      subscription: subscription.id,
      discounts: [{ coupon: tenth.id }],
    });
    expect(preview.total).toBe(2700);
    expect((await bench.stripe.coupons.retrieve(tenth.id)).times_redeemed).toBe(1);
    await bench.stripe.subscriptionItems.update(item, { discounts: [{ coupon: tenth.id }] });
    expect(await next()).toBe(1350);
    expect(await bench.stripe.subscriptions.deleteDiscount(subscription.id)).toMatchObject({ deleted: true });
    expect(await next()).toBe(2700);
    await bench.stripe.subscriptionItems.update(item, { discounts: "" });
    expect(await next()).toBe(3000);
    const types = await eventTypes(bench.stripe);
    expect(types.filter((type) => type === "customer.discount.created")).toHaveLength(4);
    expect(types.filter((type) => type === "customer.discount.deleted")).toHaveLength(4);
  });
});
