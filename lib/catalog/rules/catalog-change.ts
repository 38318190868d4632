import type { Catalog, Feature, Meter, Plan, PlanFamily, PlanPresentation, WantedPlan } from "../model";

/** What the database holds before a catalog file is applied. `plans` are all versions, archived ones too. */
export interface CurrentCatalog {
  readonly features: readonly Feature[];
  readonly meters: readonly Meter[];
  readonly families: readonly PlanFamily[];
  readonly plans: readonly Plan[];
}

export type PlanChange =
  | { readonly kind: "create"; readonly code: string; readonly version: number; readonly wanted: WantedPlan }
  | {
      readonly kind: "new_version";
      readonly code: string;
      readonly version: number;
      readonly previous: Plan;
      readonly wanted: WantedPlan;
    }
  | {
      readonly kind: "edit";
      readonly code: string;
      readonly version: number;
      readonly previous: Plan;
      readonly wanted: WantedPlan;
    }
  | {
      readonly kind: "present";
      readonly code: string;
      readonly version: number;
      readonly previous: Plan;
      readonly wanted: WantedPlan;
    }
  | { readonly kind: "archive"; readonly code: string; readonly version: number; readonly previous: Plan }
  | { readonly kind: "unchanged"; readonly code: string; readonly version: number };

/** The difference between what is and what a file wants. Meters, features and families are only added or reworded. */
export interface CatalogChange {
  readonly features: readonly Feature[];
  readonly meters: readonly Meter[];
  readonly families: readonly PlanFamily[];
  readonly plans: readonly PlanChange[];
}

/** Whether applying the difference would write anything. */
export const changesNothing = (change: CatalogChange): boolean =>
  change.features.length + change.meters.length + change.families.length === 0 &&
  change.plans.every((plan) => plan.kind === "unchanged");

/**
 * What must happen so that the database says what the file says. A version that was sold is never edited: different
 * terms make the next version and archive the old one. A plan that the file no longer names is archived.
 */
export function planCatalogChange(current: CurrentCatalog, wanted: Catalog): CatalogChange {
  const named = new Set(wanted.plans.map((plan) => plan.terms.code));
  const unnamed = current.plans.filter((plan) => plan.status !== "ARCHIVED" && !named.has(plan.code));
  return {
    features: differing(wanted.features, current.features, (feature) => feature.slug),
    meters: differing(wanted.meters, current.meters, (meter) => meter.slug),
    families: differing(wanted.families, current.families, (family) => family.code),
    plans: [
      ...wanted.plans.flatMap((plan) =>
        changesOfPlan(
          current.plans.filter((version) => version.code === plan.terms.code),
          plan,
        ),
      ),
      ...unnamed.map(archive),
    ],
  };
}

/** A difference that touches plans alone. */
export const onlyPlans = (plans: readonly PlanChange[]): CatalogChange => ({
  features: [],
  meters: [],
  families: [],
  plans,
});

/**
 * What must happen so that one more plan is there, shown behind the others. Null when the code stands for a plan that
 * says something else; a plan that says the same is left as it is. A code whose versions are all archived goes on
 * counting them.
 */
export function planOneMore(plans: readonly Plan[], wanted: WantedPlan): PlanChange | null {
  const { code } = wanted.terms;
  const versions = plans.filter((version) => version.code === code);
  const alive = versions.filter((version) => version.status !== "ARCHIVED");
  const position = Math.max(-1, ...plans.map((plan) => plan.position)) + 1;
  if (alive.length === 0)
    return changeOfVersion(versions, undefined, { ...wanted, presentation: { ...wanted.presentation, position } });
  const same = alive.find(
    (version) =>
      version.status === wanted.status &&
      version.contentHash === wanted.contentHash &&
      samePresentation(version, { ...wanted.presentation, position: version.position }),
  );
  return same ? { kind: "unchanged", code, version: same.version } : null;
}

/** What must happen so that no version of these is for sale: drafts go too. */
export const planArchive = (versions: readonly Plan[]): PlanChange[] =>
  versions.filter((version) => version.status !== "ARCHIVED").map(archive);

function differing<T extends object>(wanted: readonly T[], current: readonly T[], key: (row: T) => string): T[] {
  const known = new Map(current.map((row) => [key(row), row]));
  return wanted.filter((row) => {
    const before = known.get(key(row));
    return !before || (Object.keys(row) as (keyof T)[]).some((field) => before[field] !== row[field]);
  });
}

function changesOfPlan(versions: readonly Plan[], wanted: WantedPlan): PlanChange[] {
  const alive = versions.filter((version) => version.status !== "ARCHIVED");
  if (wanted.status === "ARCHIVED") return alive.map(archive);
  // An active version speaks for the code; a draft beside it is a leftover of another hand and leaves with the change.
  const subject = alive.find((version) => version.status === "ACTIVE") ?? alive[0];
  const leftovers = alive.filter((version) => version !== subject).map(archive);
  return [...leftovers, changeOfVersion(versions, subject, wanted)];
}

function changeOfVersion(versions: readonly Plan[], subject: Plan | undefined, wanted: WantedPlan): PlanChange {
  const code = wanted.terms.code;
  const nextVersion = Math.max(0, ...versions.map((version) => version.version)) + 1;
  if (!subject) return { kind: "create", code, version: nextVersion, wanted };
  const sameTerms = subject.contentHash === wanted.contentHash;
  const sold = subject.soldAt !== null;
  const withdrawn = sold && wanted.status === "DRAFT";
  if (sold && (!sameTerms || withdrawn))
    return { kind: "new_version", code, version: nextVersion, previous: subject, wanted };
  const version = subject.version;
  if (!sameTerms) return { kind: "edit", code, version, previous: subject, wanted };
  if (subject.status !== wanted.status || !samePresentation(subject, wanted.presentation))
    return { kind: "present", code, version, previous: subject, wanted };
  return { kind: "unchanged", code, version };
}

const archive = (plan: Plan): PlanChange => ({
  kind: "archive",
  code: plan.code,
  version: plan.version,
  previous: plan,
});

const samePresentation = (a: PlanPresentation, b: PlanPresentation): boolean =>
  a.listed === b.listed &&
  a.position === b.position &&
  a.highlighted === b.highlighted &&
  a.icon === b.icon &&
  a.fallback === b.fallback;
