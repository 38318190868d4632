import type {
  AggregateRow,
  MeterPanel,
  PanelOverride,
  ProofModel,
  QuotaPanelModel,
} from "@/components/screens/operator-quota/model";
import { listMeters, type Meter } from "@/lib/catalog";
import type { Ctx } from "@/lib/context";
import { AppError } from "@/lib/kernel/errors";
import { iso } from "@/lib/kernel/time";
import { shownAmount, unitName, type UnitName } from "@/lib/kernel/units";
import { usageAggregates, type UsageAggregate } from "@/lib/metering";
import { explainQuota, isGauge, meteredBy, readStanding, windowWords } from "@/lib/quota";
import type { Explanation, Proof, UsageEnvironment } from "@/lib/quota";
import { findOrganization, getOrganization, type Organization } from "@/lib/tenancy";
import { driftRows } from "../../../drift-rows";
import { USAGE_ENVIRONMENTS } from "../../../environment-words";

const SHOWN_AGGREGATES = 60;
const SHOWN_DRIFTS = 20;
const words = (name: string): string => name.toLowerCase().replaceAll("_", " ");

/** The organization that an address of the console names, by our id or the vendor's external key; null for none. */
export const organizationOf = (ctx: Ctx, reference: string): Promise<Organization | null> =>
  findOrganization(ctx, decodeURIComponent(reference));

/** The environment of an address; production when it names none that there is. */
export function environmentOf(value: unknown): UsageEnvironment {
  const named = typeof value === "string" ? value.toUpperCase() : "";
  return named === "STAGING" || named === "DEV" ? named : "PROD";
}

/** Everything that the panel shows of one organization in one environment. */
export async function quotaPanelModel(
  ctx: Ctx,
  organization: Organization,
  environment: UsageEnvironment,
  mayReconcile: boolean,
): Promise<QuotaPanelModel> {
  const path = `/admin/organizations/${organization.id}/quota`;
  try {
    const tenant: Ctx = { ...ctx, organization: organization.id };
    const catalog = await listMeters(ctx);
    const [meters, aggregates, drifts] = await Promise.all([
      meterPanels(tenant, organization, environment, catalog),
      usageAggregates(tenant, environment, "windows", SHOWN_AGGREGATES),
      driftRows(ctx, { organizationId: organization.id, limit: SHOWN_DRIFTS }),
    ]);
    return {
      kind: "ready",
      organization: { id: organization.id, name: organization.name, slug: organization.slug },
      environment: USAGE_ENVIRONMENTS[environment].toLowerCase(),
      environments: Object.entries(USAGE_ENVIRONMENTS).map(([name, label]) => ({
        label,
        href: name === "PROD" ? path : `${path}?environment=${name.toLowerCase()}`,
        current: name === environment,
      })),
      redisAway: ctx.redis.token(organization.id) === null,
      meters,
      aggregates: aggregates.map((aggregate) => aggregateRow(aggregate, unitOf(catalog, aggregate.meter))),
      drifts,
      mayReconcile,
    };
  } catch (error) {
    ctx.log.error(
      { err: error, requestId: ctx.requestId, organizationId: organization.id },
      "the quota of an organization could not be explained",
    );
    return { kind: "failed", requestId: ctx.requestId, retryHref: path };
  }
}

/** The meters that the plan names and those that were ever asked for, in the catalog's order. */
async function meterPanels(
  ctx: Ctx,
  { id }: Organization,
  environment: UsageEnvironment,
  catalog: readonly Meter[],
): Promise<MeterPanel[]> {
  const [metered, standing] = await Promise.all([meteredBy(ctx, id), readStanding(ctx, id, environment)]);
  const wanted = new Set([
    ...standing.limits.map((limit) => limit.meter),
    ...metered.filter((m) => m.environment === environment).map((m) => m.meter),
  ]);
  const panels: MeterPanel[] = [];
  for (const meter of catalog) {
    if (!wanted.has(meter.slug)) continue;
    panels.push(panelOf(meter, await explainQuota(ctx, id, environment, meter.slug), ctx.redis.token(id) === null));
  }
  return panels;
}

