import type { Plan, PlanPrice } from "@/lib/catalog";
import { MAX_QUANTITY, soldByQuantity } from "@/lib/kernel/pricing";

/**
 * How many of a plan have to be bought so that it gives so many seats; null where more of it would not: a flat price, a
 * limit that does not grow with the quantity, or more than can be bought.
 */
export function quantityForSeats(
  plan: Pick<Plan, "limits">,
  price: Pick<PlanPrice, "pricing">,
  wanted: { readonly meter: string; readonly seats: number },
): number | null {
  if (!soldByQuantity(price)) return null;
  const limits = plan.limits.filter(({ meter }) => meter === wanted.meter);
  if (limits.length === 0) return null;
  let quantity = 1;
  for (const { amount, perQuantity } of limits) {
    if (amount === "unlimited") continue;
    if (!perQuantity || amount === 0) return null;
    quantity = Math.max(quantity, Math.ceil(wanted.seats / amount));
  }
  return quantity <= MAX_QUANTITY ? quantity : null;
}
