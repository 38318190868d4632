import type Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  advanceTo,
  customerOnClock,
  eventTypes,
  monthlyPrice,
  openBench,
  refusal,
  totalsOf,
  unix,
  type Bench,
} from "./support";

let bench: Bench;
beforeAll(async () => void (bench = await openBench({ startAt: new Date("2027-01-15T00:00:00Z") })));
afterAll(() => bench.simulator.close());

const APRIL = "2027-04-01T00:00:00Z";
const again = (id: string) => bench.stripe.subscriptions.retrieve(id, { expand: ["latest_invoice"] });
const invoiceOf = (subscription: Stripe.Subscription) => subscription.latest_invoice as Stripe.Invoice;

async function begun(more: Partial<Stripe.SubscriptionCreateParams> = {}, token: string | null = "pm_card_visa") {
  const price = await monthlyPrice(bench.stripe, { unit_amount: 3000 });
  const { clock, customer } = await customerOnClock(bench.stripe, APRIL, token);
  const subscription = await bench.stripe.subscriptions.create({ customer, items: [{ price: price.id }], ...more });
  return { price, clock, customer, id: subscription.id };
}

describe("a paused collection", () => {
  // https://docs.stripe.com/billing/subscriptions/pause-payment: invoices that were made before go on.
  it.each([
    ["keep_as_draft", "draft"],
    ["mark_uncollectible", "uncollectible"],
    ["void", "void"],
  ] as const)("%s leaves the invoices of the pause %s", async (behavior, status) => {
    const { clock, id } = await begun();
    await advanceTo(bench.stripe, clock, "2027-05-01T00:30:00Z");
    const before = invoiceOf(await again(id));
    expect(before.status).toBe("draft");
    const resumes_at = unix("2027-06-15T00:00:00Z");
    const paused = await bench.stripe.subscriptions.update(id, { pause_collection: { behavior, resumes_at } });
    expect([paused.status, paused.pause_collection]).toEqual(["active", { behavior, resumes_at }]);
    await advanceTo(bench.stripe, clock, "2027-05-01T01:00:00Z");
    expect((await bench.stripe.invoices.retrieve(before.id)).status).toBe("paid");
    await advanceTo(bench.stripe, clock, "2027-06-02T00:00:00Z");
    expect(invoiceOf(await again(id))).toMatchObject({ status, total: 3000 });
    await advanceTo(bench.stripe, clock, resumes_at);
    expect((await again(id)).pause_collection).toBeNull();
    await advanceTo(bench.stripe, clock, "2027-07-01T01:00:00Z");
    expect(invoiceOf(await again(id))).toMatchObject({ status: "paid", total: 3000 });
  });

  it("holds a change that is billed at once, too", async () => {
    const { clock, id } = await begun();
    await bench.stripe.subscriptions.update(id, { pause_collection: { behavior: "void" } });
    await advanceTo(bench.stripe, clock, "2027-04-16T00:00:00Z");
    const item = (await again(id)).items.data[0]?.id ?? "";
    await bench.stripe.subscriptions.update(id, {
      items: [{ id: item, quantity: 3 }],
      proration_behavior: "always_invoice",
    });
    expect(invoiceOf(await again(id))).toMatchObject({ status: "void", total: 3000 });
  });
});

describe("a subscription that paused at the end of its trial", () => {
  // https://docs.stripe.com/billing/subscriptions/trials#create-free-trials-without-payment
  const trial = {
    trial_end: unix("2027-04-11T00:00:00Z"),
    trial_settings: { end_behavior: { missing_payment_method: "pause" } },
  } as const;

  async function paused(token: string | null) {
    const own = await begun(trial, null);
    await advanceTo(bench.stripe, own.clock, "2027-04-20T00:00:00Z");
    expect((await again(own.id)).status).toBe("paused");
    if (token !== null) {
      const method = await bench.stripe.paymentMethods.attach(token, { customer: own.customer });
      await bench.stripe.subscriptions.update(own.id, { default_payment_method: method.id });
    }
    return own;
  }

  it("makes no invoices, and goes on with a new cycle that is billed at once", async () => {
    const own = await paused("pm_card_visa");
    await advanceTo(bench.stripe, own.clock, "2027-05-20T00:00:00Z");
    expect(await totalsOf(bench.stripe, own.id)).toEqual([0]);
    const upcoming = await refusal(bench.stripe.invoices.createPreview({ subscription: own.id }));
    expect(upcoming.code).toBe("invoice_upcoming_none");
    const preview = await bench.stripe.invoices.createPreview({
      subscription: own.id,
      subscription_details: { resume_at: "now" },
    });
    expect(preview.amount_due).toBe(3000);
    await bench.stripe.subscriptions.resume(own.id);
    const active = await again(own.id);
    expect([active.status, invoiceOf(active).status, invoiceOf(active).total]).toEqual(["active", "paid", 3000]);
    expect(active.items.data[0]).toMatchObject({
      current_period_start: unix("2027-05-20T00:00:00Z"),
      current_period_end: unix("2027-06-20T00:00:00Z"),
    });
    expect(await eventTypes(bench.stripe)).toContain("customer.subscription.resumed");
    expect((await refusal(bench.stripe.subscriptions.resume(own.id))).message).toContain("Only paused");
  });

  it("goes on in its old cycle for its part of the period", async () => {
    const own = await paused("pm_card_visa");
    await bench.stripe.subscriptions.resume(own.id, { billing_cycle_anchor: { type: "unchanged" } });
    const active = await again(own.id);
    expect(active.items.data[0]?.current_period_end).toBe(unix("2027-05-11T00:00:00Z"));
    // 21 of the 30 days from 11 April to 11 May.
    expect(invoiceOf(active)).toMatchObject({ status: "paid", total: 2100 });
  });

  it("is past due when its card refuses, and stays paused when it was to be paid first", async () => {
    const late = await paused("pm_card_chargeCustomerFail");
    await bench.stripe.subscriptions.resume(late.id);
    expect((await again(late.id)).status).toBe("past_due");

    const first = await paused("pm_card_chargeCustomerFail");
    await bench.stripe.subscriptions.resume(first.id, { payment_behavior: "resume_on_payment_success" });
    const waiting = await again(first.id);
    expect([waiting.status, invoiceOf(waiting).status]).toEqual(["paused", "open"]);
    await bench.stripe.invoices.pay(invoiceOf(waiting).id, { payment_method: "pm_card_visa" });
    expect((await again(first.id)).status).toBe("active");

    const never = await paused("pm_card_chargeCustomerFail");
    await bench.stripe.subscriptions.resume(never.id, { payment_behavior: "resume_on_payment_success" });
    await advanceTo(bench.stripe, never.clock, "2027-04-20T23:00:00Z");
    const given = await again(never.id);
    expect([given.status, invoiceOf(given).status]).toEqual(["paused", "void"]);
  });
});

