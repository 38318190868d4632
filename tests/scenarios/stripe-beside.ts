import { createServer, type IncomingMessage, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { POST } from "@/app/api/webhooks/stripe/route";
import { DEFAULT_KEY, startSimulator } from "@/stripe-simulator";

/** Any text does: the simulator signs with it and the route verifies with it. */
export const WEBHOOK_SECRET = "whsec_scenarios";

export const CARDS = {
  good: "4242 4242 4242 4242",
  declined: "4000 0000 0000 0002",
} as const;

/** The Stripe simulator in the test's process, and the door through which its events arrive. */
export interface StripeBeside {
  readonly url: string;
  /** Events travel from now on; before, nobody hears of anything. */
  deliver(): void;
  /** From now on no event arrives. */
  fallSilent(): void;
  /** Fills in the hosted payment page and presses its button. 303 leads back, anything else stays on the page. */
  pays(checkoutUrl: string, card?: string): Promise<number>;
  /** What a customer has subscribed to at Stripe, newest first. */
  subscriptionsOf(customerId: string): Promise<{ id: string; status: string }[]>;
  close(): Promise<void>;
}

/** Starts both. Deliveries begin with `deliver`, once the world behind the route is there. */
export async function stripeBeside(): Promise<StripeBeside> {
  const simulator = await startSimulator({ deliveryRetryMs: [200, 500, 1_000] });
  const door = await openDoor();
  return {
    url: simulator.url,
    deliver: () =>
      simulator.setWebhook(
        `http://127.0.0.1:${(door.address() as AddressInfo).port}/api/webhooks/stripe`,
        WEBHOOK_SECRET,
      ),
    fallSilent: () => simulator.setWebhook("", ""),
    async pays(checkoutUrl, card = CARDS.good) {
      const form = {
        number: card,
        expiry: "12 / 34",
        cvc: "123",
        name: "Ada",
        email: "ada@example.test",
        action: "pay",
      };
      const answer = await fetch(checkoutUrl, { method: "POST", redirect: "manual", body: new URLSearchParams(form) });
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
