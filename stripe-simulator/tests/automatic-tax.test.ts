import type Stripe from "stripe";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startSimulator, type Simulator } from "../index";
import { sdkFor } from "./support";

let simulator: Simulator;
let stripe: Stripe;
let price: string;
beforeAll(async () => {
  simulator = await startSimulator();
  stripe = sdkFor(simulator);
  const product = await stripe.products.create({ name: "Pro" });
  const made = await stripe.prices.create({
    product: product.id,
    currency: "usd",
    unit_amount: 2_999,
    recurring: { interval: "month" },
  });
  price = made.id;
});
afterAll(() => simulator.close());

const taxed = { automatic_tax: { enabled: true } };

it("is refused where nobody knows the customer's place, and complete with a country", async () => {
  const customer = await stripe.customers.create({
    payment_method: "pm_card_visa",
    invoice_settings: { default_payment_method: "pm_card_visa" },
  });
  const wanted = { customer: customer.id, items: [{ price }], ...taxed };
  await expect(stripe.subscriptions.create(wanted)).rejects.toMatchObject({ code: "customer_tax_location_invalid" });
  await stripe.customers.update(customer.id, { address: { country: "DE" } });
  const subscription = await stripe.subscriptions.create({ ...wanted, expand: ["latest_invoice"] });
  expect(subscription.automatic_tax.enabled).toBe(true);
  const invoice = subscription.latest_invoice as Stripe.Invoice;
  expect([invoice.automatic_tax.status, invoice.total_taxes, invoice.total]).toEqual(["complete", [], 2_999]);
  const off = await stripe.subscriptions.update(subscription.id, { automatic_tax: { enabled: false } });
  expect(off.automatic_tax.enabled).toBe(false);
});

it("of a new subscription is previewed with its first invoice, and says what it lacks", async () => {
  const customer = await stripe.customers.create({ name: "Nowhere" });
  const asked = { customer: customer.id, subscription_details: { items: [{ price, quantity: 3 }] } };
  const preview = await stripe.invoices.createPreview({ ...asked, ...taxed });
  expect([preview.total, preview.automatic_tax.status]).toEqual([8_997, "requires_location_inputs"]);
  expect((await stripe.subscriptions.list({ customer: customer.id })).data).toEqual([]);
  const { id } = await stripe.coupons.create({ percent_off: 10, duration: "once" });
  // 10 % of 89.97 is 8.997, which is 9.00: 80.97.
  expect((await stripe.invoices.createPreview({ ...asked, discounts: [{ coupon: id }] })).total).toBe(8_097);
});

it("of Checkout needs an address, or leave to keep the one of the page", async () => {
  const customer = await stripe.customers.create({ name: "Buyer" });
  const session: Stripe.Checkout.SessionCreateParams = {
    mode: "subscription",
    customer: customer.id,
    line_items: [{ price, quantity: 1 }],
    success_url: "http://example.test/",
    ...taxed,
  };
  await expect(stripe.checkout.sessions.create(session)).rejects.toMatchObject({ param: "automatic_tax[enabled]" });
  const made = await stripe.checkout.sessions.create({ ...session, customer_update: { address: "auto" } });
  expect(made.automatic_tax).toMatchObject({ enabled: true, status: "requires_location_inputs" });
});
