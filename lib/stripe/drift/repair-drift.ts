import {
  applySubscription,
  correctMeterSum,
  countOverage,
  mirrorInvoice,
  syncCustomer,
  syncPrices,
} from "@/lib/billing";
import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { AppError } from "@/lib/kernel/errors";
import { inTransaction } from "@/lib/platform/db";
import type { Difference, Repaired } from "./model";
import { withoutPersons } from "./without-persons";

const BY_HAND = "left alone: a person has to decide";
const NOTHING_DONE = /^(ignored|drift|nothing|unchanged)/;

/**
 * Brings what differs in step, each by the use case that the event would have called, and journals what was done. What
 * only a person may decide is left alone. One that fails does not hold up the others, unless Stripe is away (UNAVAILABLE).
 * Repeating it repairs nothing twice.
 */
export async function repairDrift(ctx: Ctx, differences: readonly Difference[]): Promise<Repaired[]> {
  const done: Repaired[] = [];
  for (const difference of differences) done.push(await repairOne(ctx, difference));
  return done;
}

async function repairOne(ctx: Ctx, difference: Difference): Promise<Repaired> {
  if (difference.repair === "by_hand") return { difference, repaired: false, outcome: BY_HAND };
  try {
    const outcome = await applied(ctx, difference);
    if (NOTHING_DONE.test(outcome)) return { difference, repaired: false, outcome };
    await journal(ctx, difference, outcome);
    return { difference, repaired: true, outcome };
  } catch (error) {
    if (error instanceof AppError && error.code === "UNAVAILABLE") throw error;
    ctx.log.error(
      { err: error, difference: withoutPersons(difference) },
      "a difference from Stripe could not be repaired",
    );
    return { difference, repaired: false, outcome: error instanceof Error ? error.message : String(error) };
  }
}

async function applied(ctx: Ctx, difference: Difference): Promise<string> {
  const { kind, stripeId, organizationId, fields, repair, sum } = difference;
  const acting: Ctx = { ...ctx, organization: null };
  if (kind === "price" || kind === "meter") return pricesGiven(acting);
  if (sum) return correctMeterSum(acting, sum);
  if (kind === "customer")
    return organizationId !== null && (await syncCustomer(acting, organizationId))
      ? "given to Stripe"
      : "nothing to do";
  if (stripeId === null) return "nothing to do";
  if (kind === "subscription" && repair === "give_ours")
    return (await countOverage(acting, stripeId)) ? "given to Stripe" : "nothing to do";
  if (kind === "subscription") return (await applySubscription(acting, stripeId)).outcome;
  const { invoice, outcome } = await mirrorInvoice(acting, stripeId);
  // A reading that our copy refuses, because it knows a younger one, has repaired nothing.
  return !invoice || fields.some((each) => each.field === "status") ? outcome : `invoice ${invoice.status}`;
}

/** All prices that are missing there go together, so the second of them finds nothing left to do and is there all the same. */
async function pricesGiven(ctx: Ctx): Promise<string> {
  const { failed } = await syncPrices(ctx);
  const [first] = failed;
  return first ? `ignored: ${first.plan}: ${first.reason}` : "given to Stripe";
}

/** In the organization's own chain, so that it can be read there what was changed for it, and why. */
async function journal(ctx: Ctx, difference: Difference, outcome: string): Promise<void> {
  const { kind, organizationId, id, stripeId, what, fields } = withoutPersons(difference);
  await inTransaction(ctx.db, (tx) =>
    record(tx, ctx, "stripe_drift.repaired", {
      entity: { type: kind, id: id ?? stripeId ?? "unknown" },
      organization: organizationId,
      before: { what, stripeId, ...Object.fromEntries(fields.map((field) => [field.field, field.ours])) },
      after: { outcome, ...Object.fromEntries(fields.map((field) => [field.field, field.stripe])) },
      reason: "ours and Stripe's state were compared",
    }),
  );
}
