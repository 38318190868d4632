import type { Aggregation, EffectiveLimit, LimitPolicy, WindowKind } from "@/lib/entitlements";
import type { ErrorCode } from "@/lib/kernel/errors";
import type { Instant } from "@/lib/kernel/time";
import type { UnitName } from "@/lib/kernel/units";

export type UsageEnvironment = "PROD" | "STAGING" | "DEV";

/** The row that serialises change of one meter of one organization. Its identity never changes. */
export interface FenceName {
  readonly id: number;
  readonly organizationId: string;
  readonly environment: UsageEnvironment;
  readonly meter: string;
}

/** What made the ceiling of a window: a spend limit, and the price of each started `per` units, in minor units of one currency. */
export interface SpendTerms {
  readonly limit: string;
  readonly currency: string;
  readonly amount: string;
  readonly per: string;
}

/** One range under a fence, as a generation sees it. `limit` null admits without end (unlimited, or metered without a spend limit). */
export interface WindowState {
  readonly kind: WindowKind;
  readonly start: Instant;
  readonly end: Instant;
  readonly limit: number | null;
  /** What is included; null is unlimited. With a hard stop the same as `limit`. */
  readonly allowance: number | null;
  readonly policy: LimitPolicy;
  /** Set where `limit` is a ceiling beyond a metered allowance. */
  readonly spend: SpendTerms | null;
  /** What is counted: the sum, the peak or the level, with open holds. */
  used: number;
  held: number;
  /** When the level was reported; absent before the first one, and for what is no level. */
  levelAt?: Instant;
}

/** Why a whole generation admits nothing. */
export type GenerationRefusal =
  "ORGANIZATION_SUSPENDED" | "SUBSCRIPTION_MISSING" | "PAYMENT_REQUIRED" | "FEATURE_DISABLED";

/** What Postgres says about a fence, ready to be installed in Redis. */
export interface Generation {
  readonly epoch: number;
  readonly now: Instant;
  readonly validUntil: Instant;
  readonly firstHoldExpiry: Instant | null;
  /** How many kinds of window are in force; 0 is a meter that the plan does not name. */
  readonly kinds: number;
  readonly refusal: GenerationRefusal | null;
  readonly windows: WindowState[];
}

/** Where the counter stands after an admission, by the window with the least room. Null without any finite allowance. */
export interface Position {
  readonly window: WindowKind;
  readonly used: number;
  readonly limit: number;
  readonly resetsAt: Instant;
}

/** A refusal as a value. `details` are for the caller. */
export interface Refusal {
  readonly code: ErrorCode;
  /** In plain units. */
  readonly message: string;
  /** The same where it names units of a meter that is read in a larger unit. */
  readonly worded?: (name: UnitName) => string;
  readonly pointer?: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

export type Outcome =
  | { readonly admitted: true; readonly replayed: boolean; readonly body: string }
  | { readonly admitted: false; readonly refusal: Refusal };

/** Facts of an event that are kept and not judged. */
export interface EventFacts {
  readonly source: string;
  readonly apiKeyId: string | null;
  readonly subject: string | null;
  readonly provider: string | null;
  readonly endpoint: string | null;
  readonly userId: string | null;
  readonly requestId: string | null;
  readonly costMicros: number | null;
  readonly properties: Readonly<Record<string, unknown>> | null;
}

export type HoldStatus = "OPEN" | "SETTLED" | "RELEASED" | "EXPIRED";

export type ItemKind = "event" | "hold" | "settle" | "release";

/** One request on its way through the engine. */
export interface Item {
  readonly kind: ItemKind;
  readonly fence: FenceName;
  readonly key: string;
  /** SHA-256 of the canonical request. */
  readonly fingerprint: string;
  /** Units written (null for a release). */
  readonly units: number | null;
  /** Units that need room. */
  readonly reserve: number;
  readonly occurredAt: Instant | null;
  /** A refusal that is known before the look-up, but must not come before it: a replay keeps its first answer. */
  readonly refuse: Refusal | null;
  readonly id: string;
  readonly newHold: string | null;
  readonly holdExpiresAt: Instant | null;
  readonly hold: { readonly id: string; readonly units: number; readonly countedAt: Instant } | null;
  readonly facts: EventFacts;
  /** The first answer, byte for byte, given where and when the item was counted. */
  answer(countedAt: Instant, position: Position | null): string;
}

/** What requests of one meter that are decided together have come to so far. */
export interface Progress {
  readonly outcomes: Map<Item, Outcome>;
  /** The newest generation that was found wanting in this round, and is rebuilt before the next. */
  behind: number | null;
}

export const fallBehind = (progress: Progress, generation: number): void => {
  progress.behind = Math.max(progress.behind ?? generation, generation);
};

export type { Aggregation, EffectiveLimit, LimitPolicy, WindowKind };
