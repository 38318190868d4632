import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import type { Instant } from "@/lib/kernel/time";
import { businessNow } from "@/lib/platform/clock";
import { sqlOf, type DbOrTx, type Tx } from "@/lib/platform/db";
import { voidGenerations } from "@/lib/quota";
import type { Plan, WantedPlan } from "./model";
import type { CatalogChange, CurrentCatalog, PlanChange } from "./rules/catalog-change";
import * as store from "./store";

/** What the database holds. A change is planned from it under the catalog's lock. */
export async function currentCatalog(db: DbOrTx): Promise<CurrentCatalog> {
  return {
    features: await store.loadFeatures(db),
    meters: await store.loadMeters(db),
    families: await store.loadFamilies(db),
    plans: await store.loadPlans(db),
  };
}

/** Writes a difference and its journal entries, inside the transaction that holds the catalog's lock. */
export async function commitChange(tx: Tx, ctx: Ctx, change: CatalogChange): Promise<void> {
  // A meter's feature decides what its counters admit: every generation made so far is void.
  if (change.meters.length > 0) await voidGenerations(tx);
  await write(tx, change, await businessNow(sqlOf(tx)));
  for (const plan of change.plans) await journalPlan(tx, ctx, plan);
  await journalWords(tx, ctx, change);
}

async function write(tx: Tx, change: CatalogChange, now: Instant): Promise<void> {
  for (const feature of change.features) await store.saveFeature(tx, feature);
  for (const meter of change.meters) await store.saveMeter(tx, meter, now);
  for (const family of change.families) await store.saveFamily(tx, family);
  // Archiving first frees the one active place of a code; the fallback mark has one place among all codes.
  for (const plan of change.plans)
    if (plan.kind === "archive" || plan.kind === "new_version") await store.archiveVersion(tx, plan.previous.id, now);
  if (change.plans.some(carriesFallback)) await store.clearFallback(tx);
  for (const plan of change.plans) await writePlan(tx, plan, now);
}

async function writePlan(tx: Tx, plan: PlanChange, now: Instant): Promise<void> {
  switch (plan.kind) {
    case "create":
    case "new_version":
      await store.insertVersion(tx, plan.version, plan.wanted, now);
      return;
    case "edit":
      return store.rewriteVersion(tx, plan.previous.id, plan.wanted);
    case "present":
      return store.savePresentation(tx, plan.previous.id, plan.wanted);
    case "archive":
    case "unchanged":
      return;
  }
}

const carriesFallback = (plan: PlanChange): boolean =>
  "wanted" in plan && plan.wanted.presentation.fallback && plan.wanted.status === "ACTIVE";

const JOURNAL_ACTION = {
  create: "plan.created",
  new_version: "plan.version_created",
  edit: "plan.edited",
  present: "plan.presented",
  archive: "plan.archived",
} as const;

async function journalPlan(tx: Tx, ctx: Ctx, change: PlanChange): Promise<void> {
  if (change.kind === "unchanged") return;
  await record(tx, ctx, JOURNAL_ACTION[change.kind], {
    entity: { type: "plan", id: `${change.code}@${change.version}` },
    organization: null,
    ...("previous" in change ? { before: storedFacts(change.previous) } : {}),
    ...("wanted" in change ? { after: wantedFacts(change.version, change.wanted) } : {}),
  });
}

async function journalWords(tx: Tx, ctx: Ctx, change: CatalogChange): Promise<void> {
  const named = {
    features: change.features.map((row) => row.slug),
    meters: change.meters.map((row) => row.slug),
    families: change.families.map((row) => row.code),
  };
  if (named.features.length + named.meters.length + named.families.length === 0) return;
  await record(tx, ctx, "catalog.words_changed", {
    entity: { type: "catalog", id: "catalog" },
    organization: null,
    after: named,
  });
}

const storedFacts = (plan: Plan) => ({
  version: plan.version,
  status: plan.status,
  contentHash: plan.contentHash,
  listed: plan.listed,
  fallback: plan.fallback,
});
const wantedFacts = (version: number, wanted: WantedPlan) => ({
  version,
  status: wanted.status,
  contentHash: wanted.contentHash,
  listed: wanted.presentation.listed,
  fallback: wanted.presentation.fallback,
});
