import type Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { customerWith, eventTypes, monthlyPrice, openBench, refusal, unix, type Bench } from "./support";

// https://docs.stripe.com/billing/subscriptions/pending-updates

let bench: Bench;
beforeAll(async () => {
  bench = await openBench({ startAt: new Date("2027-04-01T00:00:00Z") });
});
afterAll(() => bench.simulator.close());
beforeEach(async () => {
  await bench.control("POST", "/reset");
  await bench.moveTo(unix("2027-04-01T00:00:00Z"));
});

const DAY = 86_400;
const again = (subscription: Stripe.Subscription) =>
  bench.stripe.subscriptions.retrieve(subscription.id, { expand: ["latest_invoice.confirmation_secret"] });
const invoiceOf = (subscription: Stripe.Subscription) => subscription.latest_invoice as Stripe.Invoice;

/** Subscribed with a card that pays, then the given card takes its place half way through the period. */
async function halfWay(token: string): Promise<{ subscription: Stripe.Subscription; larger: Stripe.Price }> {
  const price = await monthlyPrice(bench.stripe, { unit_amount: 3000 });
  const larger = await monthlyPrice(bench.stripe, { unit_amount: 9000 });
  const customer = await customerWith(bench.stripe, "pm_card_visa");
  const subscription = await bench.stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
  });
  const method = await bench.stripe.paymentMethods.attach(token, { customer: customer.id });
  await bench.stripe.subscriptions.update(subscription.id, { default_payment_method: method.id });
  await bench.moveTo(subscription.start_date + 15 * DAY);
  return { subscription, larger };
}

const change = (subscription: Stripe.Subscription, price: Stripe.Price) =>
  bench.stripe.subscriptions.update(subscription.id, {
    items: [{ id: subscription.items.data[0]?.id ?? "", price: price.id }],
    proration_behavior: "always_invoice",
    proration_date: subscription.start_date + 15 * DAY,
    payment_behavior: "pending_if_incomplete",
    expand: ["latest_invoice.confirmation_secret"],
  });

