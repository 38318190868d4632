import type { Ctx } from "@/lib/context";
import { readEntitlements, type WindowKind } from "@/lib/entitlements";
import type { Meter } from "@/lib/catalog";
import { required, type ErrorCode } from "@/lib/kernel/errors";
import { unitName } from "@/lib/kernel/units";
import { checkQuotas, isGauge, valueMissing, type Outcome, type Refusal, type UsageRequest } from "@/lib/quota";
import { catalogMeters, cureFor, knownMeters, recentPlanCode } from "./cures";
import type { Recorded, ReportedUsage, Reporter } from "./model";

/** Refusals that another plan would lift. */
const CURABLE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "LIMIT_EXCEEDED",
  "METER_NOT_IN_PLAN",
  "FEATURE_DISABLED",
  "PAYMENT_REQUIRED",
]);

/**
 * Records usage of the context's organization, or refuses it: admission and record are one. Safe to repeat with the same
 * key for ever. An expected refusal is a value, with the cheapest cure where there is one.
 */
export const recordUsage = async (ctx: Ctx, reporter: Reporter, usage: ReportedUsage): Promise<Recorded> =>
  (await recordUsages(ctx, reporter, [usage]))[0] as Recorded;

/**
 * The same for many of one organization, each by itself: what became of each, in their order. Those of one meter are
 * decided in their order. Throws only when the catalog cannot be read, and then nothing was recorded.
 */
export async function recordUsages(
  ctx: Ctx,
  reporter: Reporter,
  usages: readonly ReportedUsage[],
): Promise<Recorded[]> {
  const organizationId = required(ctx.organization, "the organization of a usage event");
  const meters = await catalogMeters(ctx);
  const reports = usages.map((usage): Report => {
    const meter = meters.find(({ slug }) => slug === usage.meter) ?? null;
    return { usage, meter, units: usage.units ?? (meter && isGauge(meter.aggregation) ? null : 1) };
  });
  const requests = new Map<Report, UsageRequest>();
  for (const report of reports) {
    const { usage, meter, units } = report;
    if (meter && units !== null) requests.set(report, requestOf(organizationId, reporter, usage, units));
  }
  const outcomes = await checkQuotas(ctx, [...requests.values()]);
  const decided = new Map([...requests.keys()].map((report, i) => [report, outcomes[i]]));
  return Promise.all(
    reports.map(async (report): Promise<Recorded> => {
      const { usage, meter } = report;
      if (!meter) return unknownMeter(ctx, usage.meter);
      const outcome = decided.get(report) ?? refusedFor(valueMissing(usage.meter));
      return outcome.admitted ? outcome : withCure(ctx, organizationId, usage.meter, meter, outcome.refusal);
    }),
  );
}

/** A report with what the catalog has of its meter. `units` null: a gauge, and the report does not say where it stands. */
interface Report {
  readonly usage: ReportedUsage;
  readonly meter: Meter | null;
  readonly units: number | null;
}

const refusedFor = (refusal: Refusal): Outcome => ({ admitted: false, refusal });

const requestOf = (organizationId: string, reporter: Reporter, usage: ReportedUsage, units: number): UsageRequest => ({
  organizationId,
  environment: reporter.environment,
  meter: usage.meter,
  units,
  key: usage.key,
  occurredAt: usage.occurredAt,
  facts: {
    source: usage.source,
    apiKeyId: reporter.apiKeyId,
    subject: usage.subject,
    provider: usage.provider,
    endpoint: usage.endpoint,
    userId: usage.userId,
    requestId: usage.requestId,
    costMicros: usage.costMicros,
    properties: usage.properties,
  },
});

/** The refusal for a meter that the catalog does not have. */
export async function unknownMeter(ctx: Ctx, slug: string): Promise<Recorded> {
  const meters = await knownMeters(ctx);
  const message = `There is no meter ${slug}.`;
  return {
    admitted: false,
    code: "VALIDATION_ERROR",
    message,
    details: {},
    fields: [{ pointer: "/meter", code: "unknown", message, fix: `Known meters: ${meters.join(", ") || "none yet"}.` }],
  };
}

/**
 * A refusal in words for the caller, with the cheapest plan that would lift it where there is one. `known` is what the
 * catalog has of the meter, null when it is about none. Never throws.
 */
export async function withCure(
  ctx: Ctx,
  organizationId: string,
  meter: string,
  known: Meter | null,
  refusal: Refusal,
): Promise<Recorded> {
  const message = (known?.shownUnit ? refusal.worded?.(unitName(known)) : undefined) ?? refusal.message;
  const fields = refusal.pointer ? [{ pointer: refusal.pointer, code: refusal.code.toLowerCase(), message }] : [];
  const plain: Recorded = {
    admitted: false,
    code: refusal.code,
    message,
    fields,
    details: refusal.details ?? {},
  };
  if (!CURABLE.has(refusal.code)) return plain;
  // A cure is a kindness; that it could not be found must not turn a decision into a fault.
  try {
    const currentPlan = await recentPlanCode(
      ctx,
      organizationId,
      async () => (await readEntitlements(ctx, organizationId)).plan?.code ?? null,
    );
    const { window, limit } = plain.details as { window?: WindowKind; limit?: number };
    const blocked = refusal.code === "FEATURE_DISABLED" ? (known?.feature ?? null) : null;
    const cure = await cureFor(ctx, {
      meter,
      currentPlan,
      limit: window && limit !== undefined ? { window, amount: limit } : null,
      feature: blocked,
    });
    const about = blocked
      ? {
          message: message.replace("The feature of this meter", `The feature ${blocked}`),
          feature: { feature: blocked },
        }
      : { message, feature: {} };
    return {
      ...plain,
      message: about.message,
      details: { ...plain.details, ...about.feature, upgradeHint: cure.upgradeHint, upgradeUrl: cure.upgradeUrl },
    };
  } catch (error) {
    ctx.log.warn({ err: error, organizationId }, "no cure could be found for a refusal");
    return plain;
  }
}
