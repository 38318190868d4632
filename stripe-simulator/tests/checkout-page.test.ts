import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type Stripe from "stripe";
import { monthlyPrice, openBench, refusal, type Bench } from "./support";

let bench: Bench;
let price: Stripe.Price;
beforeAll(async () => {
  bench = await openBench({ startAt: new Date("2026-11-21T12:00:00Z") });
  price = await monthlyPrice(bench.stripe, { unit_amount: 4900 });
});
afterAll(() => bench.simulator.close());

type Params = Stripe.Checkout.SessionCreateParams;
const CARD = { number: "4242 4242 4242 4242", expiry: "12 / 34", cvc: "123", name: "Ada", action: "pay" };

function open(more: Partial<Params> = {}): Promise<Stripe.Checkout.Session> {
  return bench.stripe.checkout.sessions.create({
    mode: "subscription",
    customer_email: "buyer@example.com",
    line_items: [{ price: price.id, quantity: 1 }],
    success_url: "http://shop.test/return",
    ...more,
  });
}

async function send(session: Stripe.Checkout.Session, fields: Record<string, string>) {
  const body = new URLSearchParams(fields);
  const answer = await fetch(session.url ?? "", { method: "POST", redirect: "manual", body });
  return { status: answer.status, text: await answer.text(), location: answer.headers.get("location") ?? "" };
}

const pageOf = async (session: Stripe.Checkout.Session) => (await fetch(session.url ?? "")).text();
const now = (session: Stripe.Checkout.Session) => bench.stripe.checkout.sessions.retrieve(session.id);

describe("what the page says", () => {
  it("tells a trial's days, price and day of the first charge", async () => {
    const session = await open({ subscription_data: { trial_period_days: 14 } });
    const text = await pageOf(session);
    expect(text).toContain("14 days free, then $49.00 per month on Dec 5, 2026");
    expect(text).toContain("You agree to pay $49.00 on Dec 5, 2026 and $49.00 per month after that");
    expect(text).toContain("Open until 12:00 UTC on Nov 22, 2026.");
  });

  it("sums several lines and lets quantities be chosen within their bounds", async () => {
    const seat = await monthlyPrice(bench.stripe, { unit_amount: 1000 });
    const session = await open({
      line_items: [
        { price: price.id, quantity: 1 },
        { price: seat.id, quantity: 2, adjustable_quantity: { enabled: true, minimum: 1, maximum: 5 } },
      ],
    });
    expect(await pageOf(session)).toContain("Pay $69.00");
    const { data: lines } = await bench.stripe.checkout.sessions.listLineItems(session.id);
    const seats = lines.find((line) => line.price?.id === seat.id)?.id ?? "";
    const tooMany = await send(session, { action: "quantity", [`quantity_${seats}`]: "6" });
    expect([tooMany.status, tooMany.text.includes("The largest quantity is 5.")]).toEqual([400, true]);
    await send(session, { action: "quantity", [`quantity_${seats}`]: "5" });
    expect(await pageOf(session)).toContain("Pay $99.00");
    await send(session, CARD);
    const done = await now(session);
    const subscription = await bench.stripe.subscriptions.retrieve(done.subscription as string);
    expect([done.amount_total, subscription.items.data.map((item) => item.quantity)]).toEqual([9900, [1, 5]]);
  });

  it("takes a code, shows what it takes off, and drops it again", async () => {
    const coupon = await bench.stripe.coupons.create({ percent_off: 20, duration: "repeating", duration_in_months: 3 });
    await bench.stripe.promotionCodes.create({ promotion: { type: "coupon", coupon: coupon.id }, code: "FIFTH" });
    const session = await open({ allow_promotion_codes: true });
    const wrong = await send(session, { action: "promotion", code: "FOURTH" });
    expect(wrong.text).toMatch(/id="code"[^>]*value="FOURTH"[^>]*aria-invalid="true"/);
    expect(wrong.text).toContain("This code is invalid.");
    await send(session, { action: "promotion", code: "fifth" });
    // A fifth of $49.00 is $9.80.
    const applied = await pageOf(session);
    for (const part of ["20% off for 3 months", "−$9.80", "Pay $39.20"]) expect(applied).toContain(part);
    expect((await bench.stripe.checkout.sessions.listLineItems(session.id)).data[0]).toMatchObject({
      amount_subtotal: 4900,
      amount_discount: 980,
      amount_total: 3920,
    });
    await send(session, { action: "remove_promotion" });
    expect(await pageOf(session)).toContain("Pay $49.00");
  });

  it("keeps a discount that the shop gave", async () => {
    const coupon = await bench.stripe.coupons.create({ amount_off: 900, currency: "usd", duration: "once" });
    const session = await open({ discounts: [{ coupon: coupon.id }] });
    await send(session, { action: "remove_promotion" });
    expect(await pageOf(session)).toContain("Pay $40.00");
  });
});

