import { newId } from "../world/ids";
import type { Delivery, StoredEvent, ThinEvent } from "../world/objects";
import type { World } from "../world/world";
import { Lane } from "./lane";
import { post, type Destination } from "./post";
import { CALM, fits, travelOf, type DeliverySettings } from "./switches";

/** The endpoint given at the start, beside those made through the API. */
export const GIVEN = "given";

/** The endpoint of the second generation, which gets the heads of its events. */
export const THIN = "thin";

/** Hands each event to every endpoint that wants its type, with retries. All times here are real. */
export class Courier {
  settings: DeliverySettings = structuredClone(CALM);
  private given: Destination | null = null;
  private thin: Destination | null = null;
  private closed = false;
  private readonly lanes = new Map<string, Lane>();

  constructor(
    private readonly world: World,
    private readonly retryDelaysMs: number[],
  ) {
    world.onEvent = (event) => this.enqueue(event);
    world.onThinEvent = (event) => this.enqueueThin(event);
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

  /** Where events of the second generation go from now on; null stops recording deliveries of them. */
  setThinDestination(destination: Destination | null): void {
    this.thin = destination;
    this.lane(THIN).wake();
  }

  /** Sends an event of the second generation once more. */
  resendThin(event: ThinEvent): Delivery[] {
    return this.thin ? [this.record(event, THIN, "pending", 0)] : [];
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

  private enqueueThin(event: ThinEvent): void {
    if (!this.thin) return;
    const travel = travelOf(this.settings, event.type);
    this.record(event, THIN, travel.drop ? "dropped" : "pending", travel.delayMs);
    if (travel.duplicate && !travel.drop) this.record(event, THIN, "pending", travel.delayMs);
  }

  private endpointsFor(type: string): string[] {
    const made = [...this.world.state.webhookEndpoints.values()].filter(
      (each) => each.status === "enabled" && each.enabled_events.some((pattern) => fits(pattern, type)),
    );
    return [...(this.given ? [GIVEN] : []), ...made.map((each) => each.id)];
  }

  private destinationOf(endpoint: string): Destination | null {
    if (endpoint === GIVEN) return this.given;
    if (endpoint === THIN) return this.thin;
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
      isOpen: () => (endpoint !== GIVEN && endpoint !== THIN) || this.destinationOf(endpoint) !== null,
      isShuffled: () => this.settings.shuffle,
      attempt: (delivery) => this.attempt(delivery),
    });
    this.lanes.set(endpoint, lane);
    return lane;
  }

  private record(
    event: Pick<StoredEvent, "id" | "type">,
    endpoint: string,
    state: "pending" | "dropped",
    delayMs: number,
  ): Delivery {
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
    const body = this.bodyOf(delivery);
    const destination = this.destinationOf(delivery.endpoint);
    if (body === undefined || !destination) {
      delivery.state = "failed";
    } else {
      delivery.url = destination.url;
      this.note(delivery, { at: Date.now(), ...(await post(destination, body)) });
    }
    this.world.state.deliveries.touch(delivery.id);
    this.world.onChange();
  }

  /** A snapshot goes whole; of a thin event the receiver gets the head, and fetches its `data` by the id. */
  private bodyOf({ endpoint, event: id }: Delivery): string | undefined {
    if (endpoint !== THIN) {
      const event = this.world.state.events.get(id);
      return event && JSON.stringify(event, null, 2);
    }
    const event = this.world.state.thinEvents.get(id);
    // Fields whose value is undefined are not written.
    return event && JSON.stringify({ ...event, data: undefined }, null, 2);
  }

  private note(delivery: Delivery, attempt: Delivery["attempts"][number]): void {
    const event = this.world.state.events.get(delivery.event);
    delivery.attempts.push(attempt);
    const retryDelay = this.retryDelaysMs[delivery.attempts.length - 1];
    if (attempt.status !== null && attempt.status >= 200 && attempt.status < 300) {
      delivery.state = "delivered";
      if (event) {
        event.pending_webhooks = Math.max(0, event.pending_webhooks - 1);
        this.world.state.events.touch(event.id);
      }
    } else if (retryDelay === undefined) delivery.state = "failed";
    else delivery.nextAttemptAt = Date.now() + retryDelay;
  }
}
