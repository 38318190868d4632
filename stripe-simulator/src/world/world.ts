import { API_VERSION } from "../http/parameters.generated";
import { noSuch } from "../http/errors";
import { type Clock } from "./clock";
import { copyOf } from "./copy";
import { newId } from "./ids";
import { previousAttributes } from "./previous-attributes";
import { State } from "./state";
import type { StoredEvent, ThinEvent } from "./objects";

/** How a failing subscription invoice is retried and what happens after the last try. */
export interface RetryPolicy {
  /** Days from one failed attempt to the next. */
  days: number[];
  then: "cancel" | "unpaid" | "past_due";
}

/** The request being worked on; events name it as their cause. */
export interface Cause {
  requestId: string | null;
  idempotencyKey: string | null;
}

/** Unix seconds as the second generation of the API writes them. */
export const isoText = (moment: number): string => new Date(moment * 1000).toISOString();

const NOBODY: Cause = { requestId: null, idempotencyKey: null };

/** State, clock and events: what every rule of the simulator works on. Nothing in here waits, so no two requests mix. */
export class World {
  readonly state = new State();
  cause: Cause = NOBODY;
  /** Told of each new event; the delivery side listens. */
  onEvent: (event: StoredEvent) => void = () => undefined;
  /** Told of each new event of the second generation. */
  onThinEvent: (event: ThinEvent) => void = () => undefined;
  /** Whether a meter event is refused when it comes in, or accepted and reported, as in the high-throughput stream. */
  meterValidation: "synchronous" | "asynchronous" = "synchronous";
  /** Told of each change that should reach the state file. */
  onChange: () => void = () => undefined;
  /** Told that something waits to be done as soon as the running request is answered. */
  onWaiting: () => void = () => undefined;
  /** The address under which browsers reach the hosted pages, without a slash at the end. */
  publicUrl = "";

  constructor(
    readonly clock: Clock,
    readonly retries: RetryPolicy,
  ) {}

  now(): number {
    return this.clock.now();
  }

  /** Runs `work` as caused by a request, so that its events carry the request's id. */
  causedBy<T>(cause: Cause, work: () => T): T {
    const before = this.cause;
    this.cause = cause;
    try {
      return work();
    } finally {
      this.cause = before;
    }
  }

  /** Records an event with a snapshot of `object` as it is now. */
  emit(type: string, object: object, previous?: Record<string, unknown>): void {
    const event: StoredEvent = {
      id: newId("evt"),
      object: "event",
      api_version: API_VERSION,
      created: this.now(),
      data: { object: copyOf(object), ...(previous && { previous_attributes: previous }) },
      livemode: false,
      pending_webhooks: 0,
      request: { id: this.cause.requestId, idempotency_key: this.cause.idempotencyKey },
      type,
    };
    this.state.events.set(event.id, event);
    this.onEvent(event);
    this.onChange();
  }

  /** Records an event of the second generation about `related`, or about nothing that can be fetched. */
  emitThin(type: string, related: ThinEvent["related_object"], data: Record<string, unknown>): void {
    const event: ThinEvent = {
      id: newId("evt_test"),
      object: "v2.core.event",
      context: null,
      created: isoText(this.now()),
      data,
      livemode: false,
      reason: null,
      related_object: related,
      type,
    };
    this.state.thinEvents.set(event.id, event);
    this.onThinEvent(event);
    this.onChange();
  }

  /** Changes `object` in place and records `type` with what was there before; a change of nothing records nothing. */
  change<T extends object>(object: T, type: string, mutate: (draft: T) => void): T {
    const before = copyOf(object);
    mutate(object);
    const previous = previousAttributes(before, object);
    if (Object.keys(previous).length > 0) this.emit(type, object, previous);
    return object;
  }

  /** @throws ApiError `resource_missing`, 404 for the path's own id and 400 for a parameter's. */
  need<T>(table: Map<string, T>, kind: string, id: string, param = "id"): T {
    const found = table.get(id);
    if (!found) throw noSuch(kind, id, param);
    return found;
  }
}
