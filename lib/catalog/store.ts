import { Invariant } from "@/lib/kernel/errors";
import { newId } from "@/lib/kernel/ids";
import { dateOf, type Instant } from "@/lib/kernel/time";
import { sqlOf, type DbOrTx, type Tx } from "@/lib/platform/db";
import type { Prisma } from "@/lib/platform/generated/prisma/client";
import type { Feature, Meter, Plan, PlanFamily, PlanLimit, WantedPlan } from "./model";
import { isFree } from "./model";
import { insertPrices, overagePricesOf, pricesOf } from "./price-rows";

const PARTS = { prices: true, features: true, limits: true, overagePrices: true } as const;

type PlanRow = Prisma.PlanGetPayload<{ include: typeof PARTS }>;

/** Serialises everybody who changes the catalog, and everybody who sells from it against them. */
export async function lockCatalog(tx: Tx): Promise<void> {
  const sql = sqlOf(tx);
  await sql.query("select pg_advisory_xact_lock(hashtextextended('weir:catalog', 0))::text as locked");
  await sql.query("select id from plan order by id for update");
}

export async function loadPlans(
  db: DbOrTx,
  where: {
    status?: Plan["status"];
    code?: string;
    id?: string;
    fallback?: boolean;
    priceId?: string;
    stripePriceId?: string;
    stripeOveragePriceId?: string;
  } = {},
): Promise<Plan[]> {
  const { priceId, stripePriceId, stripeOveragePriceId, ...plain } = where;
  const price = { ...(priceId ? { id: priceId } : {}), ...(stripePriceId ? { stripePriceId } : {}) };
  const rows = await db.plan.findMany({
    where: {
      ...plain,
      ...(priceId || stripePriceId ? { prices: { some: price } } : {}),
      ...(stripeOveragePriceId ? { overagePrices: { some: { stripePriceId: stripeOveragePriceId } } } : {}),
    },
    include: PARTS,
    orderBy: [{ family: "asc" }, { position: "asc" }, { code: "asc" }, { version: "asc" }],
  });
  return rows.map(planOf);
}

export async function loadMeters(db: DbOrTx): Promise<Meter[]> {
  const rows = await db.meter.findMany({ orderBy: [{ position: "asc" }, { slug: "asc" }] });
  return rows.map((row) => ({
    slug: row.slug,
    name: row.name,
    unit: row.unit,
    unitPlural: row.unitPlural,
    aggregation: row.aggregation,
    shownUnit: row.shownUnit,
    shownPer: row.shownPer,
    feature: row.featureSlug,
    position: row.position,
  }));
}

export async function loadFeatures(db: DbOrTx): Promise<Feature[]> {
  return db.feature.findMany({ orderBy: [{ position: "asc" }, { slug: "asc" }] });
}

export async function loadFamilies(db: DbOrTx): Promise<PlanFamily[]> {
  return db.planFamily.findMany({ orderBy: [{ position: "asc" }, { code: "asc" }] });
}

export async function saveFeature(tx: Tx, feature: Feature): Promise<void> {
  const { slug, ...words } = feature;
  await tx.feature.upsert({ where: { slug }, create: feature, update: words });
}

export async function saveFamily(tx: Tx, family: PlanFamily): Promise<void> {
  const { code, ...words } = family;
  await tx.planFamily.upsert({ where: { code }, create: family, update: words });
}

export async function saveMeter(tx: Tx, meter: Meter, now: Instant): Promise<void> {
  const { slug, feature, ...words } = meter;
  const row = { ...words, featureSlug: feature };
  await tx.meter.upsert({
    where: { slug },
    create: { id: newId("meter"), slug, ...row, createdAt: dateOf(now) },
    update: row,
  });
}

export async function insertVersion(tx: Tx, version: number, wanted: WantedPlan, now: Instant): Promise<string> {
  const id = newId("plan");
  await tx.plan.create({ data: { id, version, ...planColumns(wanted), createdAt: dateOf(now) } });
  await insertParts(tx, id, wanted);
  return id;
}

/** Rewrites an unsold version. The database refuses it for a sold one, whatever we believed. */
export async function rewriteVersion(tx: Tx, id: string, wanted: WantedPlan): Promise<void> {
  await tx.planPrice.deleteMany({ where: { planId: id } });
  await tx.planOveragePrice.deleteMany({ where: { planId: id } });
  await tx.planFeature.deleteMany({ where: { planId: id } });
  await tx.planLimit.deleteMany({ where: { planId: id } });
  await tx.plan.update({ where: { id }, data: { ...planColumns(wanted), syncError: null } });
  await insertParts(tx, id, wanted);
}

export async function savePresentation(tx: Tx, id: string, wanted: WantedPlan): Promise<void> {
  await tx.plan.update({ where: { id }, data: { ...wanted.presentation, status: wanted.status } });
}

export async function archiveVersion(tx: Tx, id: string, now: Instant): Promise<void> {
  await tx.plan.update({ where: { id }, data: { status: "ARCHIVED", archivedAt: dateOf(now) } });
}

/** Takes the fallback mark from every plan, so that another one can carry it within the same transaction. */
export async function clearFallback(tx: Tx): Promise<void> {
  await tx.plan.updateMany({ where: { fallback: true, status: "ACTIVE" }, data: { fallback: false } });
}

/** From now on this version's terms are somebody's. Does nothing when they already were. */
export async function markSold(tx: Tx, planId: string, now: Instant): Promise<void> {
  await tx.plan.updateMany({ where: { id: planId, soldAt: null }, data: { soldAt: dateOf(now) } });
}

