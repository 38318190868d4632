import type { Instant } from "@/lib/kernel/time";

/** Chain of everything that belongs to no organization. */
export const DEPLOYMENT_CHAIN = "deployment";

/** What an entry is about: the kind of thing, in the field's word, and its id. */
export interface Entity {
  readonly type: string;
  readonly id: string;
}

/** What the caller tells about one change. */
export interface Change {
  readonly entity: Entity;
  /** Whose chain it belongs to. Absent: the context's organization. Null: the deployment. */
  readonly organization?: string | null;
  readonly before?: unknown;
  readonly after?: unknown;
  readonly reason?: string;
}

/** One entry as it stands in the journal. */
export interface JournalEntry {
  readonly id: string;
  readonly chain: string;
  readonly position: bigint;
  readonly recordedAt: Instant;
  readonly actor: string;
  /** For people only; outside the hash, and empty after an erasure. */
  readonly actorLabel: string;
  /** The user in whose name the actor did it; null for himself. */
  readonly onBehalfOf: string | null;
  readonly action: string;
  readonly entity: Entity;
  readonly organization: string | null;
  readonly before: unknown;
  readonly after: unknown;
  readonly reason: string | null;
  readonly correlationId: string | null;
  readonly ip: string | null;
  /** Hexadecimal SHA-256. */
  readonly hash: string;
}

/** Every given filter must hold. `from` is included, `to` is not. */
export interface JournalFilters {
  /** Any of these: an actor as the journal writes him, or a kind of actor (`staff`), which stands for all of it. */
  readonly actors?: readonly string[];
  readonly action?: string;
  readonly entityType?: string;
  readonly entityId?: string;
  readonly correlationId?: string;
  readonly from?: Instant;
  readonly to?: Instant;
}

/** Where a page ends: the next one begins after it, newest first. */
export interface JournalKeyset {
  readonly recordedAt: Instant;
  readonly id: string;
}

export interface JournalPage {
  readonly entries: readonly JournalEntry[];
  /** Null on the last page. */
  readonly next: JournalKeyset | null;
}

/**
 * What is wrong with a chain at its first faulty position: the content does not give the `hash`, the `link` to the entry
 * before does not hold, an entry is missing (`gap`), the `head` is another, the end was `cut` since the head was anchored,
 * or the whole was written anew and an `anchor` contradicts it.
 */
export type Fault = "hash" | "link" | "gap" | "head" | "cut" | "anchor";

export interface BrokenChain {
  readonly sound: false;
  readonly firstBroken: bigint;
  /** The entry that stands there; null when none does. */
  readonly entryId: string | null;
  readonly because: Fault;
}

/** The chain as a whole: sound, or broken at a position. */
export type ChainState = { readonly sound: true; readonly entries: bigint } | BrokenChain;

/** A chain that was recomputed, with its name: an organization's id, or `deployment`. */
export interface CheckedChain {
  readonly chain: string;
  readonly state: ChainState;
}

/** What is known of all chains from when each was last recomputed. */
export interface JournalStanding {
  readonly chains: number;
  /** Chains that were never recomputed yet. */
  readonly unchecked: number;
  /** Security time of the check that lies furthest back; null when there was none. */
  readonly checkedSince: Instant | null;
  /** The first chains that are broken, by name. */
  readonly broken: readonly { readonly chain: string; readonly state: BrokenChain; readonly checkedAt: Instant }[];
}
