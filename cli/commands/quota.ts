import type { Command } from "commander";
import { listMeters } from "@/lib/catalog";
import { iso } from "@/lib/kernel/time";
import { explainQuota, readStanding, reconcileQuota, type Explanation, type UsageEnvironment } from "@/lib/quota";
import { isoOrNull, minute, words } from "../print";
import { oneOf } from "../reading";
import { inSession } from "../session";
import { limitColumns, limitView, unitNamesOf, unitsText } from "./limit-view";

interface InEnvironment {
  readonly environment: UsageEnvironment;
}

const environmentOf = oneOf("PROD", "STAGING", "DEV");

const explanationView = (explanation: Explanation) => ({
  ...explanation,
  logFrom: isoOrNull(explanation.logFrom),
  fence: { ...explanation.fence, validUntil: isoOrNull(explanation.fence.validUntil) },
  windows: explanation.windows.map((window) => ({
    ...window,
    startsAt: iso(window.startsAt),
    endsAt: iso(window.endsAt),
  })),
});

/** `weir quota …` */
export function addQuotaVerbs(program: Command): void {
  const quota = program.command("quota").description("where limits stand, and why");
  quota
    .command("show <organization>")
    .description("every limit, with what is used of it")
    .option("--environment <environment>", "prod, staging or dev", environmentOf, "PROD")
    .action(
      inSession<InEnvironment>(async (session, [reference = ""], { environment }) => {
        const organization = await session.organization(reference);
        const { limits, entitlements } = await readStanding(session.world, organization.id, environment);
        session.print.list(
          limits.map(limitView),
          limitColumns(unitNamesOf(entitlements.meters)),
          `The plan of ${organization.name} has no limits, and so no meters.`,
        );
      }),
    );
  quota
    .command("explain <organization> <meter>")
    .description("how a decision comes about: entitlement, limit, counter, facts")
    .option("--environment <environment>", "prod, staging or dev", environmentOf, "PROD")
    .action(
      inSession<InEnvironment>(async (session, [reference = "", meter = ""], { environment }) => {
        const organization = await session.organization(reference);
        const explanation = await explainQuota(session.world, organization.id, environment, meter);
        const { fence, redis } = explanation;
        const names = unitNamesOf(await listMeters(session.world));
        const text = (units: number): number | string => unitsText(names, meter, units);
        session.print.facts(explanationView(explanation), [
          ["organization", `${organization.name} (${organization.id})`],
          ["meter", `${meter}, ${environment.toLowerCase()}`],
          ["plan", explanation.plan],
          [
            "refuses",
            explanation.refusal ? `everything: ${words(explanation.refusal)}` : "what its limits do not hold",
          ],
          [
            "limits",
            explanation.limits
              .map(
                (limit) =>
                  `${limit.limit === null ? "unlimited" : text(limit.limit)} per ${words(limit.window)} (${words(limit.policy)}, from the ${limit.source})`,
              )
              .join("; "),
          ],
          [
            "fence",
            `${fence.id}, generation ${fence.epoch}, valid until ${minute(fence.validUntil) ?? "the next change"}`,
          ],
          [
            "Redis",
            redis
              ? `generation ${redis.generation}, ${redis.current ? "current" : "behind: the next request rebuilds it"}`
              : "has no counter: the next request builds it",
          ],
          ["log", `has every event since ${minute(explanation.logFrom) ?? "the first"}`],
        ]);
        if (session.print.json) return;
        session.print.say("");
        session.print.list(
          explanation.windows,
          [
            ["window", (row) => words(row.window)],
            ["from", (row) => minute(row.startsAt)],
            ["to", (row) => minute(row.endsAt)],
            ["limit", (row) => (row.limit === null ? "unlimited" : text(row.limit))],
            ["spend limit stops at", (row) => (row.ceiling === null ? null : text(row.ceiling))],
            ["in the log", (row) => text(row.logged)],
            ["events", (row) => row.events],
            ["held", (row) => row.held],
            ["counter", (row) => row.counter && text(row.counter.used)],
            ["drift", (row) => row.drift],
          ],
          "No window is open: nothing was metered yet.",
        );
      }),
    );
  quota
    .command("reconcile <organization>")
    .description("rebuild every counter from the log; safe at any time")
    .action(
      inSession(async (session, [reference = ""]) => {
        const organization = await session.organization(reference);
        await session.aboutTo(`rebuild the counters of ${organization.name} from its log`);
        const meters = await reconcileQuota(session.world, organization.id);
        session.print.done(
          { rebuilt: meters },
          meters.length > 0 ? `Rebuilt from the log: ${meters.join(", ")}.` : "Nothing was metered yet.",
        );
      }),
    );
}
