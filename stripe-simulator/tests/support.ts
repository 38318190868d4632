import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import Stripe from "stripe";
import { vi } from "vitest";
import { DEFAULT_KEY, startSimulator, type Simulator, type SimulatorOptions } from "../index";

// Each test makes dozens of calls; on a machine that is busy with other things they take their time.
vi.setConfig({ testTimeout: 40_000, hookTimeout: 40_000 });

export const SECRET = "whsec_simulator_test";

/** The unmodified SDK, talking to a simulator. */
export function sdkFor(simulator: Simulator, maxNetworkRetries = 0): Stripe {
  return new Stripe(DEFAULT_KEY, { host: "127.0.0.1", port: simulator.port, protocol: "http", maxNetworkRetries });
}

export interface Bench {
  simulator: Simulator;
  stripe: Stripe;
  control: <T>(verb: "GET" | "POST", path: string, body?: object) => Promise<T>;
  /** Moves billing time to a moment. */
  moveTo: (moment: number) => Promise<void>;
  now: () => Promise<number>;
}

export async function openBench(options: SimulatorOptions = {}): Promise<Bench> {
  const simulator = await startSimulator(options);
  const control = async <T>(verb: "GET" | "POST", path: string, body?: object): Promise<T> => {
    const response = await fetch(`${simulator.url}/_simulator${path}`, {
      method: verb,
      headers: { authorization: `Bearer ${DEFAULT_KEY}` },
      ...(body && { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as T;
    if (!response.ok) throw new Error(JSON.stringify(answer));
    return answer;
  };
  return {
    simulator,
    stripe: sdkFor(simulator),
    control,
    moveTo: async (moment) => void (await control("POST", "/clock", { now: moment })),
    now: async () => (await control<{ now: number }>("GET", "/clock")).now,
  };
}

export const unix = (iso: string): number => Date.parse(iso) / 1000;

/** A plan of $29.99 a month unless told otherwise. */
export async function monthlyPrice(
  stripe: Stripe,
  more: Partial<Stripe.PriceCreateParams> = {},
): Promise<Stripe.Price> {
  const product = await stripe.products.create({ name: "Pro" });
  return stripe.prices.create({
    product: product.id,
    currency: "usd",
    unit_amount: 2999,
    recurring: { interval: "month" },
    ...more,
  });
}

/** A customer whose default card is the given test card. */
export async function customerWith(stripe: Stripe, token: string): Promise<Stripe.Customer> {
  const customer = await stripe.customers.create({ email: "ada@example.com", name: "Ada" });
  const method = await stripe.paymentMethods.attach(token, { customer: customer.id });
  return stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: method.id } });
}

/** A test clock that stands at `iso`, so that every second of a test is known, and a customer who lives by it. */
export async function customerOnClock(
  stripe: Stripe,
  iso: string,
  token: string | null = "pm_card_visa",
): Promise<{ clock: Stripe.TestHelpers.TestClock; customer: string }> {
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: unix(iso) });
  const { id: customer } = await stripe.customers.create({ email: "ada@example.com", test_clock: clock.id });
  if (token === null) return { clock, customer };
  const method = await stripe.paymentMethods.attach(token, { customer });
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: method.id } });
  return { clock, customer };
}

/** Advances a test clock and waits until it is there. */
export async function advanceTo(stripe: Stripe, clock: { id: string }, iso: string | number): Promise<void> {
  const frozen_time = typeof iso === "number" ? iso : unix(iso);
  await stripe.testHelpers.testClocks.advance(clock.id, { frozen_time });
  await eventually(async () => (await stripe.testHelpers.testClocks.retrieve(clock.id)).status === "ready");
}

/** What a subscription's invoices came to, oldest first. */
export async function totalsOf(stripe: Stripe, subscription: string): Promise<number[]> {
  const { data } = await stripe.invoices.list({ subscription, limit: 100 });
  return data.map((invoice) => invoice.total).reverse();
}

/** Types of the recorded events, oldest first. */
export async function eventTypes(stripe: Stripe): Promise<string[]> {
  const types: string[] = [];
  for await (const event of stripe.events.list({ limit: 100 })) types.unshift(event.type);
  return types;
}

export interface Received {
  body: string;
  signature: string;
  id: string;
  type: string;
}

/** A webhook endpoint that records what it gets and answers what `status` says. */
export async function openEndpoint(
  status: (count: number) => number = () => 200,
): Promise<{ url: string; received: Received[]; close: () => void }> {
  const received: Received[] = [];
  const server: Server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString("utf8")));
    request.on("end", () => {
      const event = JSON.parse(body) as { id: string; type: string };
      received.push({ body, signature: String(request.headers["stripe-signature"]), id: event.id, type: event.type });
      response.writeHead(status(received.length)).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/hook`, received, close: () => server.close() };
}

/** Waits until `holds`, at most twenty seconds. */
export async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 20_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error("It did not come true within twenty seconds");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** What the SDK threw. */
export async function refusal(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) return error;
    throw error;
  }
  throw new Error("The call was expected to be refused");
}
