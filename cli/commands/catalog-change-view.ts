import type { CatalogChange, PlanChange } from "@/lib/catalog";
import type { Session } from "../session";

const WHAT: Readonly<Record<PlanChange["kind"], string>> = {
  create: "new plan",
  new_version: "new version; the one before leaves the shop, its subscribers keep it",
  edit: "terms change; nobody has bought them yet",
  present: "is shown differently; terms stay",
  archive: "leaves the shop, its subscribers keep it",
  unchanged: "unchanged",
};

/** The difference, ready for JSON. */
export const changeView = (change: CatalogChange) => ({
  features: change.features.map((feature) => feature.slug),
  meters: change.meters.map((meter) => meter.slug),
  families: change.families.map((family) => family.code),
  plans: change.plans.map(({ kind, code, version }) => ({ code, version, kind })),
});

/** The difference as a table; in JSON what differs in words and plans, one row each. */
export function showChange(session: Session, change: CatalogChange): void {
  const words = [
    ...change.features.map((feature) => ({ what: `feature ${feature.slug}`, version: null, means: "new or reworded" })),
    ...change.meters.map((meter) => ({ what: `meter ${meter.slug}`, version: null, means: "new or reworded" })),
    ...change.families.map((family) => ({ what: `family ${family.code}`, version: null, means: "new or reworded" })),
  ];
  const plans = change.plans
    .filter((plan) => plan.kind !== "unchanged")
    .map((plan) => ({ what: `plan ${plan.code}`, version: plan.version, means: WHAT[plan.kind] }));
  session.print.list(
    [...words, ...plans],
    [
      ["what", (row) => row.what],
      ["version", (row) => row.version],
      ["difference", (row) => row.means],
    ],
    "Nothing differs.",
  );
}
