import type { Problem, RefusalCode, WeirErrorCode } from "./problem.js";
import type { EndedHold, HeldUnits, Position, StoredHold, UsageEvent } from "./wire.js";

/** What may be said of an event beside what is counted. */
export interface Facts {
  /** When it happened, if not now: at most 35 days back and 5 minutes ahead. */
  occurredAt?: string | Date;
  source?: string;
  subject?: string;
  provider?: string;
  endpoint?: string;
  userId?: string;
  requestId?: string;
  /** What it cost you, about, in currency units with at most six decimals. */
  approxCost?: number | string;
  properties?: Record<string, string | number | boolean | null>;
}

/** What is to be counted. */
export interface Usage extends Facts {
  /** Slug of the meter, such as `api_calls`. */
  meter: string;
  /** Whole units, 1 to 1,000,000,000; 1 unless given. */
  units?: number;
  /**
   * Names this piece of work for ever: the same key is counted once, whoever sends it and however often. 1 to 255
   * printable ASCII characters; a random one unless given. Give one when the work itself can be repeated (a job, a
   * message); never take it unchecked from the customer, who could then work twice and be counted once.
   */
  key?: string;
  /** With a deployment key: Weir's id of the customer, or your own (`externalKey`). Not needed with an organization's key. */
  organization?: string;
}

export interface CallOptions {
  /** Gives the call up: it rejects with WeirError `ABORTED`, whose `outcomeUnknown` says whether it may have been carried out. */
  signal?: AbortSignal;
  /** Longest time for this call with all its attempts, in milliseconds. */
  timeoutMs?: number;
}

/** Weir has counted the event. `replayed`: the key was known, and this is the first answer again. */
export interface Confirmed {
  admitted: true;
  confirmed: true;
  event: UsageEvent;
  replayed: boolean;
}

/**
 * Weir could not be asked, and `onUnavailable` lets the work go on. The event is in the local queue, with the key of the
 * attempt: it is counted once when Weir is back, or refused then, if there is no room for it.
 */
export interface Unconfirmed {
  admitted: true;
  confirmed: false;
  event: null;
  replayed: false;
  problem: Problem;
}

export type Admission = Confirmed | Unconfirmed;

export interface Refusal<Code extends WeirErrorCode = RefusalCode> {
  admitted: false;
  code: Code;
  problem: Problem;
  /**
   * Only with `UNAVAILABLE`: an attempt may have arrived, so the units may be counted although this says no. The same key
   * brings the answer to light and counts nothing twice.
   */
  outcomeUnknown: boolean;
}

export type Decision = Admission | Refusal;

/** The event is in the queue. `durable`: it is on disk, and survives the end of the process. */
export interface Tracked {
  key: string;
  durable: boolean;
}

/** An event as it waits in the queue and as it is sent. */
export type QueuedEvent = Facts & { meter: string; units: number; idempotencyKey: string; organization?: string };

export interface HoldRequest extends Omit<Facts, "occurredAt" | "approxCost">, CallOptions {
  /** Names the work, as `Usage.key` does; random unless given. The same key finds the same hold. */
  key?: string;
  organization?: string;
  /** After this many seconds an unsettled hold gives its units back; 900 unless given, 86,400 at most. */
  expiresInSeconds?: number;
}

/** What is said of the event that settles a hold. What is left out is taken from the hold. */
export type SettlementFacts = Facts;

/** Weir has recorded what was used; `event` is the id of the usage event, null when nothing was used. */
export interface Settled extends Position {
  admitted: true;
  confirmed: true;
  event: string | null;
  units: number;
  replayed: boolean;
}

/** Weir is away: the settlement waits in the local queue. */
export interface UnconfirmedSettlement {
  admitted: true;
  confirmed: false;
  event: null;
  units: number;
  replayed: false;
  problem: Problem;
}

export type Settlement = Settled | UnconfirmedSettlement | Refusal;

export interface Endings {
  /**
   * Records what was really used, all that is held unless told otherwise, and gives the rest back. 0 gives all of it back.
   *
   * More than was held is admitted as any usage: what does not fit is a refusal, and the hold stays as it was. A hold that
   * has expired is counted as any usage, too. While Weir is away the settlement waits in the local queue
   * (`confirmed: false`) and is sent until it is answered. Repeating gives the first answer. Throws WeirError: `CONFLICT`
   * when the hold has been settled with other units or released, `QUEUE_FULL` and the like, `ABORTED`.
   */
  settle(units?: number, options?: SettlementFacts & CallOptions): Promise<Settlement>;
  /**
   * Gives the units back: nothing was used. Repeating does nothing more. Throws WeirError when the hold has ended otherwise,
   * or Weir is away: then it expires by itself.
   */
  release(options?: CallOptions): Promise<void>;
}

/** Units that stand against the limit until they are settled, released or expired. */
export interface OpenHold extends HeldUnits, Endings {
  admitted: true;
  confirmed: true;
  replayed: boolean;
}

/** Weir could not be asked, and `onUnavailable` lets the work go on without a hold. What is settled goes into the queue. */
export interface UnconfirmedHold extends Endings {
  admitted: true;
  confirmed: false;
  problem: Problem;
}

export type HoldDecision = OpenHold | UnconfirmedHold | Refusal;

/** A hold as it stands, made by whomever. */
export type FoundHold = StoredHold & Endings;
export type { EndedHold };
