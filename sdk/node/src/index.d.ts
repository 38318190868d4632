import type {
  CallOptions,
  Decision,
  FoundHold,
  HoldDecision,
  HoldRequest,
  QueuedEvent,
  Tracked,
  Usage,
} from "./decisions.js";
import type { Problem } from "./problem.js";
import type { Entitlements, Peek } from "./wire.js";

export * from "./decisions.js";
export * from "./problem.js";
export type * from "./wire.js";
export type { Held, Metered, MeteredRequest, MeteredResponse, QuotaOptions } from "./middleware/options.js";
export { weirQuota } from "./entries/express.js";

export interface PeekRequest {
  meter: string;
  /** 1 unless given. */
  units?: number;
  organization?: string;
}

/** Told of each queued event that Weir refuses for good. The event is given up once this has returned or resolved. */
export type RefusedEvent = (event: QueuedEvent, problem: Problem) => unknown;

/** Where events wait that need not be stopped before the work. */
export interface QueueOptions {
  /**
   * Where to keep them: a directory on a local disk, made if it is not there. Several processes may share it, with
   * keys of the same organization or deployment: events are counted for whoever's key sends them. Without it they are kept
   * in memory and lost with the process.
   */
  directory?: string;
  /** Sent as soon as so many are together, 1 to 1,000; 500 unless given. */
  batchSize?: number;
  /** Sent after this time at the latest, in milliseconds; 1,000 unless given. */
  intervalMs?: number;
  /** How much may wait, for each process; 64 MiB on disk and 8 MiB in memory unless given. */
  maxBytes?: number;
  /** When so much waits: "reject", the default, throws `QUEUE_FULL`; "wait" keeps `track`, and nothing else, waiting for room. */
  whenFull?: "reject" | "wait";
  /**
   * True, the default: `track` resolves when the disk says that it has the event, which then survives a loss of power.
   * False: when the operating system has it, which survives the end of the process only.
   */
  fsync?: boolean;
  /**
   * True, the default: an event without `occurredAt` gets the moment of `track`, and is counted in the window of that
   * moment if it is still open. False: it is counted when it arrives; for machines whose clock cannot be trusted.
   */
  stamp?: boolean;
  /**
   * Told of each event that Weir refuses for good (no room, not in the plan, not valid). Told again if the process dies
   * in between, or if this throws. A process warning (WeirRefused) unless given.
   */
  onRefused?: RefusedEvent;
  /** Told once when the queue cannot go on: Weir away, key not accepted, disk full. A process warning (WeirQueue) unless given. */
  onProblem?: (error: Error) => void;
}

/** What to do while Weir cannot be asked. `usage` is what would be counted. */
export type UnavailablePolicy =
  | "deny"
  | "allow"
  | ((away: {
      usage: QueuedEvent;
      problem: Problem;
      outcomeUnknown: boolean;
    }) => "deny" | "allow" | Promise<"deny" | "allow">);

export interface WeirOptions {
  /** `weir_live_…` or `weir_test_…` of one organization, or a deployment key (`weir_live_dep_…`) for all of them. */
  apiKey: string;
  /** Address of the metering API; http://localhost:3001 unless given. */
  baseUrl?: string | URL;
  /** Longest time for one call with all its attempts, in milliseconds; 2,000 unless given. */
  timeoutMs?: number;
  /**
   * What `checkQuota` and `hold` say while Weir cannot be reached. "deny", the default: refused with `UNAVAILABLE`, nothing
   * goes out uncounted. "allow": admitted unconfirmed and put into the queue, to be counted later: the work may then
   * exceed the allowance, and what does not fit when Weir is back is refused and told to `queue.onRefused`. What cannot
   * be put into the queue is denied all the same. A function decides from call to call.
   */
  onUnavailable?: UnavailablePolicy;
  queue?: QueueOptions;
}

/** Speaks to the metering API of one Weir. One for the whole process is enough. */
export declare class Weir {
  /** Throws TypeError for settings that cannot work. With `queue`, sends what an earlier process has left. */
  constructor(options: WeirOptions);

  /**
   * Asks for units before the work is done, and counts them if they are admitted: deciding and counting are one step. Away
   * or busy (network, 429, 502, 503, 504), Weir is asked up to three times with the same key. Safe to repeat with the same
   * `key`. A refusal is a value; throws WeirError for what no customer can change (a wrong key, an unknown meter).
   */
  checkQuota(usage: Usage, options?: CallOptions): Promise<Decision>;

  /**
   * Queues usage that need not be stopped before the work. Resolves when the event is in the queue; it is then sent, in
   * batches and with the same key, until Weir has counted or refused it. Weir counts to the limit and not beyond: what
   * does not fit is told to `queue.onRefused`. Throws TypeError for an event that cannot be right, WeirError `QUEUE_FULL`,
   * `QUEUE_CLOSED`, `QUEUE_FAILED` or `ABORTED`.
   */
  track(usage: Usage, options?: { signal?: AbortSignal }): Promise<Tracked>;

  /**
   * Sends what is queued now. Resolves when all that was queued at the call is counted or refused (`settled: true`), or
   * after `timeoutMs`, 30,000 unless given. `pending`: how many events are queued then.
   */
  flush(options?: { timeoutMs?: number }): Promise<{ settled: boolean; pending: number }>;

  /**
   * Sends what it can within `timeoutMs`, 5,000 unless given, and ends the queue. `pending` events stay on disk for the next
   * process; without a directory they are lost. `checkQuota` and the other calls go on working.
   */
  close(options?: { timeoutMs?: number }): Promise<{ pending: number }>;

  /**
   * Holds units for work of unknown size: nobody else gets them until they are settled, released or expired. Otherwise as
   * `checkQuota`.
   */
  hold(meter: string, units: number, request?: HoldRequest): Promise<HoldDecision>;

  readonly holds: {
    /** A hold as it stands, to be settled or released by another process than made it. Throws WeirError, `NOT_FOUND` among others. */
    get(id: string, options?: { organization?: string } & CallOptions): Promise<FoundHold>;
  };

  /** Looks without counting, and promises nothing: the room may be gone a moment later. Throws WeirError. */
  peek(request: PeekRequest, options?: CallOptions): Promise<Peek>;

  /** Plan, features and limits of a customer, by Weir's id or yours. Throws WeirError, `SUBSCRIPTION_MISSING` among others. */
  entitlements(organization: string, options?: CallOptions): Promise<Entitlements>;
}
