import type { Command } from "commander";
import { applyCatalog, changesNothing, listFeatures, listMeters, listPlans, parseCatalog } from "@/lib/catalog";
import { textOfFile } from "../reading";
import { inSession } from "../session";
import { changeView, showChange } from "./catalog-change-view";
import { unitNamesOf } from "./limit-view";
import { planColumns, planView } from "./plan-view";

/** `weir catalog …` */
export function addCatalogVerbs(program: Command): void {
  const catalog = program.command("catalog").description("meters, features and plans");
  catalog
    .command("apply <file>")
    .description("make the catalog say what the file says; sold versions are never edited")
    .action(
      inSession("operator:write", async (session, [file = ""]) => {
        const wanted = parseCatalog(textOfFile(file));
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
      inSession("operator:read", async (session, [file = ""]) => {
        const change = await applyCatalog(session.as(), parseCatalog(textOfFile(file)), { dryRun: true });
        if (session.print.json) session.print.done(changeView(change), "");
        else showChange(session, change);
      }),
    );
  catalog
    .command("show")
    .description("the plans on sale, with what they include")
    .action(
      inSession("operator:read", async (session) => {
        const { world, print } = session;
        const plans = (await listPlans(world, { status: "ACTIVE" })).map(planView);
        const meters = await listMeters(world);
        if (!print.json)
          return print.list(plans, planColumns(unitNamesOf(meters)), "The catalog is empty: apply a file.");
        print.done(
          {
            features: await listFeatures(world),
            meters,
            plans,
          },
          "",
        );
      }),
    );
}
