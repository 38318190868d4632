import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type Stripe from "stripe";
import { eventTypes, monthlyPrice, openBench, refusal, type Bench } from "./support";

let bench: Bench;
let price: Stripe.Price;
let customer: Stripe.Customer;
beforeAll(async () => {
  bench = await openBench();
  price = await monthlyPrice(bench.stripe);
  customer = await bench.stripe.customers.create({ email: "buyer@example.com" });
});
afterAll(() => bench.simulator.close());

function open(more: Partial<Stripe.Checkout.SessionCreateParams> = {}): Promise<Stripe.Checkout.Session> {
  return bench.stripe.checkout.sessions.create({
    mode: "subscription",
    customer: customer.id,
    client_reference_id: "org_1",
    metadata: { organization: "org_1" },
    line_items: [{ price: price.id, quantity: 1 }],
    success_url: "http://shop.test/return?session={CHECKOUT_SESSION_ID}",
    cancel_url: "http://shop.test/pricing",
    ...more,
  });
}

const CARD = { number: "4242 4242 4242 4242", expiry: "12 / 34", cvc: "123", name: "Ada", action: "pay" };

function submit(url: string, fields: Record<string, string>): Promise<Response> {
  return fetch(url, { method: "POST", redirect: "manual", body: new URLSearchParams(fields) });
}

describe("a subscription", () => {
  it("is bought with 4242 and the buyer comes back with the session's id", async () => {
    const session = await open({ subscription_data: { metadata: { plan: "pro" } } });
    expect(session).toMatchObject({
      status: "open",
      payment_status: "unpaid",
      amount_total: 2999,
      ui_mode: "hosted_page",
    });
    const page = await (await fetch(session.url ?? "")).text();
    for (const text of ["Pro", "$29.99 per month", "Due today", "Pay $29.99", "Cancel and return", "no real money"])
      expect(page).toContain(text);
    const answer = await submit(session.url ?? "", CARD);
    expect([answer.status, answer.headers.get("location")]).toEqual([
      303,
      `http://shop.test/return?session=${session.id}`,
    ]);
    const done = await bench.stripe.checkout.sessions.retrieve(session.id, {
      expand: ["subscription", "line_items", "invoice"],
    });
    expect(done).toMatchObject({ status: "complete", payment_status: "paid", client_reference_id: "org_1", url: null });
    expect(done.subscription).toMatchObject({ status: "active", metadata: { plan: "pro" }, customer: customer.id });
    expect(done.line_items?.data[0]).toMatchObject({ description: "Pro", amount_total: 2999, quantity: 1 });
    expect(done.invoice).toMatchObject({ status: "paid" });
    const types = await eventTypes(bench.stripe);
    expect(types.at(-1)).toBe("checkout.session.completed");
    for (const type of ["customer.subscription.created", "invoice.paid", "payment_intent.succeeded"])
      expect(types).toContain(type);
    expect(await (await fetch(session.url ?? "")).text()).toContain("Already complete");
    const second = await submit(session.url ?? "", CARD);
    expect(second.status).toBe(200);
  });

  it("starts a trial with nothing due", async () => {
    const session = await open({ subscription_data: { trial_period_days: 14 } });
    const page = await (await fetch(session.url ?? "")).text();
    expect(page).toContain("14 days free, then $29.99 per month");
    expect(page).toContain("Start trial");
    await submit(session.url ?? "", CARD);
    const done = await bench.stripe.checkout.sessions.retrieve(session.id, { expand: ["subscription"] });
    expect(done).toMatchObject({ payment_status: "no_payment_required", amount_total: 0 });
    expect((done.subscription as Stripe.Subscription).status).toBe("trialing");
  });

  it("shows a refusal on the page and stays open for another card", async () => {
    const session = await open();
    const before = (await bench.stripe.subscriptions.list({ status: "all" })).data.length;
    const refused = await submit(session.url ?? "", { ...CARD, number: "4000000000000002" });
    expect(refused.status).toBe(402);
    expect(await refused.text()).toContain("Your card was declined.");
    expect((await bench.stripe.subscriptions.list({ status: "all" })).data).toHaveLength(before);
    expect((await submit(session.url ?? "", CARD)).status).toBe(303);
  });

  it("saves 0341 with a trial, whose first payment then fails", async () => {
    const session = await open({ subscription_data: { trial_period_days: 3 } });
    expect((await submit(session.url ?? "", { ...CARD, number: "4000000000000341" })).status).toBe(303);
    const done = await bench.stripe.checkout.sessions.retrieve(session.id, { expand: ["subscription"] });
    const subscription = done.subscription as Stripe.Subscription;
    await bench.moveTo((subscription.trial_end ?? 0) + 3600);
    expect((await bench.stripe.subscriptions.retrieve(subscription.id)).status).toBe("past_due");
  });

  it("asks the holder of 3155: failing comes back to the form, completing pays", async () => {
    const session = await open();
    const asked = await submit(session.url ?? "", { ...CARD, number: "4000 0025 0000 3155" });
    const bank = bench.simulator.url + (asked.headers.get("location") ?? "");
    expect(await (await fetch(bank)).text()).toContain("Complete authentication");
    const failed = await submit(bank, { outcome: "fail" });
    const form = bench.simulator.url + (failed.headers.get("location") ?? "");
    expect(await (await fetch(form)).text()).toContain("unable to authenticate");
    const next = await submit(form, { ...CARD, number: "4000 0025 0000 3155" });
    const done = await submit(bench.simulator.url + (next.headers.get("location") ?? ""), { outcome: "complete" });
    expect(done.headers.get("location")).toBe(`http://shop.test/return?session=${session.id}`);
  });

  it("marks each field that is wrong", async () => {
    const session = await open();
    const answer = await submit(session.url ?? "", {
      number: "4242 4242 4242 4241",
      expiry: "01/20",
      cvc: "x",
      name: "",
    });
    expect(answer.status).toBe(400);
    const page = await answer.text();
    for (const text of ["number is invalid", "in the past", "security code is incomplete", "Enter the name"])
      expect(page).toContain(text);
    expect(page.match(/aria-invalid="true"/g)).toHaveLength(4);
  });

  it("escapes what others wrote", async () => {
    const product = await bench.stripe.products.create({ name: `<script>alert("x")</script>` });
    const evil = await bench.stripe.prices.create({
      product: product.id,
      currency: "usd",
      unit_amount: 100,
      recurring: { interval: "month" },
    });
    const session = await open({ line_items: [{ price: evil.id, quantity: 1 }] });
    expect(await (await fetch(session.url ?? "")).text()).not.toContain("<script>");
  });

  it("takes a promotion code typed on the page", async () => {
    const coupon = await bench.stripe.coupons.create({ percent_off: 50, duration: "once" });
    await bench.stripe.promotionCodes.create({ promotion: { type: "coupon", coupon: coupon.id }, code: "HALF" });
    const session = await open({ allow_promotion_codes: true });
    expect(await (await submit(session.url ?? "", { action: "promotion", code: "NONE" })).text()).toContain(
      "This code is invalid.",
    );
    await submit(session.url ?? "", { action: "promotion", code: "half" });
    // Half of 2999 is 1499.5; the discount rounds up to 1500.
    expect(await (await fetch(session.url ?? "")).text()).toContain("Pay $14.99");
    await submit(session.url ?? "", CARD);
    const done = await bench.stripe.checkout.sessions.retrieve(session.id, { expand: ["invoice"] });
    expect(done).toMatchObject({ amount_subtotal: 2999, amount_total: 1499, total_details: { amount_discount: 1500 } });
    expect((done.invoice as Stripe.Invoice).amount_paid).toBe(1499);
  });
});

