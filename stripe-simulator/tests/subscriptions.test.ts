import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import Stripe from "stripe";
import { customerWith, eventTypes, monthlyPrice, openBench, refusal, unix, type Bench } from "./support";

const START = "2027-01-31T10:00:00Z";
const DAY = 86_400;
let bench: Bench;
beforeEach(async () => void (bench = await openBench({ startAt: new Date(START) })));
afterEach(() => bench.simulator.close());

async function subscribe(
  token: string,
  more: Partial<Stripe.SubscriptionCreateParams> = {},
): Promise<Stripe.Subscription> {
  const price = await monthlyPrice(bench.stripe);
  const customer = await customerWith(bench.stripe, token);
  return bench.stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }], ...more });
}

function periodOf(subscription: Stripe.Subscription): [number, number] {
  const item = subscription.items.data[0];
  if (!item) throw new Error("The subscription has no item");
  return [item.current_period_start, item.current_period_end];
}

const again = (subscription: Stripe.Subscription) => bench.stripe.subscriptions.retrieve(subscription.id);

describe("creating", () => {
  it("collects the first invoice at once and is active", async () => {
    const subscription = await subscribe("pm_card_visa", { expand: ["latest_invoice.payments"] });
    expect(subscription.status).toBe("active");
    expect(subscription).not.toHaveProperty("current_period_end");
    const invoice = subscription.latest_invoice as Stripe.Invoice;
    expect(invoice).toMatchObject({
      status: "paid",
      billing_reason: "subscription_create",
      amount_paid: 2999,
      amount_remaining: 0,
    });
    expect(invoice.parent?.subscription_details?.subscription).toBe(subscription.id);
    const intent = invoice.payments?.data[0]?.payment.payment_intent as string;
    expect(await bench.stripe.paymentIntents.retrieve(intent)).toMatchObject({
      status: "succeeded",
      amount_received: 2999,
    });
    const tooDeep = { expand: ["latest_invoice.payments.data.payment.payment_intent"] };
    expect((await refusal(bench.stripe.subscriptions.retrieve(subscription.id, tooDeep))).message).toContain(
      "more than 4 levels",
    );
    const line = invoice.lines.data[0];
    expect(line?.pricing?.price_details?.price).toBe(subscription.items.data[0]?.price.id);
    expect(line?.parent?.subscription_item_details).toMatchObject({ proration: false, subscription: subscription.id });
  });

  it("stays incomplete when the card refuses, and expires 23 hours later with its invoice void", async () => {
    // https://docs.stripe.com/billing/subscriptions/overview#subscription-statuses
    const subscription = await subscribe("pm_card_chargeCustomerFail");
    expect(subscription.status).toBe("incomplete");
    await bench.moveTo((await bench.now()) + 23 * 3600 + 60);
    expect((await again(subscription)).status).toBe("incomplete_expired");
    expect((await bench.stripe.invoices.retrieve(subscription.latest_invoice as string)).status).toBe("void");
  });

  it("creates nothing with error_if_incomplete", async () => {
    const error = await refusal(subscribe("pm_card_chargeCustomerFail", { payment_behavior: "error_if_incomplete" }));
    expect([error.statusCode, error.code, error.decline_code]).toEqual([402, "card_declined", "generic_decline"]);
    expect((await bench.stripe.subscriptions.list({ status: "all" })).data).toEqual([]);
  });

  it("waits for confirmation with default_incomplete and follows the confirmed intent", async () => {
    const subscription = await subscribe("pm_card_visa", {
      payment_behavior: "default_incomplete",
      payment_settings: { save_default_payment_method: "on_subscription" },
      expand: ["latest_invoice.confirmation_secret"],
    });
    expect(subscription.status).toBe("incomplete");
    const secret = (subscription.latest_invoice as Stripe.Invoice).confirmation_secret?.client_secret ?? "";
    const intent = await bench.stripe.paymentIntents.confirm(secret.split("_secret_")[0] ?? "", {
      payment_method: "pm_card_visa",
    });
    expect(intent.status).toBe("succeeded");
    const active = await again(subscription);
    expect([active.status, active.default_payment_method]).toEqual(["active", intent.payment_method]);
  });

  it("refuses a customer without a card, an inactive price and a one-time price", async () => {
    const price = await monthlyPrice(bench.stripe);
    const customer = await bench.stripe.customers.create({});
    const items = [{ price: price.id }];
    expect((await refusal(bench.stripe.subscriptions.create({ customer: customer.id, items }))).code).toBe(
      "resource_missing",
    );
    await bench.stripe.prices.update(price.id, { active: false });
    expect((await refusal(bench.stripe.subscriptions.create({ customer: customer.id, items }))).param).toBe(
      "items[0][price]",
    );
    const once = await bench.stripe.prices.create({
      product: price.product as string,
      currency: "usd",
      unit_amount: 5,
    });
    const error = await refusal(
      bench.stripe.subscriptions.create({ customer: customer.id, items: [{ price: once.id }] }),
    );
    expect(error.message).toContain("type=one_time");
  });
});

