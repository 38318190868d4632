import { expect, test, type Page } from "@playwright/test";
import Stripe from "stripe";
import { DEFAULT_KEY, startSimulator, type Simulator } from "../../stripe-simulator/index";
import { findingsOn } from "../support/accessible";

// The simulator's own pages, as a person meets them: without a running Weir, without JavaScript, on a phone.
test.describe.configure({ mode: "serial" });
test.use({ viewport: { width: 375, height: 720 } });

let simulator: Simulator;
let stripe: Stripe;
let prices: { basic: Stripe.Price; pro: Stripe.Price };
let configuration: string;

test.beforeAll(async () => {
  simulator = await startSimulator();
  stripe = new Stripe(DEFAULT_KEY, { host: "127.0.0.1", port: simulator.port, protocol: "http" });
  const plan = async (name: string, amount: number) =>
    stripe.prices.create({
      product_data: { name },
      currency: "usd",
      unit_amount: amount,
      recurring: { interval: "month" },
    });
  prices = { basic: await plan("Basic", 1000), pro: await plan("Pro", 3000) };
  const coupon = await stripe.coupons.create({ percent_off: 50, duration: "once" });
  await stripe.promotionCodes.create({ promotion: { type: "coupon", coupon: coupon.id }, code: "HALF" });
  const made = await stripe.billingPortal.configurations.create({
    features: {
      customer_update: { enabled: true, allowed_updates: ["email", "address"] },
      invoice_history: { enabled: true },
      payment_method_update: { enabled: true },
      subscription_cancel: {
        enabled: true,
        cancellation_reason: { enabled: true, options: ["too_expensive", "other"] },
      },
      subscription_update: {
        enabled: true,
        default_allowed_updates: ["price"],
        proration_behavior: "always_invoice",
        products: Object.values(prices).map((price) => ({ product: price.product as string, prices: [price.id] })),
      },
    },
  });
  configuration = made.id;
});
test.afterAll(() => simulator.close());

async function checkout(more: Partial<Stripe.Checkout.SessionCreateParams> = {}): Promise<Stripe.Checkout.Session> {
  return stripe.checkout.sessions.create({
    mode: "subscription",
    line_items: [{ price: prices.pro.id, quantity: 1 }],
    success_url: `${simulator.url}/healthz?bought={CHECKOUT_SESSION_ID}`,
    cancel_url: `${simulator.url}/healthz?left`,
    allow_promotion_codes: true,
    ...more,
  });
}

async function subscriber(): Promise<{ customer: Stripe.Customer; subscription: Stripe.Subscription; url: string }> {
  const customer = await stripe.customers.create({ email: "ada@example.com", name: "Ada" });
  const card = await stripe.paymentMethods.attach("pm_card_visa", { customer: customer.id });
  await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: card.id } });
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: prices.basic.id }],
  });
  const { url } = await stripe.billingPortal.sessions.create({ customer: customer.id, configuration });
  return { customer, subscription, url };
}

