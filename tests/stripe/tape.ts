import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type Stripe from "stripe";
import type { PaymentProvider } from "@/lib/payments";
import { createStripeProvider } from "@/lib/stripe";
import { SIMULATOR_KEY, type Market } from "../integration/billing.fixture";

/** One moment of a story: what has happened since the moment before, and how everything stood then. */
export interface Moment {
  readonly events: readonly Stripe.Event[];
  /** What the simulator answered to every question that a handler may ask, by the address of the question. */
  readonly answers: ReadonlyMap<string, string>;
}

/**
 * A story that was lived through once with the simulator: its events, and at each moment the very answers of the API,
 * as they went over the wire. It is played again any number of times, in any order.
 */
export interface Tape {
  readonly customerId: string;
  /** How the session stood when it was opened is not kept; this is how it ended. */
  readonly checkout: Stripe.Checkout.Session;
  readonly moments: readonly Moment[];
}

/** Writes a story down while it is lived through. */
export class Recorder {
  private readonly moments: Moment[] = [];
  private readonly heard = new Set<string>();
  private readonly ids = {
    subscriptions: new Set<string>(),
    invoices: new Set<string>(),
    checkouts: new Set<string>(),
  };

  constructor(private readonly market: Market) {}

  /** Ends a moment: takes the new events, and asks for everything they have ever named. */
  async moment(): Promise<void> {
    const events = (await this.market.events()).filter((event) => !this.heard.has(event.id));
    for (const event of events) this.notice(event);
    this.moments.push({ events, answers: await this.ask() });
  }

  /** The story from its second moment on; the first holds what was there before it began. */
  finished(): Tape {
    const [id = ""] = this.ids.checkouts;
    const answer = this.moments.at(-1)?.answers.get(`/v1/checkout/sessions/${id}`);
    if (answer === undefined) throw new Error("the story has no checkout");
    const checkout = JSON.parse(answer) as Stripe.Checkout.Session;
    return { customerId: checkout.customer as string, checkout, moments: this.moments.slice(1) };
  }

  private notice(event: Stripe.Event): void {
    this.heard.add(event.id);
    const { id } = event.data.object as { id?: string };
    if (id === undefined) return;
    if (event.type.startsWith("customer.subscription.")) this.ids.subscriptions.add(id);
    if (event.type.startsWith("invoice.")) this.ids.invoices.add(id);
    if (event.type.startsWith("checkout.session.")) this.ids.checkouts.add(id);
  }

  /** Through the real wall, so that what is kept is what a handler will ask for, word by word. */
  private async ask(): Promise<ReadonlyMap<string, string>> {
    const wire = await tapWire(this.market.simulator.url);
    const payments = createStripeProvider({ ...this.market.world.env, STRIPE_SIMULATOR_URL: wire.url });
    const each = async (ids: ReadonlySet<string>, question: (id: string) => Promise<unknown>): Promise<void> => {
      for (const id of ids) await question(id);
    };
    await each(this.ids.subscriptions, (id) => payments.retrieveSubscription(id));
    await each(this.ids.subscriptions, (id) => payments.paymentMethodOf(id));
    await each(this.ids.invoices, (id) => payments.retrieveInvoice(id));
    await each(this.ids.checkouts, (id) => payments.retrieveCheckout(id));
    await wire.close();
    return wire.answers;
  }
}

interface TappedWire {
  readonly url: string;
  readonly answers: ReadonlyMap<string, string>;
  close(): Promise<void>;
}

/** Stands between somebody who asks and the simulator, and keeps what was answered. */
async function tapWire(simulator: string): Promise<TappedWire> {
  const answers = new Map<string, string>();
  const server = createServer((question, reply) => {
    void (async () => {
      const address = question.url ?? "";
      const answer = await fetch(`${simulator}${address}`, { headers: { authorization: `Bearer ${SIMULATOR_KEY}` } });
      const text = await answer.text();
      if (answer.ok) answers.set(address, text);
      reply.writeHead(answer.status, { "content-type": "application/json" }).end(text);
    })();
  });
  return { url: await listening(server), answers, close: () => closed(server) };
}

/** Listens on a free port; gives the address. */
export async function listening(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

/** The port to Stripe of somebody who is played to. */
export const providerAt = (market: Market, url: string): PaymentProvider =>
  createStripeProvider({ ...market.world.env, STRIPE_SIMULATOR_URL: url });
