import type { SpendLimitState } from "@/lib/billing";
import { moneyOnWire } from "@/lib/kernel/money";
import { isoOrNull } from "../fields";

export const spendLimitOnWire = ({ meter, limit, effects }: SpendLimitState) => ({
  meter,
  limit: moneyOnWire(limit),
  effects: effects.map(({ window, allowance, used, spent, ceiling, stopsNow, resetsAt }) => ({
    window,
    allowance,
    used,
    spent: moneyOnWire(spent),
    ceiling,
    stopsNow,
    resetsAt: isoOrNull(resetsAt),
  })),
});
