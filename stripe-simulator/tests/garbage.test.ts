import { afterAll, beforeAll, expect, it } from "vitest";
import { DEFAULT_KEY } from "../index";
import { ROUTES, SHAPES } from "../src/http/parameters.generated";
import { customerWith, monthlyPrice, openBench, type Bench } from "./support";

/** A small seeded generator, so that a failure can be repeated. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

const shapes = JSON.parse(SHAPES) as unknown[];
let bench: Bench;
let ids: string[] = [];
/** What a parameter or a path of this name mostly wants. */
let fitting: Record<string, string> = {};
const logged: string[] = [];

beforeAll(async () => {
  bench = await openBench({ log: (line) => logged.push(line) });
  const { stripe } = bench;
  const customer = await customerWith(stripe, "pm_card_visa");
  const price = await monthlyPrice(stripe);
  const coupon = await stripe.coupons.create({ percent_off: 10 });
  const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
  const session = await stripe.checkout.sessions.create({
    mode: "subscription",
    line_items: [{ price: price.id, quantity: 1 }],
    success_url: "http://shop.test/",
  });
  const meter = await stripe.billing.meters.create({
    display_name: "Calls",
    event_name: "call",
    default_aggregation: { formula: "sum" },
  });
  const waiting = await stripe.invoiceItems.create({ customer: customer.id, amount: 5, currency: "usd" });
  const bill = await stripe.invoices.create({ customer: customer.id });
  await stripe.invoices.addLines(bill.id, { lines: [{ amount: 900 }] });
  await stripe.invoices.pay(bill.id);
  const note = await stripe.creditNotes.create({ invoice: bill.id, amount: 90, refund_amount: 90 });
  const refund = note.refunds[0]?.refund as string;
  const { charge } = await stripe.refunds.retrieve(refund);
  const dispute = await bench.control<{ id: string }>("POST", "/disputes", { charge });
  const method = customer.invoice_settings.default_payment_method as string;
  const invoice = subscription.latest_invoice as string;
  const item = subscription.items.data[0]?.id ?? "";
  const product = price.product as string;
  fitting = {
    customer: customer.id,
    customers: customer.id,
    price: price.id,
    prices: price.id,
    product: product,
    products: product,
    coupon: coupon.id,
    coupons: coupon.id,
    subscription: subscription.id,
    subscriptions: subscription.id,
    subscription_items: item,
    sessions: session.id,
    payment_method: method,
    default_payment_method: method,
    payment_methods: method,
    invoice: invoice,
    invoices: invoice,
    meter: meter.id,
    meters: meter.id,
    event_name: "call",
    invoiceitems: waiting.id,
    credit_notes: note.id,
    refund: refund,
    refunds: refund,
    charge: charge as string,
    charges: charge as string,
    disputes: dispute.id,
    currency: "usd",
    success_url: "http://shop.test/",
  };
  ids = [...new Set([...Object.values(fitting), "pm_card_visa", "nobody"])];
});
afterAll(() => bench.simulator.close());

/** A form that the shape allows, mostly. */
function fill(number: number, path: string, form: URLSearchParams, roll: (sides: number) => number, depth = 0): void {
  const shape = shapes[number];
  if (depth > 4) return;
  if (typeof shape === "string") return void form.append(path, leaf(shape, path, roll));
  const [kind, ...rest] = shape as [string, ...unknown[]];
  if (kind === "enum") form.append(path, String(rest[roll(rest.length)]));
  else if (kind === "union") fill(rest[roll(rest.length)] as number, path, form, roll, depth);
  else if (kind === "list") fill(rest[0] as number, `${path}[0]`, form, roll, depth + 1);
  else if (kind === "map") fill(rest[0] as number, `${path}[some]`, form, roll, depth + 1);
  else {
    const [fields, required] = rest as [Record<string, number>, string[]];
    for (const [key, field] of Object.entries(fields)) {
      const usual = key in fitting || key === "items" || key === "line_items" || key === "amount";
      if (!required.includes(key) && roll(usual ? 2 : 12) > 0) continue;
      fill(field, path === "" ? key : `${path}[${key}]`, form, roll, depth + 1);
    }
  }
}

function leaf(kind: string, path: string, roll: (sides: number) => number): string {
  const words = ["", "usd", "http://shop.test/", "__proto__", "constructor", "data.x", "\u0000", "💶", ...ids, ...ids];
  const numbers = [
    "0",
    "1",
    "-1",
    "50",
    "9007199254740991",
    "-9007199254740991",
    String(Math.floor(Date.now() / 1000) + 86_400),
  ];
  if (kind === "boolean") return roll(2) === 0 ? "true" : "false";
  if (kind === "integer") return numbers[roll(numbers.length)] ?? "0";
  if (kind === "decimal") return ["0", "12.5", "-3", "0.000000000001", "99999999999999999999"][roll(5)] ?? "0";
  const wanted = fitting[/(\w+)\]?$/.exec(path)?.[1] ?? ""];
  return wanted !== undefined && roll(10) > 0 ? wanted : (words[roll(words.length)] ?? "");
}

it("answers whatever it is sent, and never with a failure of its own", { timeout: 60_000 }, async () => {
  const roll = dice(20_261_121);
  const failed: string[] = [];
  const unserved = new Set<string>();
  for (let round = 0; round < 10; round += 1) {
    for (const [route, shape] of Object.entries(ROUTES)) {
      const [verb = "", pattern = ""] = route.split(" ");
      if (unserved.has(route)) continue;
      // Deleting would leave nothing to aim at.
      if (verb === "DELETE" && round < 9) continue;
      const path = pattern.replace(/([^/]+)\/:\w+/g, (_, before: string) => {
        const id = roll(10) > 0 ? fitting[before] : ids[roll(ids.length)];
        return `${before}/${encodeURIComponent(id ?? "nobody")}`;
      });
      const form = new URLSearchParams();
      fill(shape, "", form, roll);
      const response = await fetch(`${bench.simulator.url}${path}${verb === "POST" ? "" : `?${form}`}`, {
        method: verb,
        headers: { authorization: `Bearer ${DEFAULT_KEY}` },
        ...(verb === "POST" && { body: form }),
      });
      const body = (await response.json()) as { error?: { type: string; message: string } };
      if (body.error?.message.startsWith("Unrecognized request URL")) unserved.add(route);
      if (response.status >= 500 || (!response.ok && !body.error)) failed.push(`${route} ${form}`);
    }
  }
  expect({ failed, logged }).toEqual({ failed: [], logged: [] });
  // The world still works, and its clock still runs through whatever came to be.
  await bench.moveTo((await bench.now()) + 120 * 86_400);
  expect(logged).toEqual([]);
});
