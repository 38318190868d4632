import { moneyOnWire } from "@/lib/kernel/money";
import type { Threshold } from "@/lib/kernel/quantity";
import { FOREVER, iso } from "@/lib/kernel/time";
import type { CommittedUse } from "@/lib/quota";

/** The body of the outbox events quota.warning (50, 75, 90 %) and quota.exhausted (100 %). */
export const alertOnWire = (use: CommittedUse, threshold: Threshold): Record<string, unknown> => ({
  organizationId: use.organizationId,
  environment: use.environment,
  meter: use.meter,
  threshold,
  used: use.used,
  limit: use.allowance,
  window: use.window,
  windowStart: iso(use.start),
  resetsAt: use.end >= FOREVER ? null : iso(use.end),
  policy: use.policy,
  spendLimit: use.spend && {
    limit: moneyOnWire({ amount: BigInt(use.spend.limit), currency: use.spend.currency }),
    ceiling: use.ceiling,
  },
});