export interface PriceSync {
  readonly planId: string;
  readonly priceId: string;
  readonly stripeProductId: string;
  readonly stripePriceId: string;
}

/** Writes where a price lives at Stripe. The plan is in step once all its prices that cost something are there. */
export async function saveSync(
  db: DbOrTx,
  { planId, priceId, stripeProductId, stripePriceId }: PriceSync,
): Promise<void> {
  await db.planPrice.updateMany({ where: { id: priceId }, data: { stripePriceId } });
  await db.plan.updateMany({ where: { id: planId }, data: { stripeProductId } });
  await settleSync(db, planId);
}

/** The same for the price of what goes beyond a limit, which has a product of its own. */
export async function saveOverageSync(
  db: DbOrTx,
  sync: { planId: string; overagePriceId: string; stripePriceId: string },
): Promise<void> {
  const { planId, overagePriceId, stripePriceId } = sync;
  await db.planOveragePrice.updateMany({ where: { id: overagePriceId }, data: { stripePriceId } });
  await settleSync(db, planId);
}

async function settleSync(db: DbOrTx, planId: string): Promise<void> {
  const [prices, overage] = [
    await db.planPrice.count({ where: { planId, stripePriceId: null, amount: { gt: 0n } } }),
    await db.planOveragePrice.count({ where: { planId, stripePriceId: null } }),
  ];
  const syncState = prices + overage === 0 ? ("SYNCED" as const) : ("PENDING" as const);
  await db.plan.updateMany({ where: { id: planId }, data: { syncState, syncError: null } });
}

/** Where a meter lives at Stripe; null while it does not. */
export async function loadStripeMeter(db: DbOrTx, slug: string): Promise<string | null> {
  const row = await db.meter.findUnique({ where: { slug }, select: { stripeMeterId: true } });
  return row?.stripeMeterId ?? null;
}

export async function saveStripeMeter(db: DbOrTx, slug: string, stripeMeterId: string): Promise<void> {
  await db.meter.updateMany({ where: { slug }, data: { stripeMeterId } });
}

export async function saveSyncFailure(db: DbOrTx, planId: string, reason: string): Promise<void> {
  await db.plan.updateMany({ where: { id: planId }, data: { syncState: "FAILED", syncError: reason.slice(0, 500) } });
}

function planColumns(wanted: WantedPlan) {
  const { prices: _prices, features: _features, limits: _limits, ...terms } = wanted.terms;
  const needed = !isFree(wanted.terms) && !wanted.terms.custom && wanted.terms.collection === "STRIPE";
  const sync = needed ? ("PENDING" as const) : ("NOT_NEEDED" as const);
  return {
    ...terms,
    metadata: { ...terms.metadata },
    ...wanted.presentation,
    status: wanted.status,
    contentHash: wanted.contentHash,
    syncState: sync,
  };
}

async function insertParts(tx: Tx, planId: string, wanted: WantedPlan): Promise<void> {
  const { features, limits } = wanted.terms;
  await insertPrices(tx, planId, wanted.terms);
  await tx.planFeature.createMany({
    data: features.map((feature) => ({ planId, featureSlug: feature.slug, enabled: feature.enabled })),
  });
  await tx.planLimit.createMany({
    data: limits.map((limit) => ({ id: newId("limit"), planId, ...limitColumns(limit) })),
  });
}

const limitColumns = (limit: PlanLimit) => ({
  meterSlug: limit.meter,
  window: limit.window,
  unlimited: limit.amount === "unlimited",
  amount: limit.amount === "unlimited" ? null : BigInt(limit.amount),
  policy: limit.policy,
  overageAmount: limit.overage?.amount ?? null,
  overagePer: limit.overage ? BigInt(limit.overage.per) : null,
  perQuantity: limit.perQuantity ?? false,
});

function planOf(row: PlanRow): Plan {
  return {
    id: row.id,
    code: row.code,
    version: row.version,
    status: row.status,
    family: row.family,
    name: row.name,
    description: row.description,
    collection: row.collection,
    custom: row.custom,
    trialDays: row.trialDays,
    currency: row.currency,
    metadata: metadataOf(row.metadata),
    listed: row.listed,
    position: row.position,
    highlighted: row.highlighted,
    icon: row.icon,
    fallback: row.fallback,
    contentHash: row.contentHash,
    stripeProductId: row.stripeProductId,
    syncState: row.syncState,
    syncError: row.syncError,
    soldAt: row.soldAt?.getTime() ?? null,
    archivedAt: row.archivedAt?.getTime() ?? null,
    prices: pricesOf(row.prices),
    overagePrices: overagePricesOf(row.overagePrices),
    features: row.features
      .map((feature) => ({ slug: feature.featureSlug, enabled: feature.enabled }))
      .sort((a, b) => a.slug.localeCompare(b.slug)),
    limits: row.limits.map(limitOf).sort((a, b) => `${a.meter}/${a.window}`.localeCompare(`${b.meter}/${b.window}`)),
  };
}

function limitOf(row: PlanRow["limits"][number]): PlanLimit {
  if (!row.unlimited && row.amount === null)
    throw new Invariant("a plan limit has neither an amount nor the word unlimited", { limit: row.id });
  return {
    meter: row.meterSlug,
    window: row.window,
    amount: row.amount === null ? "unlimited" : Number(row.amount),
    policy: row.policy,
    overage:
      row.overageAmount === null || row.overagePer === null
        ? null
        : { amount: row.overageAmount, per: Number(row.overagePer) },
    ...(row.perQuantity ? { perQuantity: true as const } : {}),
  };
}

function metadataOf(value: unknown): Record<string, string> {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([key, text]) => [key, String(text)]));
}
