import { createServer, type IncomingMessage } from "node:http";
import type Stripe from "stripe";
import { closed, listening, type Tape } from "./tape";

/** A tape as one organization hears it: every id of Stripe's gets a suffix, so that many hear it beside one another. */
export class Player {
  /** How many moments of the story Stripe has come through. */
  private reached = 0;
  /** The rows of ours that the organization's objects name, in the place of those that the story's name. */
  private readonly ours = new Map<string, string>();
  readonly customerId: string;

  constructor(
    private readonly tape: Tape,
    private readonly suffix: string,
  ) {
    this.customerId = `${tape.customerId}${suffix}`;
  }

  /** Lets Stripe come to its next moment; gives the events that it tells. */
  advance(): readonly Stripe.Event[] {
    const moment = this.tape.moments[this.reached];
    if (!moment) throw new Error("the story is over");
    this.reached += 1;
    return moment.events.map((event) => this.renamed(event));
  }

  get over(): boolean {
    return this.reached === this.tape.moments.length;
  }

  /** What Stripe answers at the moment reached; null for what it does not know then. */
  answer(address: URL): string | null {
    if (address.pathname === "/v1/events") return this.eventsPage(address.searchParams);
    // Nobody has a checkout from before the story.
    if (address.pathname === "/v1/checkout/sessions") return JSON.stringify(listOf([], false));
    const asked = `${address.pathname}${address.search}`;
    if (!asked.includes(this.suffix)) return null;
    const answer = this.tape.moments[this.reached - 1]?.answers.get(asked.replaceAll(this.suffix, ""));
    return answer === undefined ? null : this.renamedText(answer);
  }

  /** What Stripe makes when it is told to; null for what the story does not have. */
  make(path: string, form: URLSearchParams): string | null {
    if (path === "/v1/customers" || path === `/v1/customers/${this.customerId}`)
      return JSON.stringify({ id: this.customerId, object: "customer" });
    if (path !== "/v1/checkout/sessions") return null;
    const { checkout } = this.tape;
    this.takesPlaceOf(checkout.client_reference_id, form.get("client_reference_id"));
    this.takesPlaceOf(checkout.metadata?.weir_organization_id, form.get("metadata[weir_organization_id]"));
    const opened = { ...checkout, status: "open", payment_status: "unpaid", url: "http://stripe.test/pay" };
    return this.renamedText(JSON.stringify({ ...opened, subscription: null, invoice: null }));
  }

  private takesPlaceOf(theirs: string | null | undefined, ours: string | null): void {
    if (!theirs || !ours) throw new Error("the checkout names no row of ours");
    this.ours.set(theirs, ours);
  }

  private eventsPage(asked: URLSearchParams): string {
    const told = this.tape.moments.slice(0, this.reached).flatMap((moment) => moment.events);
    const newestFirst = told.map((event) => this.renamed(event)).reverse();
    const after = asked.get("starting_after");
    const from = after === null ? 0 : newestFirst.findIndex((event) => event.id === after) + 1;
    const to = from + Number(asked.get("limit") ?? "10");
    return JSON.stringify(listOf(newestFirst.slice(from, to), to < newestFirst.length));
  }

  private renamed<T>(value: T): T {
    return JSON.parse(this.renamedText(JSON.stringify(value))) as T;
  }

  /** The same with this organization's ids. Prices and products stay: everybody buys the same. */
  private renamedText(json: string): string {
    const text = json.replaceAll(STRIPE_ID, (_, id: string) => `"${id}${this.suffix}"`);
    return [...this.ours].reduce((renamed, [theirs, ours]) => renamed.replaceAll(theirs, ours), text);
  }
}

const STRIPE_ID = /"((?:evt|sub|sub_sched|in|cs|cus|pi|pm|seti|ch|re|si|il|di)_[A-Za-z0-9_]+)"/g;

const listOf = (data: readonly Stripe.Event[], more: boolean) => ({
  object: "list",
  url: "/v1/events",
  has_more: more,
  data,
});

/** Stripe's API as far as a tape goes, at two addresses: one for us, and one for a worker that may be struck. */
export interface Stage {
  readonly url: string;
  readonly workerUrl: string;
  /** Whose tape plays from now on. */
  plays(player: Player): void;
  /** Calls `struck` at the worker's nth question from now on: when it was answered, or `before`, and then it never is. */
  strikeAt(question: number, before: boolean, struck: () => void): void;
  /** Nobody is struck any more. */
  spare(): void;
  close(): Promise<void>;
}

interface Strike {
  left: number;
  readonly before: boolean;
  readonly struck: () => void;
}

export async function openStage(): Promise<Stage> {
  let playing: Player | null = null;
  let strike: Strike | null = null;
  const strikes = (): Strike | null => {
    if (!strike || (strike.left -= 1) > 0) return null;
    const due = strike;
    strike = null;
    return due;
  };
  const serve = (mortal: boolean) =>
    createServer((question, reply) => {
      void (async () => {
        const { status, body } = await answered(playing, question);
        const due = mortal ? strikes() : null;
        if (due?.before) return due.struck();
        reply.writeHead(status, { "content-type": "application/json", "request-id": "req_tape" }).end(body);
        due?.struck();
      })();
    });
  const [ours, workers] = [serve(false), serve(true)];
  return {
    url: await listening(ours),
    workerUrl: await listening(workers),
    plays: (player) => void (playing = player),
    strikeAt: (left, before, struck) => void (strike = { left, before, struck }),
    spare: () => void (strike = null),
    async close() {
      await closed(ours);
      await closed(workers);
    },
  };
}

async function answered(
  player: Player | null,
  question: IncomingMessage,
): Promise<{ readonly status: number; readonly body: string }> {
  const address = new URL(question.url ?? "/", "http://stripe.test");
  let form = "";
  for await (const part of question) form += String(part);
  const body =
    question.method === "GET" ? player?.answer(address) : player?.make(address.pathname, new URLSearchParams(form));
  if (body !== null && body !== undefined) return { status: 200, body };
  const error =
    question.method === "GET"
      ? { type: "invalid_request_error", code: "resource_missing", message: "No such object." }
      : { type: "invalid_request_error", message: `The story does not have ${question.method} ${address.pathname}.` };
  return { status: question.method === "GET" ? 404 : 400, body: JSON.stringify({ error }) };
}
