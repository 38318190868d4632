import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type Stripe from "stripe";
import { customerWith, eventTypes, monthlyPrice, openBench, refusal, unix, type Bench } from "./support";

let bench: Bench;
let basic: Stripe.Price;
let pro: Stripe.Price;
let configuration: Stripe.BillingPortal.Configuration;

const CARD = { number: "4242 4242 4242 4242", expiry: "12 / 40", cvc: "123", name: "Ada" };

beforeAll(async () => {
  bench = await openBench({ startAt: new Date("2027-04-01T00:00:00Z") });
  const plan = async (name: string, amount: number) => {
    const product = await bench.stripe.products.create({ name });
    return monthlyPrice(bench.stripe, { product: product.id, unit_amount: amount });
  };
  basic = await plan("Basic", 1000);
  pro = await plan("Pro", 3000);
  configuration = await bench.stripe.billingPortal.configurations.create({
    business_profile: { headline: "Ada's calculations" },
    default_return_url: "http://shop.test/home",
    features: {
      customer_update: { enabled: true, allowed_updates: ["email", "address"] },
      invoice_history: { enabled: true },
      payment_method_update: { enabled: true },
      subscription_cancel: { enabled: true, cancellation_reason: { enabled: true, options: ["too_expensive"] } },
      subscription_update: {
        enabled: true,
        default_allowed_updates: ["price", "quantity", "promotion_code"],
        proration_behavior: "always_invoice",
        products: [
          {
            product: basic.product as string,
            prices: [basic.id],
            adjustable_quantity: { enabled: true, minimum: 1, maximum: 5 },
          },
          { product: pro.product as string, prices: [pro.id] },
        ],
        schedule_at_period_end: { conditions: [{ type: "decreasing_item_amount" }] },
      },
    },
  });
});
afterAll(() => bench.simulator.close());

interface Guest {
  customer: Stripe.Customer;
  subscription: Stripe.Subscription;
  home: string;
  get: (path?: string) => Promise<{ status: number; text: string; location: string }>;
  post: (path: string, fields?: Record<string, string>) => ReturnType<Guest["get"]>;
  now: () => Promise<Stripe.Subscription>;
}

/** Somebody with a plan, who came through a portal link. */
async function guest(
  price: Stripe.Price,
  { flow, card = "pm_card_visa" }: { flow?: Stripe.BillingPortal.SessionCreateParams.FlowData; card?: string } = {},
  more: Partial<Stripe.SubscriptionCreateParams> = {},
): Promise<Guest> {
  const customer = await customerWith(bench.stripe, card);
  const subscription = await bench.stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    ...more,
  });
  return enter(customer, subscription, flow);
}

async function enter(
  customer: Stripe.Customer,
  subscription: Stripe.Subscription,
  flow?: Stripe.BillingPortal.SessionCreateParams.FlowData,
): Promise<Guest> {
  const session = await bench.stripe.billingPortal.sessions.create({
    customer: customer.id,
    configuration: configuration.id,
    ...(flow && { flow_data: flow }),
  });
  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(session.url + path, { redirect: "manual", ...init });
    const location = response.headers.get("location") ?? "";
    return { status: response.status, text: await response.text(), location };
  };
  return {
    customer,
    subscription,
    home: session.url,
    get: (path = "") => ask(path),
    post: (path, fields = {}) => ask(path, { method: "POST", body: new URLSearchParams(fields) }),
    now: () => bench.stripe.subscriptions.retrieve(subscription.id),
  };
}

const monthsLater = (iso: string) => Math.floor(unix(iso));