describe("the calendar", () => {
  // https://docs.stripe.com/billing/subscriptions/billing-cycle: the 31st falls on the last day of shorter months.
  it("keeps an anchor of the 31st through February and April", async () => {
    const subscription = await subscribe("pm_card_visa");
    const ends: string[] = [];
    for (let month = 0; month < 4; month += 1) {
      const [, end] = periodOf(await again(subscription));
      ends.push(new Date(end * 1000).toISOString().slice(0, 10));
      await bench.moveTo(end + 2 * 3600);
    }
    expect(ends).toEqual(["2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"]);
  });

  it("keeps a leap day for a yearly price", async () => {
    await bench.moveTo(unix("2028-02-29T00:00:00Z"));
    const price = await monthlyPrice(bench.stripe, { recurring: { interval: "year" } });
    const customer = await customerWith(bench.stripe, "pm_card_visa");
    const subscription = await bench.stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
    });
    expect(periodOf(subscription)[1]).toBeGreaterThanOrEqual(unix("2029-02-28T00:00:00Z"));
    expect(periodOf(subscription)[1]).toBeLessThan(unix("2029-02-28T00:01:00Z"));
  });
});

describe("renewing", () => {
  it("drafts the invoice at the boundary and collects it an hour later", async () => {
    // https://docs.stripe.com/billing/invoices/subscription: drafts of renewals wait about an hour.
    const subscription = await subscribe("pm_card_visa");
    const [, end] = periodOf(subscription);
    await bench.moveTo(end + 60);
    const draft = await bench.stripe.invoices.retrieve((await again(subscription)).latest_invoice as string);
    expect(draft).toMatchObject({
      status: "draft",
      billing_reason: "subscription_cycle",
      created: end,
      amount_due: 2999,
    });
    expect(draft.automatically_finalizes_at).toBe(end + 3600);
    expect(periodOf(await again(subscription))[0]).toBe(end);
    await bench.moveTo(end + 3600);
    const paid = await bench.stripe.invoices.retrieve(draft.id);
    expect([paid.status, paid.status_transitions.paid_at]).toEqual(["paid", end + 3600]);
  });

  it("goes past due, retries, recovers with a new card", async () => {
    const subscription = await subscribe("pm_card_visa");
    const bad = await bench.stripe.paymentMethods.attach("pm_card_chargeCustomerFail", {
      customer: subscription.customer as string,
    });
    await bench.stripe.subscriptions.update(subscription.id, { default_payment_method: bad.id });
    const [, end] = periodOf(subscription);
    await bench.moveTo(end + 3600);
    const late = await again(subscription);
    expect(late.status).toBe("past_due");
    const open = await bench.stripe.invoices.retrieve(late.latest_invoice as string);
    expect(open).toMatchObject({ status: "open", attempt_count: 1, next_payment_attempt: end + 3600 + 3 * DAY });
    const good = await bench.stripe.paymentMethods.attach("pm_card_visa", {
      customer: subscription.customer as string,
    });
    await bench.stripe.subscriptions.update(subscription.id, { default_payment_method: good.id });
    await bench.moveTo(end + 3600 + 3 * DAY);
    expect((await again(subscription)).status).toBe("active");
    expect((await bench.stripe.invoices.retrieve(open.id)).attempt_count).toBe(2);
  });

  it("ends the subscription when every retry failed", async () => {
    const subscription = await subscribe("pm_card_visa");
    const bad = await bench.stripe.paymentMethods.attach("pm_card_chargeCustomerFail", {
      customer: subscription.customer as string,
    });
    await bench.stripe.subscriptions.update(subscription.id, { default_payment_method: bad.id });
    await bench.moveTo(periodOf(subscription)[1] + 20 * DAY);
    const ended = await again(subscription);
    expect([ended.status, ended.cancellation_details?.reason]).toEqual(["canceled", "payment_failed"]);
    const types = await eventTypes(bench.stripe);
    expect(types.filter((type) => type === "invoice.payment_failed")).toHaveLength(4);
    expect(types.at(-1)).toBe("customer.subscription.deleted");
  });
});