describe("an update that has to be paid", () => {
  // https://docs.stripe.com/api/subscriptions/update#update_subscription-payment_behavior
  it.each([
    ["allow_incomplete", "past_due", 1],
    ["default_incomplete", "past_due", 0],
  ] as const)("%s with a card that refuses is %s", async (payment_behavior, status, attempt_count) => {
    const { clock, customer, id } = await begun();
    const method = await bench.stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer });
    await bench.stripe.subscriptions.update(id, { default_payment_method: method.id });
    await advanceTo(bench.stripe, clock, "2027-04-16T00:00:00Z");
    const item = (await again(id)).items.data[0]?.id ?? "";
    const changed = await bench.stripe.subscriptions.update(id, {
      items: [{ id: item, quantity: 3 }],
      proration_behavior: "always_invoice",
      payment_behavior,
      expand: ["latest_invoice"],
    });
    expect([changed.status, changed.items.data[0]?.quantity]).toEqual([status, 3]);
    expect(invoiceOf(changed)).toMatchObject({ status: "open", total: 3000, attempt_count });
    await bench.stripe.invoices.pay(invoiceOf(changed).id, { payment_method: "pm_card_visa" });
    expect((await again(id)).status).toBe("active");
  });

  it("error_if_incomplete changes nothing, also when a new cycle would bill at once", async () => {
    const { customer, id } = await begun();
    const method = await bench.stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer });
    await bench.stripe.subscriptions.update(id, { default_payment_method: method.id });
    const yearly = await monthlyPrice(bench.stripe, { unit_amount: 30_000, recurring: { interval: "year" } });
    const { items } = await again(id);
    const refused = await refusal(
      bench.stripe.subscriptions.update(id, {
        items: [{ id: items.data[0]?.id ?? "", price: yearly.id }],
        payment_behavior: "error_if_incomplete",
      }),
    );
    expect([refused.statusCode, refused.code]).toEqual([402, "card_declined"]);
    expect((await again(id)).items.data[0]?.price.unit_amount).toBe(3000);
    expect(await totalsOf(bench.stripe, id)).toEqual([3000]);
  });

  it("asks the holder who is present, and fails for one who is not", async () => {
    const { customer, id } = await begun();
    const method = await bench.stripe.paymentMethods.attach("pm_card_authenticationRequired", { customer });
    await bench.stripe.subscriptions.update(id, { default_payment_method: method.id });
    const item = (await again(id)).items.data[0]?.id ?? "";
    const intentAfter = async (quantity: number, off_session: boolean) => {
      const changed = await bench.stripe.subscriptions.update(id, {
        items: [{ id: item, quantity }],
        proration_behavior: "always_invoice",
        off_session,
        expand: ["latest_invoice.payments"],
      });
      const payment = invoiceOf(changed).payments?.data[0]?.payment.payment_intent as string;
      return (await bench.stripe.paymentIntents.retrieve(payment)).status;
    };
    expect(await intentAfter(2, false)).toBe("requires_action");
    expect(await intentAfter(3, true)).toBe("requires_payment_method");
  });
});

describe("invoices that are sent", () => {
  // https://docs.stripe.com/billing/collection-method
  it("are due after so many days, and then the subscription is past due", async () => {
    const { clock, id } = await begun({ collection_method: "send_invoice", days_until_due: 10 }, null);
    const sent = await again(id);
    expect([sent.status, invoiceOf(sent).status, invoiceOf(sent).due_date]).toEqual([
      "active",
      "open",
      unix("2027-04-11T00:00:00Z"),
    ]);
    await advanceTo(bench.stripe, clock, "2027-04-11T00:00:00Z");
    expect((await again(id)).status).toBe("past_due");
    expect(await eventTypes(bench.stripe)).toContain("invoice.overdue");
    await bench.stripe.invoices.pay(invoiceOf(sent).id, { paid_out_of_band: true });
    expect((await again(id)).status).toBe("active");
  });

  it("need the days, which invoices that are charged cannot have", async () => {
    const { customer, price } = await begun();
    const create = (params: Partial<Stripe.SubscriptionCreateParams>) =>
      refusal(bench.stripe.subscriptions.create({ customer, items: [{ price: price.id }], ...params }));
    expect((await create({ collection_method: "send_invoice" })).param).toBe("days_until_due");
    expect((await create({ days_until_due: 5 })).param).toBe("days_until_due");
  });
});
