import type { Ctx } from "@/lib/context";
import { revokeOverride, saveOverride, type OverrideInput } from "@/lib/entitlements";
import { record } from "@/lib/journal";
import { invalid, notFound, type FieldError } from "@/lib/kernel/errors";
import { moneyInWords } from "@/lib/kernel/money";
import { MAX_ALLOWANCE } from "@/lib/kernel/quantity";
import { iso } from "@/lib/kernel/time";
import { businessNow } from "@/lib/platform/clock";
import { sqlOf, type DbOrTx } from "@/lib/platform/db";
import { getPlan, listFeatures, listMeters, type Aggregation } from "@/lib/catalog";
import { changeAllowance } from "@/lib/quota";
import { findLiveSubscription } from "@/lib/subscriptions";
import { getOrganization } from "@/lib/tenancy";
import { checkedReason } from "./assign-plan";

/** One exception: a feature, or a limit on a meter and window. `reason` is kept; `expiresAt` is a moment of business time. */
export type Override = Omit<OverrideInput, "organizationId" | "author">;
/** Which exception is meant. */
export type OverrideSubject = Pick<OverrideInput, "feature" | "meter" | "window">;

/**
 * Writes an exception for one organization in place of the one that stands for the same subject. It holds from the
 * answer on. VALIDATION_ERROR names each wrong field. Returns the override's id. Journaled with the reason.
 */
export async function setOverride(ctx: Ctx, organizationId: string, override: Override): Promise<string> {
  const reason = checkedReason(override.reason);
  await getOrganization(ctx, organizationId);
  return changeAllowance(ctx, organizationId, async (tx) => {
    await refuseFaulty(tx, organizationId, override);
    const id = await saveOverride(sqlOf(tx), { ...override, reason, organizationId, author: ctx.actor.id });
    const { expiresAt, reason: _reason, ...after } = override;
    await record(tx, ctx, "override.set", {
      entity: { type: "override", id },
      organization: organizationId,
      after: { ...after, expiresAt: expiresAt === undefined ? null : iso(expiresAt) },
      reason,
    });
    return id;
  });
}

/** Ends an exception, so that the plan speaks again. NOT_FOUND when none stands for the subject. Journaled with the reason. */
export async function removeOverride(
  ctx: Ctx,
  organizationId: string,
  subject: OverrideSubject,
  reason: string,
): Promise<string> {
  const why = checkedReason(reason);
  return changeAllowance(ctx, organizationId, async (tx) => {
    const id = await revokeOverride(sqlOf(tx), { organizationId, ...subject });
    if (id === null) throw notFound("override");
    await record(tx, ctx, "override.removed", {
      entity: { type: "override", id },
      organization: organizationId,
      before: { ...subject },
      reason: why,
    });
    return id;
  });
}

/** Throws VALIDATION_ERROR for an exception that could not be written for this organization, naming each wrong field. */
export async function refuseFaulty(db: DbOrTx, organizationId: string, override: Override): Promise<void> {
  const faults = [...(await overrideFaults(db, override)), ...(await unbillable(db, organizationId, override))];
  if (faults.length > 0) throw invalid(faults);
}

/** Stripe bills by the plan's price, whatever an exception says: one that says otherwise would be billed by nobody. */
async function unbillable(
  db: DbOrTx,
  organizationId: string,
  { meter, window, overage }: Override,
): Promise<FieldError[]> {
  if (!overage) return [];
  const live = await findLiveSubscription({ db }, organizationId);
  if (live?.source !== "STRIPE") return [];
  const plan = await getPlan({ db }, live.planId);
  const own = plan.limits.find((limit) => limit.meter === meter && limit.window === window)?.overage;
  if (own && String(own.amount) === overage.amount && String(own.per) === overage.per) return [];
  const price = own
    ? `by the plan's price, ${moneyInWords({ amount: own.amount, currency: plan.currency })} for each started ${own.per}`
    : "not at all, for the plan has no price for it";
  const message = `Stripe bills this organization's usage beyond this limit ${price}. Leave the exception's price out, or make a plan of these terms.`;
  return [{ pointer: "/overage", code: "not_billable", message }];
}

async function overrideFaults(tx: DbOrTx, override: Override): Promise<FieldError[]> {
  const faults = override.feature === undefined ? limitFaults(override) : featureFaults(override);
  if (
    override.feature !== undefined &&
    !(await listFeatures({ db: tx })).some((feature) => feature.slug === override.feature)
  ) {
    faults.push({
      pointer: "/feature",
      code: "unknown_feature",
      message: `There is no feature "${override.feature}".`,
    });
  }
  if (override.meter !== undefined) {
    const meter = (await listMeters({ db: tx })).find(({ slug }) => slug === override.meter);
    if (meter) faults.push(...gaugeFaults(meter.aggregation, override));
    else faults.push({ pointer: "/meter", code: "unknown_meter", message: `There is no meter "${override.meter}".` });
  }
  if (override.expiresAt !== undefined && override.expiresAt <= (await businessNow(sqlOf(tx)))) {
    faults.push({
      pointer: "/expiresAt",
      code: "in_the_past",
      message: "An override must expire in the future, or not at all.",
    });
  }
  return faults;
}

/** As in a catalog: a level never resets, and nothing is billed beyond the limit of a gauge. */
function gaugeFaults(aggregation: Aggregation, { meter, window, policy }: Override): FieldError[] {
  const faults: FieldError[] = [];
  if (aggregation === "LATEST" && window !== undefined && window !== "LIFETIME")
    faults.push({
      pointer: "/window",
      code: "window_of_level",
      message: `${meter} keeps the latest value and never resets: its window is LIFETIME.`,
    });
  if ((aggregation === "LATEST" || aggregation === "MAX") && policy === "METERED")
    faults.push({
      pointer: "/policy",
      code: "metered_gauge",
      message: `${meter} is a gauge: nothing is billed beyond its limit, which stops.`,
    });
  return faults;
}

function featureFaults(override: Override): FieldError[] {
  const faults: FieldError[] = [];
  if (override.meter !== undefined || override.window !== undefined)
    faults.push({
      pointer: "/meter",
      code: "two_subjects",
      message: "An override is about a feature or about a meter, not both.",
    });
  if (Boolean(override.removed) === (override.enabled !== undefined))
    faults.push({ pointer: "/enabled", code: "no_value", message: "Say enabled true or false, or removed." });
  return faults;
}

function limitFaults(override: Override): FieldError[] {
  const faults: FieldError[] = [];
  if (override.meter === undefined || override.window === undefined)
    faults.push({ pointer: "/meter", code: "no_subject", message: "Name a feature, or a meter with its window." });
  const { amount } = override;
  if (amount !== undefined && !(Number.isSafeInteger(amount) && amount >= 0 && amount <= MAX_ALLOWANCE))
    faults.push({
      pointer: "/amount",
      code: "invalid_amount",
      message: "The amount must be a whole number of units from 0.",
    });
  const values = [amount !== undefined, override.unlimited === true, override.removed === true].filter(Boolean).length;
  const policyAlone = values === 0 && override.policy !== undefined;
  if (values !== 1 && !policyAlone)
    faults.push({
      pointer: "/amount",
      code: "no_value",
      message: "Say one of amount, unlimited or removed; or a policy alone.",
    });
  if (override.removed && override.policy !== undefined)
    faults.push({ pointer: "/policy", code: "policy_of_removed", message: "What is removed has no policy." });
  if (override.overage && override.policy === "HARD_STOP")
    faults.push({ pointer: "/overage", code: "overage_not_metered", message: "A hard stop has no overage price." });
  return faults;
}