describe("trials", () => {
  it("starts with a paid invoice of nothing, warns three days before the end, then bills", async () => {
    const subscription = await subscribe("pm_card_visa", { trial_period_days: 14 });
    const began = subscription.trial_start ?? 0;
    expect([subscription.status, (subscription.trial_end ?? 0) - began]).toEqual(["trialing", 14 * DAY]);
    expect(await bench.stripe.invoices.retrieve(subscription.latest_invoice as string)).toMatchObject({
      status: "paid",
      total: 0,
    });
    await bench.moveTo(began + 11 * DAY - 1);
    expect(await eventTypes(bench.stripe)).not.toContain("customer.subscription.trial_will_end");
    await bench.moveTo(began + 11 * DAY);
    expect((await eventTypes(bench.stripe)).at(-1)).toBe("customer.subscription.trial_will_end");
    await bench.moveTo(began + 14 * DAY + 3600);
    const active = await again(subscription);
    expect([active.status, periodOf(active)[0]]).toEqual(["active", began + 14 * DAY]);
    expect(await bench.stripe.invoices.retrieve(active.latest_invoice as string)).toMatchObject({
      status: "paid",
      total: 2999,
    });
  });

  it("has one time for everything that one request makes", async () => {
    const real = Date.now.bind(Date);
    let asked = 0;
    // Each look at the real clock finds it a second further.
    const jumping = vi.spyOn(Date, "now").mockImplementation(() => real() + 1000 * asked++);
    try {
      const { created, trial_start, trial_end, items, billing_cycle_anchor } = await subscribe("pm_card_visa", {
        trial_period_days: 14,
      });
      const [item] = items.data;
      expect([trial_start, item?.created, item?.current_period_start]).toEqual([created, created, created]);
      const end = created + 14 * DAY;
      expect([trial_end, billing_cycle_anchor, item?.current_period_end]).toEqual([end, end, end]);
    } finally {
      jumping.mockRestore();
    }
  });

  it.each([
    ["cancel", "canceled"],
    ["pause", "paused"],
    ["create_invoice", "past_due"],
  ] as const)("without a card, %s leads to %s", async (behavior, status) => {
    const price = await monthlyPrice(bench.stripe);
    const customer = await bench.stripe.customers.create({});
    const subscription = await bench.stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
      trial_period_days: 5,
      trial_settings: { end_behavior: { missing_payment_method: behavior } },
    });
    await bench.moveTo((subscription.trial_end ?? 0) + 3600);
    expect((await again(subscription)).status).toBe(status);
  });
});

