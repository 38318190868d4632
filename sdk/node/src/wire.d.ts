import type { operations } from "./generated/openapi.js";

/** The shapes of the API's answers, as openapi.json describes them. */

type Answer<Operation extends keyof operations, Status extends number> = operations[Operation] extends {
  responses: Record<Status, { content: { "application/json": { data: infer Data } } }>;
}
  ? Data
  : never;

/** A counted event, with where the tightest of its windows stands. The members of the window are null when it is unlimited. */
export type UsageEvent = Answer<"recordUsage", 201>;

/** Where a meter stands for a customer. The figures are null when nothing limits it, or when it is not in the plan. */
export type Peek = Answer<"peekQuota", 200>;

/** What a customer may do, and how much of it is used. */
export type Entitlements = Answer<"getEntitlements", 200>;

/** Where the tightest window of a meter stands. All null: unlimited. */
export type Position = Pick<UsageEvent, "window" | "limit" | "used" | "remaining" | "resetsAt">;

/** Units that are held, as POST /v1/holds answers. */
export type HeldUnits = Answer<"holdQuota", 201>;

/** A hold and what became of it, as GET /v1/holds/{id} answers. */
export type StoredHold = Answer<"getHold", 200>;

/** A hold that has just ended, as its settlement and its release answer. */
export type EndedHold = Answer<"settleHold", 200>;

/** What usage beyond the allowance may cost, what it has cost, and the units at which calls stop. */
export type SpendLimit = NonNullable<Peek["spendLimit"]>;
