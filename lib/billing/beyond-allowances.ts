import type { Ctx } from "@/lib/context";
import { money, type Money } from "@/lib/kernel/money";
import { meteredWindowsOf, overageOf, packagesOf, reportedOf, type WindowPrice } from "@/lib/overage";
import { sqlOf } from "@/lib/platform/db";
import { meteredUse } from "@/lib/quota";

/** What is used beyond the allowance of one running window, and how much of it Stripe has not been told of. */
export interface BeyondAllowance {
  readonly meter: string;
  readonly allowance: number;
  /** Stripe's price that bills it; null while it is not there. */
  readonly stripePriceId: string | null;
  /** Units of each package, and what it costs once it is begun. */
  readonly per: bigint;
  readonly packagePrice: Money;
  readonly units: bigint;
  /** What they cost in all. */
  readonly amount: Money;
  readonly unreported: { readonly units: bigint; readonly amount: Money };
}

/** What an organization uses beyond its metered allowances just now. Asks nobody and changes nothing. */
export async function beyondAllowances(ctx: Pick<Ctx, "db">, organizationId: string): Promise<BeyondAllowance[]> {
  const windows = (await meteredWindowsOf(ctx.db, organizationId)).flatMap((window) =>
    window.price ? [{ ...window, price: window.price }] : [],
  );
  const uses = new Map((await meteredUse(sqlOf(ctx.db), windows)).map((use) => [use.windowId, use]));
  const found: BeyondAllowance[] = [];
  for (const { windowId, meter, period, price } of windows) {
    const use = uses.get(windowId);
    if (!use || period.end <= use.now) continue;
    const reported = await reportedOf(ctx.db, windowId, price.id);
    const { allowance, used, usedBefore } = use;
    const standing = { allowance: BigInt(allowance), used: BigInt(used), usedBefore: BigInt(usedBefore) };
    const units = overageOf(standing, reported);
    found.push({
      ...{ meter, allowance, units, stripePriceId: price.stripePriceId },
      ...{ per: price.per, packagePrice: price.amount, amount: costBetween(0n, units, price) },
      unreported: { units: units - reported.covered, amount: costBetween(reported.covered, units, price) },
    });
  }
  return found;
}

/** Packages are billed once they are begun, so what is new may lie in one that is. */
const costBetween = (before: bigint, after: bigint, { per, amount }: WindowPrice): Money =>
  money((packagesOf(after, per) - packagesOf(before, per)) * amount.amount, amount.currency);