describe("canceling", () => {
  it("at the period's end, and undone", async () => {
    const subscription = await subscribe("pm_card_visa");
    const canceled = await bench.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
    expect([canceled.status, canceled.cancel_at]).toEqual(["active", periodOf(subscription)[1]]);
    const event = (await bench.stripe.events.list({ type: "customer.subscription.updated", limit: 1 })).data[0];
    expect(event?.data.previous_attributes).toMatchObject({
      cancel_at_period_end: false,
      cancel_at: null,
      canceled_at: null,
    });
    const kept = await bench.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: false });
    expect([kept.cancel_at, kept.canceled_at]).toEqual([null, null]);
    await bench.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
    await bench.moveTo(periodOf(subscription)[1]);
    const ended = await again(subscription);
    expect([ended.status, ended.ended_at]).toEqual(["canceled", periodOf(subscription)[1]]);
    expect((await bench.stripe.invoices.list({ subscription: subscription.id })).data).toHaveLength(1);
  });

  it("now, after which only metadata can change", async () => {
    const subscription = await subscribe("pm_card_visa");
    expect((await bench.stripe.subscriptions.cancel(subscription.id)).status).toBe("canceled");
    expect(
      (await refusal(bench.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true }))).statusCode,
    ).toBe(400);
    expect((await bench.stripe.subscriptions.update(subscription.id, { metadata: { a: "1" } })).metadata).toEqual({
      a: "1",
    });
  });
});

describe("changing the price", () => {
  // https://docs.stripe.com/billing/subscriptions/prorations: the unused time of the old price is credited and the
  // remaining time of the new one charged, both to the second.
  it("credits and charges to the second and invoices at once when asked", async () => {
    const subscription = await subscribe("pm_card_visa");
    const [start, end] = periodOf(subscription);
    const dear = await monthlyPrice(bench.stripe, { unit_amount: 9900 });
    const moment = start + Math.floor((end - start) / 4);
    const share = (amount: number) => Math.round((amount * (end - moment)) / (end - start));
    const items = [{ id: subscription.items.data[0]?.id ?? "", price: dear.id }];
    const preview = await bench.stripe.invoices.createPreview({
      subscription: subscription.id,
      subscription_details: { items, proration_date: moment, proration_behavior: "always_invoice" },
    });
    expect(preview.lines.data.map((line) => line.amount)).toEqual([-share(2999), share(9900)]);
    await bench.stripe.subscriptions.update(subscription.id, {
      items,
      proration_date: moment,
      proration_behavior: "always_invoice",
    });
    const invoice = await bench.stripe.invoices.retrieve((await again(subscription)).latest_invoice as string);
    expect(invoice).toMatchObject({
      status: "paid",
      billing_reason: "subscription_update",
      total: share(9900) - share(2999),
    });
    expect(periodOf(await again(subscription))[1]).toBe(end);
  });

  it("starts a new cycle and bills it at once when the interval changes", async () => {
    // https://docs.stripe.com/billing/subscriptions/change-price: a new interval resets the billing date.
    const subscription = await subscribe("pm_card_visa");
    const yearly = await monthlyPrice(bench.stripe, { unit_amount: 29_900, recurring: { interval: "year" } });
    const [start, end] = periodOf(subscription);
    const moment = start + 10 * DAY;
    await bench.moveTo(moment);
    const items = [{ id: subscription.items.data[0]?.id ?? "", price: yearly.id }];
    const changed = await bench.stripe.subscriptions.update(subscription.id, { items, expand: ["latest_invoice"] });
    const [from, to] = periodOf(changed);
    const credit = Math.round((2999 * (end - from)) / (end - start));
    expect([from - moment < 5, new Date(to * 1000).getUTCFullYear()]).toEqual([true, 2028]);
    expect(changed.latest_invoice).toMatchObject({ status: "paid", total: 29_900 - credit });
    await bench.moveTo(end + 2 * 3600);
    expect((await bench.stripe.invoices.list({ subscription: subscription.id })).data).toHaveLength(2);
  });

  it("turns the credit of a downgrade into balance, which pays the next invoice first", async () => {
    // https://docs.stripe.com/billing/customer/balance: a negative balance is the customer's credit.
    const subscription = await subscribe("pm_card_visa");
    const [start, end] = periodOf(subscription);
    const cheap = await monthlyPrice(bench.stripe, { unit_amount: 999 });
    const items = [{ id: subscription.items.data[0]?.id ?? "", price: cheap.id }];
    const moment = start + Math.floor((end - start) / 2);
    await bench.stripe.subscriptions.update(subscription.id, {
      items,
      proration_behavior: "always_invoice",
      proration_date: moment,
    });
    const share = (amount: number) => Math.round((amount * (end - moment)) / (end - start));
    const credit = share(2999) - share(999);
    expect(await bench.stripe.customers.retrieve(subscription.customer as string)).toMatchObject({ balance: -credit });
    const next = await bench.stripe.invoices.createPreview({ subscription: subscription.id });
    expect([next.total, next.starting_balance, next.amount_due]).toEqual([999, -credit, Math.max(0, 999 - credit)]);
  });

  it("changes nothing when a parameter is refused", async () => {
    const subscription = await subscribe("pm_card_visa");
    const past = (await bench.now()) - 5;
    await refusal(bench.stripe.subscriptions.update(subscription.id, { metadata: { a: "1" }, cancel_at: past }));
    await refusal(bench.stripe.subscriptions.update(subscription.id, { metadata: { a: "1" }, trial_end: past }));
    expect((await again(subscription)).metadata).toEqual({});
  });

  it("leaves create_prorations to the next invoice, and nothing to prorate with none", async () => {
    const subscription = await subscribe("pm_card_visa");
    const item = subscription.items.data[0]?.id ?? "";
    await bench.stripe.subscriptions.update(subscription.id, { items: [{ id: item, quantity: 3 }] });
    const next = await bench.stripe.invoices.createPreview({ subscription: subscription.id });
    expect(next.lines.data.map((line) => line.parent?.subscription_item_details?.proration)).toEqual([
      true,
      true,
      false,
    ]);
    expect(next.lines.data[2]?.amount).toBe(3 * 2999);
    await bench.moveTo(periodOf(subscription)[1] + 3600);
    const cycle = await bench.stripe.invoices.retrieve((await again(subscription)).latest_invoice as string);
    expect([cycle.status, cycle.lines.data.length]).toEqual(["paid", 3]);
    await bench.stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, quantity: 1 }],
      proration_behavior: "none",
    });
    expect((await bench.stripe.invoices.createPreview({ subscription: subscription.id })).total).toBe(2999);
  });
});