describe("one payment", () => {
  it("is made with an intent that carries the metadata", async () => {
    const once = await bench.stripe.prices.create({
      product: price.product as string,
      currency: "usd",
      unit_amount: 1000,
    });
    const session = await open({
      mode: "payment",
      line_items: [{ price: once.id, quantity: 3 }],
      payment_intent_data: { metadata: { pack: "small" } },
    });
    await submit(session.url ?? "", CARD);
    const done = await bench.stripe.checkout.sessions.retrieve(session.id, {
      expand: ["payment_intent.latest_charge"],
    });
    expect(done).toMatchObject({ amount_total: 3000, payment_status: "paid", subscription: null });
    expect(done.payment_intent).toMatchObject({
      amount: 3000,
      metadata: { pack: "small" },
      latest_charge: { paid: true },
    });
  });

  it("cannot be made of a recurring price", async () => {
    expect((await refusal(open({ mode: "payment" }))).param).toBe("mode");
  });
});

describe("ending", () => {
  it("expires on request and by itself after a day, and the page says so", async () => {
    const asked = await open();
    expect((await bench.stripe.checkout.sessions.expire(asked.id)).status).toBe("expired");
    expect((await refusal(bench.stripe.checkout.sessions.expire(asked.id))).statusCode).toBe(400);
    const forgotten = await open();
    await bench.moveTo(forgotten.expires_at);
    expect((await bench.stripe.checkout.sessions.retrieve(forgotten.id)).status).toBe("expired");
    const page = await fetch(forgotten.url ?? "");
    expect([page.status, (await page.text()).includes("Checkout expired")]).toEqual([410, true]);
    expect((await submit(forgotten.url ?? "", CARD)).status).toBe(410);
  });
});

describe("the hosted invoice", () => {
  it("shows its lines and gives its PDF", async () => {
    const buyer = await bench.stripe.customers.create({ email: "invoice@example.com" });
    await submit((await open({ customer: buyer.id })).url ?? "", CARD);
    const invoice = (await bench.stripe.invoices.list({ customer: buyer.id })).data[0];
    expect(await (await fetch(invoice?.hosted_invoice_url ?? "")).text()).toContain(invoice?.number ?? "none");
    const pdf = await fetch(invoice?.invoice_pdf ?? "");
    expect((await pdf.text()).slice(0, 5)).toBe("%PDF-");
  });
});
