import type { Command } from "commander";
import { listMeters } from "@/lib/catalog";
import { iso } from "@/lib/kernel/time";
import {
  explainQuota,
  proveByHand,
  readStanding,
  reconcileByHand,
  type ProofScope,
  type UsageEnvironment,
} from "@/lib/quota";
import { oneOf } from "../reading";
import { inSession } from "../session";
import { Stop } from "../stop";
import { explanationView, printExplanation } from "./explanation-view";
import { limitColumns, limitView, unitNamesOf, unitsText } from "./limit-view";
import { printProof, proofView } from "./proof-view";

interface InEnvironment {
  readonly environment: UsageEnvironment;
}

interface InScope {
  readonly environment?: UsageEnvironment;
  readonly meter?: string;
}

const environmentOf = oneOf("PROD", "STAGING", "DEV");
const ENVIRONMENT = ["--environment <environment>", "prod, staging or dev"] as const;

/** Which counters a verb is about: all of them, unless it is told otherwise. */
const scopeOf = ({ environment, meter }: InScope): ProofScope => ({
  ...(environment === undefined ? {} : { environment }),
  ...(meter === undefined ? {} : { meter }),
});
const scopeWords = ({ environment, meter }: InScope): string =>
  `${meter === undefined ? "" : ` of ${meter}`}${environment === undefined ? "" : ` in ${environment.toLowerCase()}`}`;

/** `weir quota …` */
export function addQuotaVerbs(program: Command): void {
  const quota = program.command("quota").description("where limits stand, why, and whether the figures are true");
  addShow(quota);
  addExplain(quota);
  addProve(quota);
  addReconcile(quota);
}

function addShow(quota: Command): void {
  quota
    .command("show <organization>")
    .description("every limit, with what is used of it")
    .option(...ENVIRONMENT, environmentOf, "PROD")
    .action(
      inSession<InEnvironment>("usage:read", async (session, [reference = ""], { environment }) => {
        const organization = await session.organization(reference);
        const { limits, entitlements } = await readStanding(session.world, organization.id, environment);
        session.print.list(
          limits.map(limitView),
          limitColumns(unitNamesOf(entitlements.meters)),
          `The plan of ${organization.name} has no limits, and so no meters.`,
        );
      }),
    );
}

function addExplain(quota: Command): void {
  quota
    .command("explain <organization> <meter>")
    .description("how a decision comes about: entitlement, limit, counter, facts")
    .option(...ENVIRONMENT, environmentOf, "PROD")
    .action(
      inSession<InEnvironment>("usage:read", async (session, [reference = "", meter = ""], { environment }) => {
        const organization = await session.organization(reference);
        const explanation = await explainQuota(session.world, organization.id, environment, meter);
        const names = unitNamesOf(await listMeters(session.world));
        const text = (units: number): number | string => unitsText(names, meter, units);
        printExplanation(session.print, organization, explanationView(organization.id, explanation), text);
      }),
    );
}

function addProve(quota: Command): void {
  quota
    .command("prove <organization>")
    .description("recompute every counter at one moment and print the identities; exit code 1 when one does not hold")
    .option("--meter <meter>", "only this meter")
    .option(...ENVIRONMENT, environmentOf)
    .action(
      inSession<InScope>("operator:read", async (session, [reference = ""], options) => {
        const organization = await session.organization(reference);
        const proofs = await proveByHand(session.as(organization.id), organization.id, scopeOf(options));
        if (session.print.json) session.print.list(proofs.map(proofView), [], "");
        else if (proofs.length === 0) session.print.say(`Nothing was metered yet${scopeWords(options)}.`);
        else for (const proof of proofs) printProof(session.print, proof);
        const broken = proofs.filter((proof) => !proof.holds);
        if (broken.length > 0)
          throw new Stop(
            `\nNot proven: ${broken.map((p) => `${p.meter} (${p.environment.toLowerCase()})`).join(", ")}. ` +
              "A counter is put right by `weir quota reconcile`; whatever else is named stands in the log itself.",
          );
      }),
    );
}

function addReconcile(quota: Command): void {
  quota
    .command("reconcile <organization>")
    .description("rebuild counters from the log; safe at any time")
    .option("--meter <meter>", "only this meter")
    .option(...ENVIRONMENT, environmentOf)
    .action(
      inSession<InScope>("operator:write", async (session, [reference = ""], options) => {
        const organization = await session.organization(reference);
        await session.aboutTo(`rebuild the counters of ${organization.name}${scopeWords(options)} from its log`);
        const rebuilt = await reconcileByHand(session.as(organization.id), organization.id, scopeOf(options));
        session.print.done(
          { rebuilt, at: iso(session.world.clock.now()) },
          rebuilt.length > 0
            ? `Rebuilt from the log: ${rebuilt.map((r) => `${r.meter} (${r.environment.toLowerCase()})`).join(", ")}.`
            : `Nothing was metered yet${scopeWords(options)}.`,
        );
      }),
    );
}
