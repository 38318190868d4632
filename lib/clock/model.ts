import type { Instant } from "@/lib/kernel/time";

/** A length of time: whole months of the calendar, then milliseconds. */
export interface Span {
  readonly months: number;
  readonly ms: number;
}

/** Where the clock is to go: to a moment of business time, or on by a span. */
export type Destination = { readonly to: Instant } | { readonly by: Span };

/** The next thing that happens by itself, and which of the two clocks brings it. */
export interface DueMoment {
  readonly at: Instant;
  readonly what: string;
}

/** How the clocks stand. All moments are business time, except `real`. */
export interface ClockReading {
  readonly now: Instant;
  readonly real: Instant;
  /** Milliseconds by which business time is ahead of real time; negative while a seed tells its past. */
  readonly shiftMs: number;
  readonly simulator: Instant | null;
  readonly next: DueMoment | null;
  /** Why the clock cannot be moved here, or null when it can. */
  readonly refusal: string | null;
}

/** What a move came to. */
export interface ClockMove {
  readonly from: Instant;
  readonly to: Instant;
  /** How many moments were stepped on, the last one included. */
  readonly steps: number;
}

/** A part of a move, after which whoever asked for it is told how far it is. */
export interface Stretch extends ClockMove {
  /** What was due on the way, in its order. */
  readonly passed: readonly DueMoment[];
  /** Whether the moment that was wanted is reached. */
  readonly arrived: boolean;
}
