import { createServer, type IncomingMessage, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import Stripe from "stripe";
import { POST } from "@/app/api/webhooks/stripe/route";
import { DEFAULT_KEY, startSimulator } from "@/stripe-simulator";

/** Any text does: the simulator signs with it and the route verifies with it. */
export const WEBHOOK_SECRET = "whsec_scenarios";

export const CARDS = {
  good: "4242 4242 4242 4242",
  declined: "4000 0000 0000 0002",
  /** Is saved, and refuses every payment. */
  failsLater: "4000 0000 0000 0341",
  /** Its bank asks for the holder until it has been set up. */
  asksOnce: "4000 0025 0000 3155",
  /** Its bank asks for the holder at every payment. */
  asksAlways: "4000 0027 6000 3184",
} as const;

/** The Stripe simulator in the test's process, and the door through which its events arrive. */
export interface StripeBeside {
  readonly url: string;
  /** What the vendor does by hand in Stripe's dashboard: coupons, refunds, a look at what was charged. */
  readonly dashboard: Stripe;
  /** Events travel from now on; before, nobody hears of anything. */
  deliver(): void;
  /** From now on no event arrives. */
  fallSilent(): void;
  /** Fills in the hosted payment page and presses its button. 303 leads back, anything else stays on the page. */
  pays(checkoutUrl: string, card?: string): Promise<number>;
  /** Types a card into a form of Stripe's pages; gives the answer, whose location says where it leads. */
  typesCard(formUrl: string, card: string): Promise<Response>;
  /** What the holder tells his bank, at the address that a card which asks has led to; gives where that leads. */
  tellsBank(bankUrl: string, outcome: "complete" | "fail"): Promise<string>;
  /** Types a promotion code on the payment page, before the card. */
  typesCode(checkoutUrl: string, code: string): Promise<number>;
  /** What a customer has subscribed to at Stripe, newest first. */
  subscriptionsOf(customerId: string): Promise<{ id: string; status: string }[]>;
  close(): Promise<void>;
}

/** Starts both, at a moment of billing time. Deliveries begin with `deliver`, once the world behind the route is there. */
export async function stripeBeside(startAt?: Date): Promise<StripeBeside> {
  const simulator = await startSimulator({ deliveryRetryMs: [200, 500, 1_000], ...(startAt ? { startAt } : {}) });
  const door = await openDoor();
  const sends = (url: string, form: Record<string, string>): Promise<Response> =>
    fetch(url, { method: "POST", redirect: "manual", body: new URLSearchParams(form) });
  const typesCard: StripeBeside["typesCard"] = async (url, number) => {
    const card = { number, expiry: "12 / 34", cvc: "123", name: "Ada", email: "ada@example.test", action: "pay" };
    const answer = await sends(url, card);
    await answer.arrayBuffer();
    return answer;
  };
  return {
    url: simulator.url,
    dashboard: new Stripe(DEFAULT_KEY, { host: "127.0.0.1", port: simulator.port, protocol: "http" }),
    deliver: () =>
      simulator.setWebhook(
        `http://127.0.0.1:${(door.address() as AddressInfo).port}/api/webhooks/stripe`,
        WEBHOOK_SECRET,
      ),
    fallSilent: () => simulator.setWebhook("", ""),
    pays: async (checkoutUrl, card = CARDS.good) => (await typesCard(checkoutUrl, card)).status,
    typesCard,
    async tellsBank(bankUrl, outcome) {
      const answer = await sends(bankUrl, { outcome });
      await answer.arrayBuffer();
      return new URL(answer.headers.get("location") ?? "", bankUrl).href;
    },
    async typesCode(checkoutUrl, code) {
      const answer = await sends(checkoutUrl, { action: "promotion", code });
      await answer.arrayBuffer();
      return answer.status;
    },
    async subscriptionsOf(customerId) {
      const answer = await fetch(`${simulator.url}/v1/subscriptions?status=all&customer=${customerId}`, {
        headers: { authorization: `Bearer ${DEFAULT_KEY}` },
      });
      const { data } = (await answer.json()) as { data: { id: string; status: string }[] };
      return data.map(({ id, status }) => ({ id, status }));
    },
    async close() {
      simulator.setWebhook("", "");
      await simulator.close();
      door.closeAllConnections();
      await new Promise((resolve) => door.close(resolve));
    },
  };
}

/** The webhook route behind a socket, so that the simulator delivers to it over HTTP as Stripe does. */
async function openDoor(): Promise<Server> {
  const door = createServer((incoming, outgoing) => {
    void received(incoming)
      .then(POST)
      .then(
        (answer) => outgoing.writeHead(answer.status).end(),
        () => outgoing.writeHead(500).end(),
      );
  });
  door.listen(0, "127.0.0.1");
  await once(door, "listening");
  return door;
}

async function received(incoming: IncomingMessage): Promise<Request> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  return new Request("http://weir.test/api/webhooks/stripe", {
    method: "POST",
    body: Buffer.concat(parts),
    headers: { "stripe-signature": String(incoming.headers["stripe-signature"] ?? "") },
  });
}
