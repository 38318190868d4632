import type { Ctx } from "@/lib/context";
import { securityNow } from "@/lib/platform/clock";
import type { Tx } from "@/lib/platform/db";
import { holdLevel, settleLevel } from "@/lib/quota";
import { keyLimitReached } from "./errors";
import { countHeldKeys } from "./store";

/** The meter that a catalog bounds an organization's keys by: a level. A catalog without it bounds none. */
export const KEYS_METER = "api_keys";

/** The keys of an organization inside a transaction that makes or ends one. */
export interface HeldKeys {
  /** Reports one more, before it is made. Throws LIMIT_EXCEEDED when the plan has no room for it. */
  oneMore(): Promise<void>;
  /** Reports how many work, after one has ended. */
  oneLess(): Promise<void>;
}

/**
 * Takes the fence of the organization's keys: two that are made at once take turns, and so does a change of the plan. Must
 * come first in the transaction. A key whose successor works takes no place of its own; keys of the deployment are not bounded.
 */
export async function holdKeys(tx: Tx, ctx: Ctx): Promise<HeldKeys> {
  const { organization: organizationId } = ctx;
  if (organizationId === null) return { oneMore: async () => {}, oneLess: async () => {} };
  const level = await holdLevel(ctx, tx, { organizationId, environment: "PROD", meter: KEYS_METER });
  const settle = async (change: "came" | "went"): Promise<void> => {
    if (!level) return;
    const held = await countHeldKeys(tx, organizationId, securityNow());
    const counted = change === "came" ? held + 1 : held;
    await settleLevel(level, counted, change, (limit) => keyLimitReached(held, limit));
  };
  return { oneMore: () => settle("came"), oneLess: () => settle("went") };
}