describe("configurations", () => {
  it("are made, changed field by field, listed, and show their products only when asked", async () => {
    const { stripe } = bench;
    expect(configuration.features.subscription_update.products).toBeUndefined();
    const whole = await stripe.billingPortal.configurations.retrieve(configuration.id, {
      expand: ["features.subscription_update.products"],
    });
    expect(whole.features.subscription_update.products?.map((each) => each.prices)).toEqual([[basic.id], [pro.id]]);
    const made = await stripe.billingPortal.configurations.create({
      features: { invoice_history: { enabled: true } },
      metadata: { for: "test" },
    });
    expect(made).toMatchObject({
      active: true,
      is_default: false,
      features: {
        subscription_cancel: { enabled: false, mode: "at_period_end", proration_behavior: "none" },
        subscription_update: { enabled: false, proration_behavior: "none", trial_update_behavior: "end_trial" },
      },
    });
    const changed = await stripe.billingPortal.configurations.update(made.id, {
      active: false,
      features: { subscription_cancel: { enabled: true, mode: "immediately" } },
    });
    expect(changed.features.invoice_history.enabled).toBe(true);
    expect(changed.features.subscription_cancel).toMatchObject({ enabled: true, mode: "immediately" });
    const active = await stripe.billingPortal.configurations.list({ active: true });
    expect(active.data.map((each) => each.id)).not.toContain(made.id);
    const customer = await stripe.customers.create({});
    const inactive = await refusal(
      stripe.billingPortal.sessions.create({ customer: customer.id, configuration: made.id }),
    );
    expect([inactive.statusCode, inactive.param]).toEqual([400, "configuration"]);
  });

  it.each<[string, Stripe.BillingPortal.ConfigurationCreateParams.Features, string]>([
    [
      "updates without products",
      { subscription_update: { enabled: true, default_allowed_updates: ["price"] } },
      "features[subscription_update][products]",
    ],
    [
      "proration at the period's end",
      { subscription_cancel: { enabled: true, proration_behavior: "create_prorations" } },
      "features[subscription_cancel][proration_behavior]",
    ],
    [
      "an unknown price",
      { subscription_update: { enabled: false, products: [{ product: "prod_none", prices: ["price_none"] }] } },
      "features[subscription_update][products][0][product]",
    ],
    ["pausing", { subscription_pause: { enabled: true } }, "features[subscription_pause][enabled]"],
  ])("refuse %s", async (_, features, param) => {
    const refused = await refusal(bench.stripe.billingPortal.configurations.create({ features }));
    expect([refused.statusCode, refused.param]).toEqual([400, param]);
  });
});

describe("the first page", () => {
  it("shows plan, next charge, card, billing details and invoices, and leads back", async () => {
    const { get, customer } = await guest(basic);
    const { text } = await get();
    for (const part of ["Basic", "$10.00 per month", "Your next charge is $10.00 on", "visa ending in 4242"])
      expect(text).toContain(part);
    for (const part of ["ada@example.com", "Ada&#39;s calculations", `href="http://shop.test/home"`, "Paid", "PDF"])
      expect(text).toContain(part);
    const other = await bench.stripe.customers.create({ email: "nobody@example.com" });
    expect(text).not.toContain(other.id);
    expect(customer.id).not.toBe(other.id);
  });

  it("does not open for a guessed link, and makes a configuration of its own where none is named", async () => {
    expect((await fetch(`${bench.simulator.url}/p/session/guess`)).status).toBe(404);
    const customer = await bench.stripe.customers.create({});
    const session = await bench.stripe.billingPortal.sessions.create({ customer: customer.id });
    expect((await fetch(`${session.url.slice(0, -1)}`)).status).toBe(404);
    const page = await (await fetch(session.url)).text();
    for (const part of ["No plan.", "No payment method saved.", "No invoices yet."]) expect(page).toContain(part);
    const made = await bench.stripe.billingPortal.configurations.list({ is_default: true });
    expect(made.data.map((each) => each.id)).toEqual([session.configuration]);
  });
});

