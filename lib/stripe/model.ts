import type { Ctx } from "@/lib/context";
import type { Instant } from "@/lib/kernel/time";

/** Whose events these are, in the table that holds those of every provider. */
export const PROVIDER = "stripe";

/** A stored event that is due. It is a hint that an object changed; handlers read the object itself. */
export interface InboxEvent {
  readonly id: string;
  readonly type: string;
  readonly objectId: string | null;
  /** Whose it is, by the customer that it names; null when that is nobody here. */
  readonly organizationId: string | null;
  readonly attempts: number;
}

/** What one type of event makes us do. */
export interface EventHandler {
  readonly type: string;
  /** Why we listen to it at all. */
  readonly why: string;
  /** Applies the present state of the object, whatever the event said. Returns one sentence about what came of it. */
  readonly handle: (ctx: Ctx, objectId: string) => Promise<string>;
}

/** What a type makes us do that reports something instead of naming an object whose state could be applied. */
export interface ReportHandler {
  readonly type: string;
  readonly why: string;
  /** Tells of it, once for each event. Returns one sentence about what came of it. */
  report(ctx: Ctx, event: InboxEvent): Promise<string>;
}

/**
 * How far an event has come: not looked at yet, failed and coming back, done, done with nothing to do for us, or given up
 * until a person has it worked on again.
 */
export const EVENT_STATES = ["WAITING", "FAILING", "DONE", "IGNORED", "DEAD"] as const;
export type EventState = (typeof EVENT_STATES)[number];

/** A row of the inbox, as people look at it. All moments are real time. */
export interface StoredEvent {
  readonly id: string;
  readonly type: string;
  readonly apiVersion: string | null;
  readonly objectId: string | null;
  readonly organization: { readonly id: string; readonly name: string } | null;
  readonly state: EventState;
  readonly receivedAt: Instant;
  readonly attempts: number;
  /** When it is looked at next; null when it is at its end. */
  readonly dueAt: Instant | null;
  readonly processedAt: Instant | null;
  readonly deadAt: Instant | null;
  readonly outcome: string | null;
  readonly lastError: string | null;
}

/** Every given part must hold. `from` is included, `to` is not. */
export interface EventFilter {
  readonly type?: string;
  readonly state?: EventState;
  readonly organizationId?: string;
  readonly from?: Instant;
  readonly to?: Instant;
}

/** Where a page ends: the next begins after it, newest first. */
export interface EventKeyset {
  readonly receivedAt: Instant;
  readonly id: string;
}

export interface EventPage {
  readonly events: readonly StoredEvent[];
  /** Null on the last page. */
  readonly next: EventKeyset | null;
}