function panelOf(meter: Meter, e: Explanation, redisAway: boolean): MeterPanel {
  const unit = unitName(meter);
  return {
    slug: e.meter,
    name: meter.name,
    unit,
    plan: e.plan,
    feature: e.feature && { ...e.feature },
    limits: e.limits.map((limit) => ({
      window: words(limit.window),
      limit: limit.limit,
      policy: limit.policy,
      source: limit.source,
      ...(limit.source === "override" ? { planGives: planWords(limit.planLimit, unit) } : {}),
    })),
    overrides: e.overrides.map(overrideOf),
    decision: decisionOf(e),
    fence: {
      id: e.fence.id,
      generation: e.fence.epoch,
      validUntil: e.fence.validUntil === null ? null : iso(e.fence.validUntil),
    },
    counter: redisAway ? "away" : counterOf(e),
    logFrom: e.logFrom === null ? null : iso(e.logFrom),
    windows: e.windows.map(({ window, startsAt, limit, ceiling, logged, held, events, counter, drift }) => ({
      window: windowWords({ kind: window, start: startsAt }),
      limit,
      ceiling,
      logged,
      held,
      events,
      counter,
      drift,
    })),
    events: e.events.map(({ countedAt, occurredAt: _occurred, recordedAt: _recorded, ...event }) => ({
      ...event,
      countedAt: iso(countedAt),
    })),
    lastRefusal: e.lastRefusal && {
      at: iso(e.lastRefusal.at),
      units: e.lastRefusal.units,
      message: e.lastRefusal.message,
    },
  };
}

function counterOf({ aggregation, redis }: Explanation): MeterPanel["counter"] {
  if (redis?.current) return "current";
  // Redis is brought up to date by whoever reads a gauge; nothing is decided by it.
  if (isGauge(aggregation)) return "postgres";
  return redis === null ? "none" : "behind";
}

const unitOf = (catalog: readonly Meter[], slug: string): UnitName =>
  unitName(catalog.find((meter) => meter.slug === slug));

const planWords = (limit: number | null | undefined, unit: UnitName): string =>
  limit === undefined ? "none" : limit === null ? "unlimited" : shownAmount(limit, unit);

const overrideOf = (o: Explanation["overrides"][number]): PanelOverride => ({
  about: `${o.feature ?? (o.window ? `per ${words(o.window)}` : "")}${o.removed ? ", taken away" : ""}`,
  reason: o.reason,
  author: o.author,
  createdAt: iso(o.createdAt),
  expiresAt: o.expiresAt === null ? null : iso(o.expiresAt),
});

function decisionOf({ decision }: Explanation): MeterPanel["decision"] {
  if (decision.admitted) return { admitted: true, words: "is admitted" };
  const where = decision.window ? `, per ${words(decision.window)}` : "";
  return { admitted: false, words: `is refused: ${words(decision.code ?? "")}${where}` };
}

const aggregateRow = (a: UsageAggregate, unit: UnitName): AggregateRow => ({
  meter: a.meter,
  unit,
  window: windowWords({ kind: a.kind === "UTC_DAY" ? "DAY" : a.kind, start: a.startsAt }),
  units: a.units,
  events: a.events,
  limit: a.limit,
  overage: a.overage,
  peak:
    a.peakDay === null || a.peakUnits === null
      ? null
      : `${iso(a.peakDay).slice(0, 10)}, ${shownAmount(a.peakUnits, unit)}`,
  closed: a.closed,
});

/** A proof as the panel shows it. */
export const proofOnPanel = (proof: Proof): ProofModel => ({
  holds: proof.holds,
  at: iso(proof.at),
  generation: proof.fence.epoch,
  waited: proof.still
    ? proof.waitedMs > 100
      ? `Calls were in flight for ${proof.waitedMs} ms before.`
      : null
    : `Calls were in flight all the ${proof.waitedMs} ms that it waited.`,
  lines: proof.identities.map(({ window, state, identity, because }) => ({
    state,
    where: window ? windowWords(window) : null,
    identity,
    because,
  })),
});

/** The organization that an action is about; NOT_FOUND for an id that is none. */
export async function organizationOfAction(ctx: Ctx, id: unknown): Promise<Organization> {
  if (typeof id !== "string") throw new AppError("NOT_FOUND", "There is no such organization.");
  return getOrganization(ctx, id);
}
