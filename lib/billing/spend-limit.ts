import type { Ctx } from "@/lib/context";
import { deleteSpendLimit, saveSpendLimit, spendLimitsOf, type SpendLimitRow } from "@/lib/entitlements";
import { record } from "@/lib/journal";
import { invalid, notFound, required } from "@/lib/kernel/errors";
import { moneyOnWire, type Money } from "@/lib/kernel/money";
import { MAX_ALLOWANCE } from "@/lib/kernel/quantity";
import { sqlOf, type Tx } from "@/lib/platform/db";
import { emit } from "@/lib/platform/outbox";
import { changeAllowance, readStanding, spendUnder, type SpendStanding, type Standing } from "@/lib/quota";

/** What a spend limit does, or would do, in one window of its meter. */
export interface SpendEffect extends SpendStanding {
  readonly window: Standing["limits"][number]["window"];
  readonly allowance: number;
  readonly used: number;
  readonly resetsAt: Standing["limits"][number]["resetsAt"];
  /** Whether the very next unit is refused. */
  readonly stopsNow: boolean;
}

/** A spend limit with what it does; no effects where the present plan bills nothing beyond the allowance. */
export interface SpendLimitState {
  readonly meter: string;
  readonly limit: Money;
  readonly effects: readonly SpendEffect[];
}

/** The spend limits of the context's organization, with where each stands. */
export async function listSpendLimits(ctx: Ctx): Promise<SpendLimitState[]> {
  const organizationId = required(ctx.organization, "the organization of a spend limit");
  const [rows, standing] = await Promise.all([
    spendLimitsOf(sqlOf(ctx.db), organizationId),
    readStanding(ctx, organizationId, "PROD"),
  ]);
  return rows.map(({ meter, amount, currency }) => ({
    meter,
    limit: { amount, currency },
    effects: standing.limits.flatMap((l) => (l.meter === meter && l.spendLimit ? [effectOf(l, l.spendLimit)] : [])),
  }));
}

/**
 * What a limit of `amount` on a meter would do just now, without setting it: one answer for each window that bills beyond
 * its allowance. VALIDATION_ERROR as in `setSpendLimit`.
 */
export async function previewSpendLimit(ctx: Ctx, meter: string, limit: Money): Promise<SpendEffect[]> {
  const standing = await readStanding(ctx, required(ctx.organization, "the organization of a spend limit"), "PROD");
  refuseUnfit(standing, meter, limit);
  return standing.limits.flatMap((l) => {
    const spend = l.meter === meter ? spendUnder(l, limit) : null;
    return spend ? [effectOf(l, spend)] : [];
  });
}

/**
 * Bounds what usage of a meter beyond its allowance may cost in each of its windows. In force when it returns: what the
 * limit still allows is admitted, the unit after it is refused with SPEND_LIMIT_EXCEEDED, also where more is spent already.
 * VALIDATION_ERROR for a meter that is not billed beyond an allowance, another currency than the plan's, or an amount that
 * is no whole number of minor units from 0. Setting the same again changes nothing. Journaled.
 */
export async function setSpendLimit(ctx: Ctx, meter: string, limit: Money): Promise<void> {
  const organizationId = required(ctx.organization, "the organization of a spend limit");
  refuseUnfit(await readStanding(ctx, organizationId, "PROD"), meter, limit);
  await changeAllowance(ctx, organizationId, async (tx) => {
    const before = await standingLimit(tx, organizationId, meter);
    if (before?.amount === limit.amount && before.currency === limit.currency) return;
    await saveSpendLimit(sqlOf(tx), { organizationId, meter, ...limit, author: ctx.actor.id });
    await tell(tx, ctx, "spend_limit.set", meter, before, limit);
  });
}

/** Takes the bound away: from the answer on usage beyond the allowance is admitted and billed. NOT_FOUND without one. Journaled. */
export async function removeSpendLimit(ctx: Ctx, meter: string): Promise<void> {
  const organizationId = required(ctx.organization, "the organization of a spend limit");
  await changeAllowance(ctx, organizationId, async (tx) => {
    const before = await standingLimit(tx, organizationId, meter);
    if (!(await deleteSpendLimit(sqlOf(tx), organizationId, meter))) throw notFound("spend limit");
    await tell(tx, ctx, "spend_limit.removed", meter, before, null);
  });
}

const effectOf = (l: Standing["limits"][number], spend: SpendStanding): SpendEffect => ({
  ...spend,
  window: l.window,
  allowance: l.limit ?? 0,
  used: l.used,
  resetsAt: l.resetsAt,
  stopsNow: l.used >= spend.ceiling,
});

const standingLimit = async (tx: Tx, organizationId: string, meter: string): Promise<SpendLimitRow | undefined> =>
  (await spendLimitsOf(sqlOf(tx), organizationId)).find((row) => row.meter === meter);

async function tell(
  tx: Tx,
  ctx: Ctx,
  action: "spend_limit.set" | "spend_limit.removed",
  meter: string,
  before: SpendLimitRow | undefined,
  after: Money | null,
): Promise<void> {
  const organizationId = required(ctx.organization, "the organization of a spend limit");
  const limit = after === null ? null : moneyOnWire(after);
  await emit(tx, action, organizationId, { organizationId, meter, limit });
  await record(tx, ctx, action, {
    entity: { type: "spend_limit", id: meter },
    ...(before ? { before: { limit: moneyOnWire(before) } } : {}),
    after: { limit },
  });
}

function refuseUnfit(standing: Standing, meter: string, limit: Money): void {
  const billed = standing.limits.some((l) => l.meter === meter && l.overage !== null && l.limit !== null);
  const currency = standing.entitlements.plan?.currency;
  if (!billed) {
    const message = `The plan bills nothing beyond the allowance of ${meter}, so there is nothing to limit.`;
    throw invalid([{ pointer: "/meter", code: "not_billed", message }]);
  }
  if (limit.currency !== currency) {
    const message = `The plan is priced in ${currency?.toUpperCase()}. Set the limit in that currency.`;
    throw invalid([{ pointer: "/limit/currency", code: "other_currency", message }]);
  }
  if (limit.amount < 0n || limit.amount > BigInt(MAX_ALLOWANCE)) {
    const message = "The limit must be a whole number of minor units, 0 or more.";
    throw invalid([{ pointer: "/limit/amount", code: "invalid_amount", message }]);
  }
}
