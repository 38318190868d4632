/** A moment of business time at which something happens by itself. */
export interface DuePoint {
  at: string;
  what: string;
}

export interface Leap {
  label: string;
  to: string;
}

export interface ReadyTime {
  kind: "ready";
  now: string;
  real: string;
  /** How far business time is ahead, in words. */
  ahead: string;
  /** How the Stripe simulator's clock stands; null without one. */
  simulator: string | null;
  next: DuePoint | null;
  /** Why time cannot be moved here, or not by this person; null when it can. */
  locked: string | null;
  leaps: readonly Leap[];
}

export type TimeModel = ReadyTime | { kind: "failed"; requestId: string; retryHref: string };

/** How far a move is. */
export interface Journey {
  from: string;
  at: string;
  to: string;
  steps: number;
  /** What was due on the way, newest first. */
  passed: readonly DuePoint[];
  state: "underway" | "arrived" | "stopped" | "refused";
  /** Why it goes no further; with `refused` only. */
  because?: string;
}

/** What one stretch of a move came to. */
export type TravelAnswer =
  | { kind: "stretch"; at: string; steps: number; passed: readonly DuePoint[]; arrived: boolean }
  | { kind: "refused"; message: string };

/** Goes on towards a moment for a second or two. `begun` says that an earlier stretch led there already. */
export type TravelAction = (wish: { to: string; begun: boolean }) => Promise<TravelAnswer>;