describe("a change of plan", () => {
  // https://docs.stripe.com/billing/subscriptions/prorations, by hand: half of a 30-day April is left on the 16th, so
  // Basic gives back 1000 / 2 = 500 and Pro costs 3000 / 2 = 1500: $10.00 are due.
  it("shows the amount due before it takes it, and takes that", async () => {
    const { get, post, now, subscription, customer } = await guest(basic);
    await bench.moveTo(monthsLater("2027-04-16T00:00:00Z"));
    const choose = await get(`/subscriptions/${subscription.id}/update`);
    expect(choose.text).toContain("Current plan");
    const confirm = await get(`/subscriptions/${subscription.id}/confirm?price=${pro.id}&quantity=1&code=`);
    for (const part of ["−$5.00", "$15.00", "Amount due today", "Confirm and pay $10.00", "Then $30.00 per month"])
      expect(confirm.text.replace("-$5.00", "−$5.00")).toContain(part);
    expect((await now()).items.data[0]?.price.id).toBe(basic.id);
    const moment = /name="moment" value="(\d+)"/.exec(confirm.text)?.[1] ?? "";
    const done = await post(`/subscriptions/${subscription.id}/confirm`, { price: pro.id, quantity: "1", moment });
    expect([done.status, done.location]).toEqual([303, expect.stringContaining("did=plan")]);
    expect((await now()).items.data[0]?.price.id).toBe(pro.id);
    const [latest] = (await bench.stripe.invoices.list({ customer: customer.id })).data;
    expect(latest).toMatchObject({ amount_paid: 1000, status: "paid", billing_reason: "subscription_update" });
  });

  it("to something cheaper waits for the period's end, and can be taken back", async () => {
    const { get, post, now, subscription } = await guest(pro);
    const path = `/subscriptions/${subscription.id}`;
    expect((await get(`${path}/confirm?price=${basic.id}&quantity=2`)).text).toContain("Nothing is due now");
    await post(`${path}/confirm`, { price: basic.id, quantity: "2" });
    expect((await get()).text).toContain("Changes to Basic on");
    expect((await get(`${path}/update`)).text).toContain("a change is already planned");
    await post(`${path}/keep`);
    expect((await now()).schedule).toBeNull();
    await post(`${path}/confirm`, { price: basic.id, quantity: "2" });
    await bench.moveTo((subscription.items.data[0]?.current_period_end ?? 0) + 2 * 3600);
    const after = await now();
    expect(after.items.data[0]).toMatchObject({ quantity: 2, price: { id: basic.id } });
    const invoice = await bench.stripe.invoices.retrieve(after.latest_invoice as string);
    expect(invoice.total).toBe(2000);
  });

  it("takes what the configuration allows and nothing else", async () => {
    const { get, subscription } = await guest(basic);
    const foreign = await monthlyPrice(bench.stripe);
    const path = `/subscriptions/${subscription.id}/confirm`;
    const cases: [string, string][] = [
      [`price=${foreign.id}`, "Choose one of the plans."],
      [`price=${basic.id}&quantity=1`, "This is your current plan."],
      [`price=${basic.id}&quantity=6`, "The largest quantity is 5."],
      [`price=${basic.id}&quantity=0`, "Enter a quantity."],
      [`price=${pro.id}&quantity=2`, "The quantity of this plan cannot be changed."],
      [`price=${pro.id}&code=NONSENSE`, "This code is invalid."],
    ];
    for (const [query, words] of cases) expect((await get(`${path}?${query}`)).text).toContain(words);
    const stranger = await guest(basic);
    expect((await stranger.get(`${path}?price=${pro.id}`)).status).toBe(404);
  });

  it("is not made when the card refuses, and says so", async () => {
    const { post, now, subscription, customer } = await guest(basic);
    const failing = await bench.stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer: customer.id });
    await bench.stripe.subscriptions.update(subscription.id, { default_payment_method: failing.id });
    const answer = await post(`/subscriptions/${subscription.id}/confirm`, { price: pro.id, quantity: "1" });
    expect([answer.status, answer.text.includes("Your card was declined.")]).toEqual([402, true]);
    const after = await now();
    expect([after.items.data[0]?.price.id, after.status, after.pending_update]).toEqual([basic.id, "active", null]);
  });

  it("asks the card's holder when the bank wants to see him", async () => {
    const { post, get, now, subscription, customer } = await guest(basic);
    const asking = await bench.stripe.paymentMethods.attach("pm_card_authenticationRequired", {
      customer: customer.id,
    });
    await bench.stripe.subscriptions.update(subscription.id, { default_payment_method: asking.id });
    const path = `/subscriptions/${subscription.id}`;
    const refused = await post(`${path}/confirm`, { price: pro.id, quantity: "1" });
    expect(await (await fetch(refused.location)).text()).toContain("Complete authentication");
    const answer = (outcome: string, at: string) =>
      fetch(at, { method: "POST", redirect: "manual", body: new URLSearchParams({ outcome }) });
    expect((await answer("fail", refused.location)).headers.get("location")).toMatch(/settled$/);
    expect((await get(`${path}/settled`)).text).toContain("your plan has not been changed");
    expect((await now()).items.data[0]?.price.id).toBe(basic.id);
    const passed = await post(`${path}/confirm`, { price: pro.id, quantity: "1" });
    await answer("complete", passed.location);
    expect((await get(`${path}/settled`)).location).toContain("did=plan");
    expect((await now()).items.data[0]?.price.id).toBe(pro.id);
    const elsewhere = new URL(passed.location);
    elsewhere.searchParams.set("back", "http://evil.test/");
    expect((await answer("complete", elsewhere.toString())).headers.get("location")).toBeNull();
  });
});