describe("without a card", () => {
  it("starts a trial where one is only collected if required", async () => {
    const session = await open({
      payment_method_collection: "if_required",
      subscription_data: {
        trial_period_days: 7,
        trial_settings: { end_behavior: { missing_payment_method: "cancel" } },
      },
    });
    expect(await pageOf(session)).not.toContain("Card number");
    const answer = await send(session, { action: "pay" });
    expect([answer.status, answer.location]).toEqual([303, "http://shop.test/return"]);
    const done = await now(session);
    expect(done).toMatchObject({ payment_status: "no_payment_required", status: "complete" });
    const subscription = await bench.stripe.subscriptions.retrieve(done.subscription as string);
    expect([subscription.status, subscription.default_payment_method]).toEqual(["trialing", null]);
  });

  it("asks for one as soon as something is due", async () => {
    const session = await open({ payment_method_collection: "if_required" });
    const answer = await send(session, { action: "pay" });
    expect([answer.status, answer.text.includes("Your card number is incomplete.")]).toEqual([400, true]);
  });
});

describe("saving a card", () => {
  it("sets it up for the customer, after the bank asked", async () => {
    const customer = await bench.stripe.customers.create({ email: "saver@example.com" });
    const session = await bench.stripe.checkout.sessions.create({
      mode: "setup",
      customer: customer.id,
      currency: "usd",
      success_url: "http://shop.test/saved",
      setup_intent_data: { metadata: { why: "later" } },
    });
    expect(session).toMatchObject({ amount_total: null, currency: "usd", mode: "setup" });
    expect(await pageOf(session)).toContain("Save card");
    expect((await send(session, { ...CARD, number: "4000 0000 0000 0002" })).text).toContain("declined");
    const bank = await send(session, { ...CARD, number: "4000 0025 0000 3155" });
    const done = await fetch(bench.simulator.url + bank.location, {
      method: "POST",
      redirect: "manual",
      body: new URLSearchParams({ outcome: "complete" }),
    });
    expect(done.headers.get("location")).toBe("http://shop.test/saved");
    const complete = await bench.stripe.checkout.sessions.retrieve(session.id, {
      expand: ["setup_intent.payment_method"],
    });
    expect(complete).toMatchObject({ payment_status: "no_payment_required", subscription: null, payment_intent: null });
    expect(complete.setup_intent).toMatchObject({
      status: "succeeded",
      customer: customer.id,
      metadata: { why: "later" },
      payment_method: { card: { last4: "3155" }, customer: customer.id },
    });
  });
});

describe("what a business is asked", () => {
  it("gives its tax ID and agrees to the terms", async () => {
    const session = await open({
      tax_id_collection: { enabled: true },
      consent_collection: { terms_of_service: "required" },
      custom_text: { submit: { message: "Billed by Ada Ltd" } },
    });
    expect(await pageOf(session)).toContain("Billed by Ada Ltd");
    const refused = await send(session, { ...CARD, business: "yes", tax_type: "gb_vat", tax_id: "?" });
    for (const part of [
      "Enter the name of the business.",
      "This tax ID is not valid.",
      "Agree to the terms of service",
    ])
      expect(refused.text).toContain(part);
    const tax = { business: "yes", business_name: "Ada Ltd", tax_type: "gb_vat", tax_id: "GB123456789" };
    await send(session, { ...CARD, ...tax, terms: "yes" });
    expect(await now(session)).toMatchObject({
      status: "complete",
      consent: { terms_of_service: "accepted" },
      customer_details: { business_name: "Ada Ltd", tax_ids: [{ type: "gb_vat", value: "GB123456789" }] },
    });
    const { customer } = await now(session);
    const kept = await bench.stripe.customers.listTaxIds(customer as string);
    expect(kept.data.map(({ type, value }) => [type, value])).toEqual([["gb_vat", "GB123456789"]]);
  });

  it("asks private buyers nothing more", async () => {
    const session = await open({ tax_id_collection: { enabled: true } });
    expect((await send(session, CARD)).status).toBe(303);
    expect((await now(session)).customer_details?.tax_ids).toEqual([]);
  });
});

describe("what is refused", () => {
  it.each<[string, Partial<Params>, string]>([
    ["lines where a card is saved", { mode: "setup", currency: "usd" }, "line_items"],
    [
      "a collection rule beside one payment",
      { mode: "payment", payment_method_collection: "if_required" },
      "payment_method_collection",
    ],
    ["data of another mode", { setup_intent_data: { description: "x" } }, "setup_intent_data"],
    [
      "fields that the page does not have",
      { phone_number_collection: { enabled: true } },
      "phone_number_collection[enabled]",
    ],
    ["an embedded page", { ui_mode: "embedded_page" }, "ui_mode"],
  ])("%s", async (_, more, param) => {
    const refused = await refusal(open(more));
    expect([refused.statusCode, refused.param]).toEqual([400, param]);
  });

  it("a quantity outside of its own bounds", async () => {
    const line = { price: price.id, quantity: 9, adjustable_quantity: { enabled: true, maximum: 5 } };
    expect((await refusal(open({ line_items: [line] }))).param).toBe("line_items[0][quantity]");
  });
});
