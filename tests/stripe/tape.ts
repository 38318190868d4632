import type { ProviderEvent } from "@/lib/payments";
import type { CheckoutSession, PaidSubscription, PaymentProvider, ProviderInvoice } from "@/lib/payments";
import type { Market } from "../integration/billing.fixture";

/** Every object of a story at one moment, as Stripe answered when it was asked then. */
interface Answers {
  readonly subscriptions: ReadonlyMap<string, PaidSubscription>;
  readonly invoices: ReadonlyMap<string, ProviderInvoice>;
  readonly checkouts: ReadonlyMap<string, CheckoutSession>;
  /** By the subscription that they pay for. */
  readonly methods: ReadonlyMap<string, NonNullable<Awaited<ReturnType<PaymentProvider["paymentMethodOf"]>>>>;
}

/** One moment of a story: what has happened since the moment before, and how everything stood then. */
export interface Moment {
  readonly events: readonly ProviderEvent[];
  readonly answers: Answers;
}

/**
 * A story that was lived through once with the simulator, through the real wall: its events, and at each moment the
 * answers to every question that a handler may ask. It is played again any number of times, in any order.
 */
export interface Tape {
  readonly customerId: string;
  readonly checkoutId: string;
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
    const events = (await this.allEvents()).filter((event) => !this.heard.has(event.id));
    for (const event of events) this.notice(event);
    this.moments.push({ events, answers: await this.ask() });
  }

  /** The story from its second moment on; the first holds what was there before it began. */
  finished(): Tape {
    const [{ answers } = { answers: null }] = this.moments.slice(-1);
    const [checkout] = answers?.checkouts.values() ?? [];
    if (!checkout?.customerId) throw new Error("the story has no checkout");
    return { customerId: checkout.customerId, checkoutId: checkout.id, moments: this.moments.slice(1) };
  }

  private async allEvents(): Promise<ProviderEvent[]> {
    const all: ProviderEvent[] = [];
    for (let after: string | null = null; ;) {
      const page = await this.market.world.payments.listEvents({ since: 0, after, limit: 100 });
      all.unshift(...[...page.events].reverse());
      after = page.events.at(-1)?.id ?? null;
      if (!page.more) return all;
    }
  }

  private notice(event: ProviderEvent): void {
    this.heard.add(event.id);
    if (event.objectId === null) return;
    if (event.type.startsWith("customer.subscription.")) this.ids.subscriptions.add(event.objectId);
    if (event.type.startsWith("invoice.")) this.ids.invoices.add(event.objectId);
    if (event.type.startsWith("checkout.session.")) this.ids.checkouts.add(event.objectId);
  }

  private async ask(): Promise<Answers> {
    const { payments } = this.market.world;
    return {
      subscriptions: await answersTo(this.ids.subscriptions, (id) => payments.retrieveSubscription(id)),
      invoices: await answersTo(this.ids.invoices, (id) => payments.retrieveInvoice(id)),
      checkouts: await answersTo(this.ids.checkouts, (id) => payments.retrieveCheckout(id)),
      methods: await answersTo(this.ids.subscriptions, (id) => payments.paymentMethodOf(id)),
    };
  }
}

async function answersTo<T>(ids: ReadonlySet<string>, ask: (id: string) => Promise<T | null>): Promise<Map<string, T>> {
  const answers = new Map<string, T>();
  for (const id of ids) {
    const answer = await ask(id);
    if (answer) answers.set(id, answer);
  }
  return answers;
}

/** A tape as one organization hears it: every id of Stripe's gets a suffix, so that many hear it beside one another. */
export class Player {
  /** How many moments of the story Stripe has come through. */
  private reached = 0;
  private paymentId: string | null = null;
  readonly customerId: string;

  constructor(
    private readonly tape: Tape,
    private readonly suffix: string,
  ) {
    this.customerId = `${tape.customerId}${suffix}`;
  }

  /** Lets Stripe come to its next moment; gives the events that it tells. */
  advance(): readonly ProviderEvent[] {
    const moment = this.tape.moments[this.reached];
    if (!moment) throw new Error("the story is over");
    this.reached += 1;
    return moment.events.map((event) => this.renamed(event));
  }

  get over(): boolean {
    return this.reached === this.tape.moments.length;
  }

  /** The provider as it answers at the moment reached; what the story did not ask is refused by `rest`. */
  provider(rest: PaymentProvider): PaymentProvider {
    return {
      ...rest,
      ensureCustomer: async () => this.customerId,
      createCheckout: async (request) => {
        this.paymentId = request.paymentId;
        const first = this.firstCheckout();
        return { ...first, status: "open", url: "http://stripe.test/pay", paymentId: request.paymentId };
      },
      retrieveSubscription: async (id) => this.find("subscriptions", id),
      retrieveInvoice: async (id) => this.find("invoices", id),
      paymentMethodOf: async (id) => this.find("methods", id),
      retrieveCheckout: async (id) => {
        const session = this.find("checkouts", id);
        return session && { ...session, paymentId: this.paymentId };
      },
      listEvents: async ({ after, limit }) => this.eventsAfter(after, limit),
    };
  }

  private eventsAfter(after: string | null, limit: number) {
    const told = this.tape.moments.slice(0, this.reached).flatMap((moment) => moment.events);
    const newestFirst = told.map((event) => this.renamed(event)).reverse();
    const from = after === null ? 0 : newestFirst.findIndex((event) => event.id === after) + 1;
    return { events: newestFirst.slice(from, from + limit), more: from + limit < newestFirst.length };
  }

  private firstCheckout(): CheckoutSession {
    for (const { answers } of this.tape.moments) {
      const session = answers.checkouts.get(this.tape.checkoutId);
      if (session) return this.renamed(session);
    }
    throw new Error("the story has no checkout");
  }

  private find<K extends keyof Answers>(
    kind: K,
    id: string,
  ): ReturnType<Answers[K]["get"]> extends infer V ? NonNullable<V> | null : never {
    const answers = this.tape.moments[this.reached - 1]?.answers[kind] as ReadonlyMap<string, unknown> | undefined;
    const answer = id.endsWith(this.suffix) ? answers?.get(id.slice(0, -this.suffix.length)) : undefined;
    return (answer === undefined ? null : this.renamed(answer)) as never;
  }

  /** The same with this organization's ids. Prices and products stay: everybody buys the same. */
  private renamed<T>(value: T): T {
    if (typeof value === "string") return (STRIPE_ID.test(value) ? `${value}${this.suffix}` : value) as T;
    if (Array.isArray(value)) return value.map((each: unknown) => this.renamed(each)) as T;
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, this.renamed(each as unknown)])) as T;
  }
}

const STRIPE_ID = /^(evt|sub|in|cs|cus|pi|sub_sched|seti)_[A-Za-z0-9_]+$/;