describe("leaving", () => {
  it("takes a reason, ends with the period, and can be taken back", async () => {
    const { get, post, now, subscription } = await guest(basic);
    const path = `/subscriptions/${subscription.id}`;
    const page = await get(`${path}/cancel`);
    expect(page.text).toContain("too expensive");
    expect(page.text).not.toContain("switching to a different");
    await post(`${path}/cancel`, { feedback: "too_expensive", comment: "Sorry" });
    expect(await now()).toMatchObject({
      cancel_at_period_end: true,
      cancellation_details: { feedback: "too_expensive", comment: "Sorry", reason: "cancellation_requested" },
    });
    expect((await get()).text).toContain("Your plan will be canceled on");
    await post(`${path}/renew`);
    expect((await now()).cancel_at_period_end).toBe(false);
  });

  it("gives up a planned change", async () => {
    const { post, now, subscription } = await guest(pro);
    const path = `/subscriptions/${subscription.id}`;
    await post(`${path}/confirm`, { price: basic.id, quantity: "1" });
    await post(`${path}/cancel`);
    expect(await now()).toMatchObject({ schedule: null, cancel_at_period_end: true });
  });

  it("ends at once where the configuration says so", async () => {
    const { customer, subscription, now } = await guest(basic);
    const { id } = await bench.stripe.billingPortal.configurations.create({
      features: { subscription_cancel: { enabled: true, mode: "immediately" } },
    });
    const session = await bench.stripe.billingPortal.sessions.create({ customer: customer.id, configuration: id });
    const page = await (await fetch(session.url)).text();
    expect([page.includes("Update plan"), page.includes("Invoice history")]).toEqual([false, false]);
    const address = `${session.url}/subscriptions/${subscription.id}`;
    expect((await fetch(`${address}/update`)).status).toBe(404);
    await fetch(`${address}/cancel`, { method: "POST", redirect: "manual" });
    expect((await now()).status).toBe("canceled");
  });
});

describe("cards and details", () => {
  it("saves a card that pays from then on, removes the other, and keeps the one that is needed", async () => {
    const { get, post, now, customer } = await guest(basic);
    const declined = await post("/payment-methods/add", { ...CARD, number: "4000 0000 0000 0002" });
    expect([declined.status, declined.text.includes("declined")]).toEqual([402, true]);
    expect((await post("/payment-methods/add", CARD)).location).toContain("did=card");
    const bank = await post("/payment-methods/add", { ...CARD, number: "4000 0025 0000 3155" });
    const step = bank.location.slice(bank.location.indexOf("/payment-methods"));
    await post(step, { outcome: "complete" });
    const after = await now();
    const chosen = await bench.stripe.paymentMethods.retrieve(after.default_payment_method as string);
    expect(chosen.card?.last4).toBe("3155");
    const cards = (await bench.stripe.paymentMethods.list({ customer: customer.id })).data;
    expect(cards).toHaveLength(3);
    expect((await post(`/payment-methods/${chosen.id}/remove`)).text).toContain("Add another one first");
    const other = cards.find((each) => each.id !== chosen.id)?.id ?? "";
    await post(`/payment-methods/${other}/default`);
    expect((await now()).default_payment_method).toBe(other);
    await post(`/payment-methods/${chosen.id}/remove`);
    expect((await bench.stripe.paymentMethods.list({ customer: customer.id })).data).toHaveLength(2);
    expect((await get()).text).not.toContain("3155");
    const stranger = await guest(basic);
    expect((await stranger.post(`/payment-methods/${other}/remove`)).status).toBe(404);
  });

  it("changes the details that may be changed", async () => {
    const { post, customer } = await guest(basic);
    expect((await post("/customer", { email: "not an address" })).text).toContain("Invalid email address");
    await post("/customer", { email: "new@example.com", name: "Not allowed", city: "London", country: "GB" });
    expect(await bench.stripe.customers.retrieve(customer.id)).toMatchObject({
      email: "new@example.com",
      name: "Ada",
      address: { city: "London", country: "GB" },
    });
  });
});

