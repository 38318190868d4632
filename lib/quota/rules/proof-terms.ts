import type { Instant } from "@/lib/kernel/time";
import type { Aggregation, LimitPolicy, WindowKind } from "../model";

/** What a proof reads, and the form in which it answers. Units are a sum or, of a gauge, its peak or newest level. */

/** A window as the facts have it: summed from its events alone, and by its checkpoint. */
export interface WindowReading {
  readonly kind: WindowKind;
  readonly start: Instant;
  readonly end: Instant;
  readonly status: "OPEN" | "CLOSED";
  readonly limit: number | null;
  readonly policy: LimitPolicy;
  readonly inForce: boolean;
  /** The wall that a spend limit makes beyond a metered limit. */
  readonly ceiling: number | null;
  /** What the checkpoint claims. */
  readonly checkpoint: number;
  /** What the events are that the checkpoint speaks of, with those that have left the log. */
  readonly summed: number;
  /** What the events after the checkpoint are. */
  readonly rest: number;
  /** What a rebuild makes of checkpoint and rest. */
  readonly rebuilt: number;
  /** What all events in the window are, with those that have left the log. */
  readonly logged: number;
  /** The same without the archived days that the window only touches. Less than `logged` where it has such days. */
  readonly loggedAtLeast: number;
  readonly events: number;
  /** How many of them have left the log. */
  readonly archivedEvents: number;
  readonly held: number;
}

/** One limit of a window while it was in force, told by the generations that committed under it. */
export interface LimitEra {
  readonly kind: WindowKind;
  readonly start: Instant;
  /** The generation that brought the limit. */
  readonly epoch: number;
  readonly limit: number;
  /** The limit is the ceiling of a spend limit. */
  readonly spend: boolean;
  /** Σ units that earlier generations had logged, as far as the log goes back. */
  readonly before: number;
  /** Σ units of the log when the next limit came, or until now. */
  readonly through: number;
  /** Units logged in between out of holds of the window that are older than the limit. */
  readonly carried: number;
  /** Σ units that have left the log, whatever generation they belong to. */
  readonly archived: number;
  /** Nothing of them is counted too much, and no other limit came after this one. */
  readonly settled: boolean;
}

/** The same of a gauge: its values in the order in which they were decided. */
export interface ValueEra extends Pick<LimitEra, "kind" | "start" | "epoch" | "limit"> {
  readonly values: number;
  readonly highest: number;
  /** Values above the limit that were higher than what stood before them. */
  readonly risen: number;
}

export interface KeyReading {
  readonly keys: number;
  readonly events: number;
  /** Events whose key is kept and that have left the log. */
  readonly archivedEvents: number;
  readonly holds: number;
  readonly releases: number;
  /** Events and holds whose key is missing or speaks of something else. */
  readonly unmatched: number;
  readonly examples: readonly string[];
  readonly settled: number;
  /** Settled holds whose event is missing or another one, and events that settle a hold which says otherwise. */
  readonly unsettled: number;
}

export interface LogReading {
  /** Events of a generation that there never was. */
  readonly strange: number;
  /** Events of an older generation behind those of a newer one. */
  readonly unordered: number;
  /** Events in no window. */
  readonly homeless: number;
  /** Events in two open windows of one kind. */
  readonly crowded: number;
  /** Keys under which more than one event stands. */
  readonly doubled: number;
}

export interface ProofReadings {
  readonly aggregation: Aggregation;
  readonly fence: { readonly epoch: number; readonly valid: boolean; readonly now: Instant };
  readonly windows: readonly WindowReading[];
  /** Of a meter that is added up. */
  readonly eras: readonly LimitEra[];
  /** Of a gauge. */
  readonly valueEras: readonly ValueEra[];
  readonly keys: KeyReading;
  readonly log: LogReading;
}

/** A window as a generation in Redis has it. */
export interface CounterReading {
  readonly kind: WindowKind;
  readonly start: Instant;
  readonly limit: number | null;
  readonly used: number;
  readonly pending: number;
  readonly held: number;
}

/** The generation in Redis around the moment at which the facts were read. */
export interface RedisReading {
  readonly generation: number;
  /** It belongs to this epoch and to this Redis. */
  readonly current: boolean;
  /** Nothing was in flight: the figures are of the very moment of the facts. */
  readonly still: boolean;
  readonly before: readonly CounterReading[];
  readonly after: readonly CounterReading[];
}

export type IdentityName =
  | "CHECKPOINT"
  | "COUNTER"
  | "HOLDS"
  | "COUNTER_LIMIT"
  | "LIMIT"
  | "KEYS"
  | "KEYS_UNIQUE"
  | "SETTLEMENTS"
  | "GENERATIONS"
  | "WINDOWS";

/** One identity, worked out. `NOTED` is true and worth saying; only `FAILS` means that something is wrong. */
export interface Identity {
  readonly name: IdentityName;
  /** The window it is about; null for the meter as a whole. */
  readonly window: { readonly kind: WindowKind; readonly start: Instant } | null;
  readonly state: "HOLDS" | "FAILS" | "NOTED";
  /** The identity with its figures, as a person can check it. */
  readonly identity: string;
  /** What a failure or a note means. */
  readonly because: string | null;
}

const GROUPED = new Intl.NumberFormat("en-US");
export const n = (value: number): string => GROUPED.format(value);

export type Verdict = Pick<Identity, "state" | "because">;
export const holdsIf = (true_: boolean, because: string): Verdict =>
  true_ ? { state: "HOLDS", because: null } : { state: "FAILS", because };
export const noted = (because: string): Verdict => ({ state: "NOTED", because });

export const named = (w: { kind: WindowKind; start: Instant }): Identity["window"] => ({
  kind: w.kind,
  start: w.start,
});

/** Where a window stops: at its limit, at the ceiling of a spend limit, or nowhere. */
export const wallOfReading = (w: WindowReading): number | null => (w.policy === "METERED" ? w.ceiling : w.limit);

/** What the content of a window is called. */
export const CONTENT_WORD: Readonly<Record<Aggregation, string>> = {
  SUM: "log",
  UNIQUE: "log",
  MAX: "peak",
  LATEST: "level",
};
