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
  readonly actor?: string;
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

/** The chain as a whole: sound, or broken at a position. */
export type ChainState =
  | { readonly sound: true; readonly entries: bigint }
  | { readonly sound: false; readonly firstBroken: bigint; readonly because: "hash" | "link" | "gap" | "head" };
