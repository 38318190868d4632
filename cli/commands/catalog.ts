import fs from "node:fs";
import type { Command } from "commander";
import {
  applyCatalog,
  changesNothing,
  listFeatures,
  listMeters,
  listPlans,
  parseCatalog,
  type CatalogChange,
  type PlanChange,
} from "@/lib/catalog";
import { inSession, type Session } from "../session";
import { Stop } from "../stop";
import { planColumns, planView } from "./plan-view";

const WHAT: Readonly<Record<PlanChange["kind"], string>> = {
  create: "new plan",
  new_version: "new version; the one before leaves the shop, its subscribers keep it",
  edit: "terms change; nobody has bought them yet",
  present: "is shown differently; terms stay",
  archive: "leaves the shop, its subscribers keep it",
  unchanged: "unchanged",
};

const changeView = (change: CatalogChange) => ({
  features: change.features.map((feature) => feature.slug),
  meters: change.meters.map((meter) => meter.slug),
  families: change.families.map((family) => family.code),
  plans: change.plans.map(({ kind, code, version }) => ({ code, version, kind })),
});

function showChange(session: Session, change: CatalogChange): void {
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

function catalogIn(file: string) {
  let text: string;
  try {
    text = fs.readFileSync(file, "utf8");
  } catch (error) {
    throw new Stop(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  return parseCatalog(text);
}

/** `weir catalog …` */
export function addCatalogVerbs(program: Command): void {
  const catalog = program.command("catalog").description("meters, features and plans");
  catalog
    .command("apply <file>")
    .description("make the catalog say what the file says; sold versions are never edited")
    .action(
      inSession(async (session, [file = ""]) => {
        const wanted = catalogIn(file);
        const ahead = await applyCatalog(session.as(), wanted, { dryRun: true });
        if (changesNothing(ahead)) return session.print.done(changeView(ahead), "Nothing differs.");
        if (!session.print.json) showChange(session, ahead);
        await session.aboutTo(`apply ${file}`, {
          ask: ahead.plans.some((plan) => plan.kind === "archive" || plan.kind === "new_version"),
        });
        session.print.done(changeView(await applyCatalog(session.as(), wanted)), "Applied.");
      }),
    );
  catalog
    .command("diff <file>")
    .description("what applying the file would change")
    .action(
      inSession(async (session, [file = ""]) => {
        const change = await applyCatalog(session.as(), catalogIn(file), { dryRun: true });
        if (session.print.json) session.print.done(changeView(change), "");
        else showChange(session, change);
      }),
    );
  catalog
    .command("show")
    .description("the plans on sale, with what they include")
    .action(
      inSession(async (session) => {
        const { world, print } = session;
        const plans = (await listPlans(world, { status: "ACTIVE" })).map(planView);
        if (!print.json) return print.list(plans, planColumns, "The catalog is empty: apply a file.");
        print.done(
          {
            features: await listFeatures(world),
            meters: await listMeters(world),
            plans,
          },
          "",
        );
      }),
    );
}
