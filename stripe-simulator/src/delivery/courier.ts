import { realSeconds } from "../world/clock";
import { newId } from "../world/ids";
import type { Delivery, StoredEvent } from "../world/objects";
import type { World } from "../world/world";
import { signatureHeader } from "./signature";

export interface Destination {
  url: string;
  secrets: string[];
}

/** Ways to make deliveries as bad as they can be in the world. */
export interface DeliverySettings {
  /** Waits this long before each first attempt. */
  delayMs: number;
  /** Sends every event twice. */
  duplicate: boolean;
  /** Hands waiting events over in random order. */
  shuffle: boolean;
  /** Never sends new events; they are recorded as dropped. */
  drop: boolean;
}

export const CALM: DeliverySettings = { delayMs: 0, duplicate: false, shuffle: false, drop: false };
const TIMEOUT_MS = 10_000;
const MIN_PAUSE_MS = 5;

/**
 * Hands events to the webhook address in the order of their creation, one first attempt at a time. A failed delivery
 * waits for its retry without holding the others up. All times here are real.
 */
export class Courier {
  settings: DeliverySettings = { ...CALM };
  private destination: Destination | null = null;
  private timer: NodeJS.Timeout | null = null;
  private running = false;
  private closed = false;
  /** The deliveries that still wait, in order of creation, so that a long history costs nothing. */
  private readonly waiting = new Set<Delivery>();

  constructor(
    private readonly world: World,
    private readonly retryDelaysMs: number[],
  ) {
    world.onEvent = (event) => this.enqueue(event);
    for (const delivery of world.state.deliveries.values())
      if (delivery.state === "pending") this.waiting.add(delivery);
  }

  /** Forgets what waits, as when the whole state is cleared. */
  clear(): void {
    this.settings = { ...CALM };
    this.waiting.clear();
  }

  /** Where events go from now on; null stops recording deliveries. Waiting ones go to the new address. */
  setDestination(destination: Destination | null): void {
    this.destination = destination;
    if (!destination) return;
    for (const delivery of this.waiting) delivery.url = destination.url;
    this.wake();
  }

  /** Sends an event once more, as the dashboard's "resend" does. */
  resend(event: StoredEvent): Delivery | null {
    return this.destination ? this.record(event, "pending") : null;
  }

  close(): void {
    this.closed = true;
    if (this.timer) clearTimeout(this.timer);
  }

  private enqueue(event: StoredEvent): void {
    if (!this.destination) return;
    if (this.settings.drop) {
      this.record(event, "dropped");
      return;
    }
    event.pending_webhooks = 1;
    this.record(event, "pending");
    if (this.settings.duplicate) this.record(event, "pending");
  }

  private record(event: StoredEvent, state: "pending" | "dropped"): Delivery {
    const delivery: Delivery = {
      id: newId("whd"),
      event: event.id,
      type: event.type,
      url: this.destination?.url ?? "",
      state,
      nextAttemptAt: Date.now() + this.settings.delayMs,
      attempts: [],
    };
    this.world.state.deliveries.set(delivery.id, delivery);
    if (state === "pending") this.waiting.add(delivery);
    this.wake();
    return delivery;
  }

  /** Deliveries leave after the running request has been answered, as from another machine. */
  private wake(): void {
    if (this.closed || this.running) return;
    if (!this.destination || this.waiting.size === 0) return;
    // With many waiting the soonest is near; an early look only finds nothing to do and comes again.
    const next = this.waiting.size > 50 ? Date.now() : Math.min(...[...this.waiting].map((each) => each.nextAttemptAt));
    if (this.timer) clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.run(), Math.max(MIN_PAUSE_MS, next - Date.now()));
    this.timer.unref();
  }

  private async run(): Promise<void> {
    this.running = true;
    try {
      for (let next = this.pick(); next && !this.closed; next = this.pick()) await this.attempt(next);
    } finally {
      this.running = false;
      this.wake();
    }
  }

  private pick(): Delivery | undefined {
    const now = Date.now();
    if (this.settings.shuffle) {
      const ready = [...this.waiting].filter((each) => each.nextAttemptAt <= now);
      return ready[Math.floor(Math.random() * ready.length)];
    }
    for (const each of this.waiting) if (each.nextAttemptAt <= now) return each;
    return undefined;
  }

  private async attempt(delivery: Delivery): Promise<void> {
    const event = this.world.state.events.get(delivery.event);
    if (!event || !this.destination) {
      delivery.state = "failed";
      this.waiting.delete(delivery);
      return;
    }
    const attempt = { at: Date.now(), ...(await post(this.destination, JSON.stringify(event, null, 2))) };
    delivery.attempts.push(attempt);
    const delivered = attempt.status !== null && attempt.status >= 200 && attempt.status < 300;
    const retryDelay = this.retryDelaysMs[delivery.attempts.length - 1];
    if (delivered) {
      delivery.state = "delivered";
      event.pending_webhooks = 0;
    } else if (retryDelay === undefined) delivery.state = "failed";
    else delivery.nextAttemptAt = Date.now() + retryDelay;
    if (delivery.state !== "pending") this.waiting.delete(delivery);
    this.world.onChange();
  }
}

async function post(destination: Destination, body: string): Promise<{ status: number | null; error: string | null }> {
  try {
    const response = await fetch(destination.url, {
      method: "POST",
      body,
      headers: {
        "content-type": "application/json; charset=utf-8",
        "stripe-signature": signatureHeader(body, realSeconds(), destination.secrets),
        "user-agent": "Stripe/1.0 (simulated)",
      },
      // A redirect is a failed delivery, as with the real sender.
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.arrayBuffer();
    return { status: response.status, error: null };
  } catch (error) {
    return { status: null, error: error instanceof Error ? error.message : String(error) };
  }
}