describe("deep links", () => {
  it("begin at their page, and end at home, at an address, or with a word", async () => {
    const { customer, subscription } = await guest(basic);
    const cancel = (after?: Stripe.BillingPortal.SessionCreateParams.FlowData.AfterCompletion) =>
      enter(customer, subscription, {
        type: "subscription_cancel",
        subscription_cancel: { subscription: subscription.id },
        ...(after && { after_completion: after }),
      });
    const path = `/subscriptions/${subscription.id}`;
    const first = await cancel({ type: "redirect", redirect: { return_url: "http://shop.test/bye" } });
    expect((await first.get()).location).toContain(`${path}/cancel`);
    expect((await first.post(`${path}/cancel`)).location).toBe("http://shop.test/bye");
    expect((await first.get()).text).toContain("Manage your billing");
    await bench.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: false });
    const second = await cancel({ type: "hosted_confirmation", hosted_confirmation: { custom_message: "Farewell" } });
    const done = await second.post(`${path}/cancel`);
    expect((await second.get(done.location.slice(done.location.indexOf("/done")))).text).toContain("Farewell");
    expect((await refusal(cancel())).param).toBe("flow_data[subscription_cancel][subscription]");
    const card = await enter(customer, subscription, { type: "payment_method_update" });
    expect((await card.get()).location).toContain("/payment-methods/add");
    expect((await card.post("/payment-methods/add", CARD)).location).toContain("did=card");
  });

  it("lead to a change that the shop chose, with its discount", async () => {
    const { subscription, customer } = await guest(basic);
    const [item] = subscription.items.data;
    const coupon = await bench.stripe.coupons.create({ percent_off: 50, duration: "once" });
    const to = (price: string) =>
      enter(customer, subscription, {
        type: "subscription_update_confirm",
        subscription_update_confirm: {
          subscription: subscription.id,
          items: [{ id: item?.id ?? "", price, quantity: 1 }],
          discounts: [{ coupon: coupon.id }],
        },
      });
    const foreign = await monthlyPrice(bench.stripe);
    expect((await refusal(to(foreign.id))).param).toBe("flow_data[subscription_update_confirm][items][0][price]");
    const { get, post, now } = await to(pro.id);
    const start = await get();
    const page = await get(start.location.slice(start.location.indexOf("/subscriptions")));
    expect(page.text).toContain("Pro");
    const moment = /name="moment" value="(\d+)"/.exec(page.text)?.[1] ?? "";
    const shown = /Confirm and pay \$(\d+\.\d\d)/.exec(page.text)?.[1] ?? "";
    const done = await post(`/subscriptions/${subscription.id}/confirm`, { price: pro.id, quantity: "1", moment });
    expect(done.location).toContain("did=plan");
    const after = await now();
    const invoice = await bench.stripe.invoices.retrieve(after.latest_invoice as string);
    expect((invoice.amount_paid / 100).toFixed(2)).toBe(shown);
    expect(after.items.data[0]?.price.id).toBe(pro.id);
  });
});

describe("events", () => {
  it("tell of configurations and sessions", async () => {
    const types = await eventTypes(bench.stripe);
    for (const type of [
      "billing_portal.configuration.created",
      "billing_portal.configuration.updated",
      "billing_portal.session.created",
    ])
      expect(types).toContain(type);
  });
});
