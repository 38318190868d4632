import type { Ctx } from "@/lib/context";
import { AppError } from "@/lib/kernel/errors";
import { compareCustomer } from "./compare-customer";
import { comparePrices } from "./compare-prices";
import { customersAfter } from "./customers";
import type { Comparison, Difference, DriftKind } from "./model";

const PAGE = 100;
/** More differences than a person reads have one cause, which is found in the first of them. */
const MAX_DIFFERENCES = 1_000;

/**
 * Holds what we know against what Stripe knows: customers, live subscriptions, invoices, sums of meters, and prices on sale
 * with their meters; of one organization, or of all and the catalog. Changes nothing but that messages to meters which
 * their sums show are confirmed. What is on its way just now shows as a difference. An
 * organization that cannot be compared does not hold up the others, unless Stripe is away (UNAVAILABLE). It ends early
 * after 1,000 differences.
 */
export async function compareWithStripe(ctx: Ctx, only?: { organizationId: string }): Promise<Comparison> {
  const looked: Record<DriftKind, number> = {
    ...{ subscription: 0, customer: 0, invoice: 0 },
    ...{ price: 0, meter: 0, overage: 0 },
  };
  const count = (kind: DriftKind): void => void (looked[kind] += 1);
  const differences: Difference[] = only ? [] : await comparePrices(ctx, count);
  const failed: string[] = [];
  for (let after: string | null = null; ;) {
    const page = await customersAfter(ctx.db, { after, limit: PAGE, ...(only ? { only: only.organizationId } : {}) });
    for (const customer of page) {
      try {
        differences.push(...(await compareCustomer(ctx, customer, count)));
      } catch (error) {
        if (error instanceof AppError && error.code === "UNAVAILABLE") throw error;
        ctx.log.error(
          { err: error, organizationId: customer.organizationId },
          "an organization could not be compared with Stripe",
        );
        failed.push(customer.organizationId);
      }
      if (differences.length >= MAX_DIFFERENCES) return { looked, differences, failed };
    }
    after = page.at(-1)?.organizationId ?? null;
    if (page.length < PAGE) return { looked, differences, failed };
  }
}