describe("pausing collection", () => {
  it("voids the invoices of the pause and collects again after it", async () => {
    // https://docs.stripe.com/billing/subscriptions/pause-payment
    const subscription = await subscribe("pm_card_visa");
    await bench.stripe.subscriptions.update(subscription.id, { pause_collection: { behavior: "void" } });
    const [, end] = periodOf(subscription);
    await bench.moveTo(end + 3600);
    const paused = await again(subscription);
    expect((await bench.stripe.invoices.retrieve(paused.latest_invoice as string)).status).toBe("void");
    await bench.stripe.subscriptions.update(subscription.id, { pause_collection: "" });
    await bench.moveTo(periodOf(paused)[1] + 3600);
    expect((await bench.stripe.invoices.retrieve((await again(subscription)).latest_invoice as string)).status).toBe(
      "paid",
    );
  });
});

describe("tiers", () => {
  // https://docs.stripe.com/billing/subscriptions/tiers: graduated adds the tiers up, volume takes one for all.
  const tiers = [
    { up_to: 5, unit_amount: 500, flat_amount: 1000 },
    { up_to: "inf" as const, unit_amount_decimal: Stripe.Decimal.from("400.5") },
  ];
  it.each([
    ["graduated", 1000 + 5 * 500 + 1202],
    ["volume", 3204],
  ] as const)("bills %s", async (mode, amount) => {
    const price = await monthlyPrice(bench.stripe, {
      unit_amount: undefined,
      billing_scheme: "tiered",
      tiers_mode: mode,
      tiers,
    });
    const customer = await customerWith(bench.stripe, "pm_card_visa");
    const items = [{ price: price.id, quantity: 8 }];
    const subscription = await bench.stripe.subscriptions.create({
      customer: customer.id,
      items,
      expand: ["latest_invoice"],
    });
    // Graduated: 3 × 400.5 = 1201.5, rounded up. Volume: 8 × 400.5.
    expect(subscription.latest_invoice).toMatchObject({ total: amount });
    expect((await bench.stripe.prices.retrieve(price.id, { expand: ["tiers"] })).tiers).toHaveLength(2);
  });
});

