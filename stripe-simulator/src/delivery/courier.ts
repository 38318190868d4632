import { newId } from "../world/ids";
import type { Delivery, StoredEvent } from "../world/objects";
import type { World } from "../world/world";
import { Lane } from "./lane";
import { post, type Destination } from "./post";
import { CALM, fits, travelOf, type DeliverySettings } from "./switches";

/** The endpoint given at the start, beside those made through the API. */
export const GIVEN = "given";

/** Hands each event to every endpoint that wants its type, with retries. All times here are real. */
export class Courier {
  settings: DeliverySettings = structuredClone(CALM);
  private given: Destination | null = null;
  private closed = false;
  private readonly lanes = new Map<string, Lane>();

  constructor(
    private readonly world: World,
    private readonly retryDelaysMs: number[],
  ) {
    world.onEvent = (event) => this.enqueue(event);
    for (const delivery of world.state.deliveries.values())
      if (delivery.state === "pending") this.lane(delivery.endpoint).add(delivery);
  }

  /** Forgets what waits, as when the whole state is cleared. */
  clear(): void {
    this.settings = structuredClone(CALM);
    for (const lane of this.lanes.values()) lane.clear();
  }

  /** Where the given endpoint is from now on; null stops recording deliveries to it. Waiting ones go to the new address. */
  setDestination(destination: Destination | null): void {
    this.given = destination;
    this.lane(GIVEN).wake();
  }

  /** Sends an event once more to every endpoint that wants it, or to one, as the dashboard's "resend" does. */
  resend(event: StoredEvent, endpoint?: string): Delivery[] {
    return this.endpointsFor(event.type)
      .filter((each) => endpoint === undefined || each === endpoint)
      .map((each) => this.record(event, each, "pending", 0));
  }

  close(): void {
    this.closed = true;
    for (const lane of this.lanes.values()) lane.close();
  }

  private enqueue(event: StoredEvent): void {
    const endpoints = this.endpointsFor(event.type);
    if (endpoints.length === 0) return;
    const travel = travelOf(this.settings, event.type);
    if (!travel.drop) event.pending_webhooks = endpoints.length;
    for (const endpoint of endpoints) {
      this.record(event, endpoint, travel.drop ? "dropped" : "pending", travel.delayMs);
      if (travel.duplicate && !travel.drop) this.record(event, endpoint, "pending", travel.delayMs);
    }
  }

  private endpointsFor(type: string): string[] {
    const made = [...this.world.state.webhookEndpoints.values()].filter(
      (each) => each.status === "enabled" && each.enabled_events.some((pattern) => fits(pattern, type)),
    );
    return [...(this.given ? [GIVEN] : []), ...made.map((each) => each.id)];
  }

  private destinationOf(endpoint: string): Destination | null {
    if (endpoint === GIVEN) return this.given;
    const { webhookEndpoints, webhookSecrets } = this.world.state;
    const found = webhookEndpoints.get(endpoint);
    const secret = webhookSecrets.get(endpoint);
    return found?.status === "enabled" && secret !== undefined ? { url: found.url, secrets: [secret] } : null;
  }

  private lane(endpoint: string): Lane {
    const known = this.lanes.get(endpoint);
    if (known) return known;
    const lane = new Lane({
      // Deliveries to an endpoint of the API that is gone are tried, and found to be over.
      isOpen: () => endpoint !== GIVEN || this.given !== null,
      isShuffled: () => this.settings.shuffle,
      attempt: (delivery) => this.attempt(delivery),
    });
    this.lanes.set(endpoint, lane);
    return lane;
  }

  private record(event: StoredEvent, endpoint: string, state: "pending" | "dropped", delayMs: number): Delivery {
    const delivery: Delivery = {
      id: newId("whd"),
      endpoint,
      event: event.id,
      type: event.type,
      url: this.destinationOf(endpoint)?.url ?? "",
      state,
      nextAttemptAt: Date.now() + delayMs,
      attempts: [],
    };
    this.world.state.deliveries.set(delivery.id, delivery);
    if (state === "pending" && !this.closed) this.lane(endpoint).add(delivery);
    return delivery;
  }

  private async attempt(delivery: Delivery): Promise<void> {
    const event = this.world.state.events.get(delivery.event);
    const destination = this.destinationOf(delivery.endpoint);
    if (!event || !destination) {
      delivery.state = "failed";
    } else {
      delivery.url = destination.url;
      const attempt = { at: Date.now(), ...(await post(destination, JSON.stringify(event, null, 2))) };
      this.note(delivery, event, attempt);
    }
    this.world.state.deliveries.touch(delivery.id);
    this.world.onChange();
  }

  private note(delivery: Delivery, event: StoredEvent, attempt: Delivery["attempts"][number]): void {
    delivery.attempts.push(attempt);
    const retryDelay = this.retryDelaysMs[delivery.attempts.length - 1];
    if (attempt.status !== null && attempt.status >= 200 && attempt.status < 300) {
      delivery.state = "delivered";
      event.pending_webhooks = Math.max(0, event.pending_webhooks - 1);
      this.world.state.events.touch(event.id);
    } else if (retryDelay === undefined) delivery.state = "failed";
    else delivery.nextAttemptAt = Date.now() + retryDelay;
  }
}