describe("an update that waits for its payment", () => {
  it("takes effect at once when the card pays, for half a month's difference", async () => {
    const { subscription, larger } = await halfWay("pm_card_mastercard");
    const changed = await change(subscription, larger);
    expect([changed.pending_update, changed.items.data[0]?.price.id]).toEqual([null, larger.id]);
    // April has 30 days and half of them are left: −1500 and +4500.
    expect(invoiceOf(changed)).toMatchObject({
      status: "paid",
      amount_paid: 3000,
      billing_reason: "subscription_update",
    });
    expect(invoiceOf(changed).lines.data.map((line) => line.amount)).toEqual([-1500, 4500]);
  });

  it("leaves everything as it was while the card refuses, and comes true when the invoice is paid", async () => {
    const { subscription, larger } = await halfWay("pm_card_chargeCustomerFail");
    const waiting = await change(subscription, larger);
    expect([waiting.status, waiting.items.data[0]?.price.unit_amount]).toEqual(["active", 3000]);
    expect(waiting.pending_update).toMatchObject({ expires_at: subscription.start_date + 15 * DAY + 23 * 3600 });
    expect(waiting.pending_update?.subscription_items?.[0]?.price.id).toBe(larger.id);
    expect(invoiceOf(waiting)).toMatchObject({ status: "open", amount_due: 3000, attempt_count: 1 });
    await bench.stripe.invoices.pay(invoiceOf(waiting).id, { payment_method: "pm_card_visa" });
    const applied = await again(subscription);
    expect([applied.pending_update, applied.items.data[0]?.price.id]).toEqual([null, larger.id]);
    expect(await eventTypes(bench.stripe)).toContain("customer.subscription.pending_update_applied");
  });

  it("asks the holder of a 3-D Secure card, who confirms", async () => {
    const { subscription, larger } = await halfWay("pm_card_authenticationRequired");
    const waiting = await change(subscription, larger);
    expect(waiting.pending_update).not.toBeNull();
    expect(await eventTypes(bench.stripe)).toContain("invoice.payment_action_required");
    expect(invoiceOf(waiting).confirmation_secret?.client_secret).toMatch(/^pi_/);
    expect(invoiceOf(waiting).hosted_invoice_url).toMatch(/^http/);
  });

  it("is forgotten after 23 hours, and its invoice is void", async () => {
    const { subscription, larger } = await halfWay("pm_card_chargeCustomerFail");
    const waiting = await change(subscription, larger);
    await bench.moveTo((waiting.pending_update?.expires_at ?? 0) - 1);
    expect((await again(subscription)).pending_update).not.toBeNull();
    await bench.moveTo(waiting.pending_update?.expires_at ?? 0);
    const after = await again(subscription);
    expect([after.pending_update, after.status, after.items.data[0]?.price.unit_amount]).toEqual([
      null,
      "active",
      3000,
    ]);
    expect((await bench.stripe.invoices.retrieve(invoiceOf(waiting).id)).status).toBe("void");
    expect(await eventTypes(bench.stripe)).toContain("customer.subscription.pending_update_expired");
  });

  it("gives way to the next update", async () => {
    const { subscription, larger } = await halfWay("pm_card_chargeCustomerFail");
    const first = await change(subscription, larger);
    const second = await change(subscription, larger);
    expect((await bench.stripe.invoices.retrieve(invoiceOf(first).id)).status).toBe("void");
    expect(invoiceOf(second)).toMatchObject({ status: "open", amount_due: 3000 });
  });

  it("refuses what cannot wait, and a new subscription that would", async () => {
    const { subscription, larger } = await halfWay("pm_card_visa");
    const refused = await refusal(
      bench.stripe.subscriptions.update(subscription.id, {
        items: [{ id: subscription.items.data[0]?.id ?? "", price: larger.id }],
        payment_behavior: "pending_if_incomplete",
        metadata: { a: "b" },
      }),
    );
    expect([refused.type, refused.param]).toEqual(["StripeInvalidRequestError", "metadata"]);
    const fresh = await refusal(
      bench.stripe.subscriptions.create({
        customer: subscription.customer as string,
        items: [{ price: larger.id }],
        payment_behavior: "pending_if_incomplete",
      }),
    );
    expect(fresh.param).toBe("payment_behavior");
  });

  it("ends a trial by request: previewed, billed at once for a whole period, or waiting for the card", async () => {
    for (const [token, status] of [
      ["pm_card_mastercard", "active"],
      ["pm_card_chargeCustomerFail", "trialing"],
    ] as const) {
      const price = await monthlyPrice(bench.stripe, { unit_amount: 3000 });
      const larger = await monthlyPrice(bench.stripe, { unit_amount: 9000 });
      const customer = await customerWith(bench.stripe, token);
      const trial = await bench.stripe.subscriptions.create({
        customer: customer.id,
        items: [{ price: price.id }],
        trial_period_days: 14,
      });
      await bench.moveTo(trial.start_date + 3 * DAY);
      const wanted = { items: [{ id: trial.items.data[0]?.id ?? "", price: larger.id }], trial_end: "now" as const };
      const preview = await bench.stripe.invoices.createPreview({
        subscription: trial.id,
        subscription_details: { ...wanted, proration_behavior: "always_invoice" },
      });
      expect(preview.amount_due).toBe(9000);
      const changed = await bench.stripe.subscriptions.update(trial.id, {
        ...wanted,
        proration_behavior: "always_invoice",
        payment_behavior: "pending_if_incomplete",
        expand: ["latest_invoice"],
      });
      expect([changed.status, invoiceOf(changed).amount_due]).toEqual([status, 9000]);
      if (status === "trialing")
        await bench.stripe.invoices.pay(invoiceOf(changed).id, { payment_method: "pm_card_visa" });
      const paid = await again(trial);
      expect([paid.status, paid.items.data[0]?.price.id, invoiceOf(paid).status]).toEqual([
        "active",
        larger.id,
        "paid",
      ]);
      const item = paid.items.data[0];
      expect(item?.current_period_start).toBe(paid.trial_end);
      expect((item?.current_period_end ?? 0) - (item?.current_period_start ?? 0)).toBe(30 * DAY);
    }
  });
});
