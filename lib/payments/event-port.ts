import type { Instant } from "@/lib/kernel/time";

/** A verified message. It is a hint that an object changed; what is true is read from the object itself. */
export interface ProviderEvent {
  readonly id: string;
  readonly type: string;
  readonly apiVersion: string | null;
  readonly objectId: string | null;
  /** The customer that the object belongs to, or is. */
  readonly customerId: string | null;
  readonly createdAt: Instant;
  /** The text as it came. */
  readonly payload: string;
}

/** Which of the provider's events are wanted: those since a moment, page by page from the newest back. */
export interface EventSearch {
  readonly since: Instant;
  /** The last event of the page before; null for the first page. */
  readonly after: string | null;
  /** At most 100. */
  readonly limit: number;
}

export interface ProviderEventPage {
  /** Newest first. */
  readonly events: readonly ProviderEvent[];
  readonly more: boolean;
}

/** Usage that was reported to the provider's meters and could not be counted there. */
export interface MeterErrors {
  readonly summary: string;
  readonly meterId: string | null;
  readonly errors: readonly {
    readonly code: string;
    readonly count: number;
    /** Some of them, each with the reference that the report carried. */
    readonly samples: readonly { readonly message: string; readonly reference: string }[];
  }[];
}

/** The part of the port that hears what happened at the provider. */
export interface EventPort {
  /** Checks the signature over the raw bytes. MALFORMED when it does not hold, with the likely cause. */
  verifyWebhook(rawBody: Uint8Array, signature: string | null): ProviderEvent;
  /** The same for an event that only names what happened. */
  verifyThinWebhook(rawBody: Uint8Array, signature: string | null): ProviderEvent;
  /** One page of the provider's events; moments are of the provider's time. */
  listEvents(search: EventSearch): Promise<ProviderEventPage>;
  /** What a report of meter errors says; null when there is no such report any more. */
  retrieveMeterErrors(eventId: string): Promise<MeterErrors | null>;
}
