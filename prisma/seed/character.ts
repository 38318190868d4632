import type { Ctx } from "@/lib/context";
import type { Instant } from "@/lib/kernel/time";
import type { Role } from "@/lib/tenancy";

/** One tenant of the demonstration: who belongs to it, what it buys, how it uses the API, and what is true of it today. */
export interface Character {
  readonly name: string;
  /** The vendor's own id of the tenant; also its slug and the middle of its people's addresses. */
  readonly key: string;
  readonly people: Readonly<Record<Role, string>>;
  /** What to look at here, for the list of logins. */
  readonly shows: string;
  readonly timeZone: string;
  /** How many days before today it signed up. */
  readonly joinedDaysAgo: number;
  readonly purchase: Purchase | null;
  readonly withTestKey?: boolean;
  readonly traffic: Traffic;
  /** What it metered on one past day, `daysAgo` days before today. */
  usageOn(day: Instant, daysAgo: number): PlannedUsage[];
  /** Makes today's truth true. Repeating it on the same day changes nothing. */
  today(scene: Scene): Promise<void>;
}

/** What a character buys. In the past tense by Checkout where the simulator was started in the past, else by an operator's hand. */
export interface Purchase {
  readonly plan: string;
  readonly daysAgo: number;
  /** Days ago when nobody pays: by hand there is no trial that turns into a paid period. */
  readonly byHandDaysAgo?: number;
  /** Length of the trial when it must still run today; by hand it is given as well. */
  readonly trialDays?: number;
}

/** The words that a character's events carry. */
export interface Traffic {
  readonly subjects: readonly string[];
  /** Upstream providers, with what one unit costs there in millionths of a dollar. */
  readonly providers: Readonly<Record<string, number>>;
  readonly endpoints: readonly string[];
}

/** One event to be recorded. `key` makes it the same event whenever it is told. */
export interface PlannedUsage {
  readonly key: string;
  readonly meter: string;
  readonly units: number;
  readonly at: Instant;
  readonly subject: string | null;
  readonly provider: string | null;
  readonly endpoint: string | null;
  readonly costMicros: number | null;
}

/** A character on stage: who acts, in which organization, with which key. */
export interface Scene {
  /** The owner, in the organization. */
  readonly ctx: Ctx;
  readonly character: Character;
  readonly organizationId: string;
  readonly apiKeyId: string;
}