async function typeCard(page: Page, number: string): Promise<void> {
  await page.getByLabel("Card number").fill(number);
  await page.getByLabel("Expiry (MM / YY)").fill("12 / 40");
  await page.getByLabel("CVC").fill("123");
  await page.getByLabel("Name on card").fill("Ada Lovelace");
}

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("a person buys: a code, a declined card, a bank that asks", async ({ page }) => {
    const session = await checkout();
    await page.goto(session.url ?? "");
    await expect(page.getByRole("button", { name: "Pay $30.00" })).toBeVisible();
    await page.getByLabel("Promotion code").fill("NONE");
    await page.getByRole("button", { name: "Apply code" }).click();
    await expect(page.getByLabel("Promotion code")).toHaveAttribute("aria-invalid", "true");
    await expect(page.getByText("This code is invalid.")).toBeVisible();
    await page.getByLabel("Promotion code").fill("half");
    await page.getByLabel("Promotion code").press("Enter");
    await expect(page.getByText("−$15.00")).toBeVisible();

    await page.getByLabel("E-mail").fill("ada@example.com");
    await typeCard(page, "4000 0000 0000 0002");
    await page.getByRole("button", { name: "Pay $15.00" }).click();
    await expect(page.getByRole("alert")).toContainText("declined");
    await typeCard(page, "4000 0025 0000 3155");
    await page.getByLabel("Name on card").press("Enter");
    await page.getByRole("button", { name: "Complete authentication" }).click();
    await page.waitForURL(/bought=cs_test_/);
    expect((await stripe.checkout.sessions.retrieve(session.id)).payment_status).toBe("paid");
  });

  test("a person changes the plan, leaves, comes back and pays with another card", async ({ page }) => {
    const { url, subscription, customer } = await subscriber();
    await page.goto(url);
    await expect(page.getByText("Your next charge is $10.00")).toBeVisible();
    await page.getByRole("link", { name: "Update plan" }).click();
    await page.getByRole("radio", { name: /^Pro/ }).check();
    await page.getByRole("button", { name: "Continue" }).click();
    await expect(page.getByText("Amount due today")).toBeVisible();
    await page.getByRole("button", { name: /^Confirm and pay \$(20\.00|19\.99)$/ }).click();
    await expect(page.getByRole("status")).toHaveText("Your plan has been changed.");

    await page.getByRole("link", { name: "Cancel plan" }).click();
    await page.getByRole("radio", { name: "It's too expensive" }).check();
    await page.getByLabel("Anything else? (optional)").fill("Sorry");
    await page.getByRole("button", { name: /^Cancel plan on/ }).click();
    await expect(page.getByText(/Your plan will be canceled on/)).toBeVisible();
    expect((await stripe.subscriptions.retrieve(subscription.id)).cancellation_details).toMatchObject({
      feedback: "too_expensive",
      comment: "Sorry",
    });
    await page.getByRole("button", { name: "Don't cancel plan" }).click();
    await expect(page.getByRole("status")).toHaveText("Your plan will not be canceled.");

    await page.getByRole("link", { name: "Add payment method" }).click();
    await typeCard(page, "5555 5555 5555 4444");
    await page.getByRole("button", { name: "Save card" }).click();
    await expect(page.getByText("mastercard ending in 4444 Default")).toBeVisible();
    await page.getByRole("button", { name: "Remove visa ending in 4242" }).click();
    await expect(page.getByText("visa ending in 4242")).toBeHidden();

    await page.getByRole("link", { name: "Update information" }).click();
    await page.getByLabel("City").fill("London");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("London")).toBeVisible();
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ address: { city: "London" } });
    await page.getByRole("row").nth(1).getByRole("link").first().click();
    await expect(page.getByRole("heading", { name: /^Invoice/ })).toBeVisible();
  });
});

/** Nothing that hinders somebody, in the light or in the dark, and nothing beyond the edge of a phone. */
async function expectReadable(page: Page, what: string): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth), what).toBeLessThanOrEqual(375);
  const said = async (found: ReturnType<typeof findingsOn>) => (await found).map(({ id, where }) => `${id}: ${where}`);
  await page.emulateMedia({ colorScheme: "light" });
  expect(await said(findingsOn(page)), `${what}, light`).toEqual([]);
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await said(findingsOn(page, { runOnly: ["color-contrast"] })), `${what}, dark`).toEqual([]);
}

test("everybody can read Checkout, with its complaints, and the hosted invoice", async ({ page }) => {
  const business = await checkout({
    line_items: [{ price: prices.pro.id, quantity: 2, adjustable_quantity: { enabled: true } }],
    tax_id_collection: { enabled: true },
    consent_collection: { terms_of_service: "required" },
    subscription_data: { trial_period_days: 14 },
  });
  await page.goto(business.url ?? "");
  await page.getByLabel("Card number").fill("1");
  await page.getByRole("button", { name: "Start trial" }).click();
  await expectReadable(page, "checkout");
  const { subscription } = await subscriber();
  const [invoice] = (await stripe.invoices.list({ subscription: subscription.id })).data;
  await page.goto(invoice?.hosted_invoice_url ?? "");
  await expectReadable(page, "invoice");
});

test("everybody can read the portal", async ({ page }) => {
  const { url, subscription } = await subscriber();
  const plan = `/subscriptions/${subscription.id}`;
  for (const path of ["", `${plan}/update`, `${plan}/confirm?price=${prices.pro.id}`, `${plan}/cancel`, "/customer"]) {
    await page.goto(url + path);
    await expectReadable(page, path);
  }
});
