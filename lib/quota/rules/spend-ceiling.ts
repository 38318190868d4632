import { packagePrice, type Money } from "@/lib/kernel/money";
import { MAX_ALLOWANCE } from "@/lib/kernel/quantity";
import type { SpendTerms } from "../model";

/**
 * How many units a window may hold when those beyond the allowance may cost no more than a spend limit. Each started `per`
 * units cost `amount`, so only whole packages are affordable. Null: nothing is billed beyond the allowance, so no spend
 * limit is ever reached. More units than can be counted is as good as the most that can.
 */
export function spendCeiling(allowance: number, terms: Pick<SpendTerms, "limit" | "amount" | "per">): number | null {
  const amount = BigInt(terms.amount);
  if (amount <= 0n) return null;
  const ceiling = BigInt(allowance) + (BigInt(terms.limit) / amount) * BigInt(terms.per);
  return ceiling > BigInt(MAX_ALLOWANCE) ? MAX_ALLOWANCE : Number(ceiling);
}

/** What the units of a window beyond its allowance cost. */
export function spentBeyond(
  allowance: number,
  used: number,
  terms: Pick<SpendTerms, "amount" | "per" | "currency">,
): Money {
  const beyond = BigInt(Math.max(0, used - allowance));
  return { amount: packagePrice(beyond, BigInt(terms.amount), BigInt(terms.per)), currency: terms.currency };
}