describe("discounts", () => {
  it("takes a percentage off the first invoice only when the coupon is for once", async () => {
    const coupon = await bench.stripe.coupons.create({ percent_off: 12.5, duration: "once" });
    const subscription = await subscribe("pm_card_visa", {
      discounts: [{ coupon: coupon.id }],
      expand: ["latest_invoice"],
    });
    // 12.5 % of 2999 is 374.875.
    expect(subscription.latest_invoice).toMatchObject({ subtotal: 2999, total: 2999 - 375, amount_paid: 2624 });
    expect((await bench.stripe.invoices.createPreview({ subscription: subscription.id })).total).toBe(2999);
    expect((await bench.stripe.coupons.retrieve(coupon.id)).times_redeemed).toBe(1);
  });

  it("takes a fixed amount off every invoice while it lasts, and refuses a spent code", async () => {
    const coupon = await bench.stripe.coupons.create({ amount_off: 500, currency: "usd", duration: "forever" });
    const code = await bench.stripe.promotionCodes.create({
      promotion: { type: "coupon", coupon: coupon.id },
      code: "FIVE",
      max_redemptions: 1,
    });
    const subscription = await subscribe("pm_card_visa", { discounts: [{ promotion_code: code.id }] });
    expect((await bench.stripe.invoices.createPreview({ subscription: subscription.id })).total).toBe(2499);
    const error = await refusal(subscribe("pm_card_visa", { discounts: [{ promotion_code: code.id }] }));
    expect(error.param).toBe("discounts[0][promotion_code]");
  });
});

describe("payment intents", () => {
  it("succeed, are declined with 402, and ask for authentication off session", async () => {
    const customer = await customerWith(bench.stripe, "pm_card_visa");
    const base = { amount: 4200, currency: "usd", customer: customer.id, confirm: true, off_session: true } as const;
    const own = customer.invoice_settings.default_payment_method as string;
    const paid = await bench.stripe.paymentIntents.create({ ...base, payment_method: own });
    expect([paid.status, paid.amount_received]).toEqual(["succeeded", 4200]);
    const bad = await bench.stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer: customer.id });
    const declined = await refusal(bench.stripe.paymentIntents.create({ ...base, payment_method: bad.id }));
    expect([declined.statusCode, declined.code, declined.payment_intent?.status]).toEqual([
      402,
      "card_declined",
      "requires_payment_method",
    ]);
    const strict = await bench.stripe.paymentMethods.attach("pm_card_authenticationRequired", {
      customer: customer.id,
    });
    expect((await refusal(bench.stripe.paymentIntents.create({ ...base, payment_method: strict.id }))).code).toBe(
      "authentication_required",
    );
    const asked = await bench.stripe.paymentIntents.create({ ...base, off_session: false, payment_method: strict.id });
    expect(asked.status).toBe("requires_action");
    const page = asked.next_action?.redirect_to_url?.url ?? "";
    await fetch(page, { method: "POST", body: new URLSearchParams({ outcome: "complete" }) });
    expect((await bench.stripe.paymentIntents.retrieve(asked.id)).status).toBe("succeeded");
  });

  it("refuses to attach a card that is declined", async () => {
    const customer = await bench.stripe.customers.create({});
    const error = await refusal(
      bench.stripe.paymentMethods.attach("pm_card_chargeDeclined", { customer: customer.id }),
    );
    expect([error.statusCode, error.type, error.decline_code]).toEqual([402, "StripeCardError", "generic_decline"]);
  });
});
