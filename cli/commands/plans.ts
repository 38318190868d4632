import type { Command } from "commander";
import { assignPlanByHand } from "@/lib/billing";
import {
  activePlanByCode,
  archivePlan,
  changesNothing,
  createPlan,
  getPlan,
  listMeters,
  listPlans,
  parsePlan,
  type BillingInterval,
  type PlanStatus,
} from "@/lib/catalog";
import { liveSubscription } from "@/lib/subscriptions";
import { words } from "../print";
import { oneOf, textOfFile } from "../reading";
import { inSession, type Session } from "../session";
import { changeView, showChange } from "./catalog-change-view";
import { unitNamesOf } from "./limit-view";
import { planColumns, planView } from "./plan-view";
import { subscriptionView } from "./subscription-view";

interface Assign {
  readonly reason: string;
  readonly interval: BillingInterval;
  readonly endStripeSubscription?: boolean;
}

async function createFrom(session: Session, [file = ""]: readonly string[]): Promise<void> {
  const wanted = parsePlan(textOfFile(file));
  const { code } = wanted.terms;
  const ahead = await createPlan(session.as(), wanted, { dryRun: true });
  if (changesNothing(ahead))
    return session.print.done(changeView(ahead), `${code} is there already and says the same.`);
  if (!session.print.json) showChange(session, ahead);
  const [version] = ahead.plans.map((plan) => plan.version);
  const active = wanted.status === "ACTIVE";
  await session.aboutTo(`create the plan ${code}, version ${version ?? 1}, ${active ? "on sale" : "as a draft"}`);
  session.print.done(
    changeView(await createPlan(session.as(), wanted)),
    `${code} is ${active ? "on sale" : "a draft"}. Put it into your catalog file too: applying a file that does not name it archives it.`,
  );
}

async function archiveByCode(session: Session, [given = ""]: readonly string[]): Promise<void> {
  const code = given.toUpperCase();
  const ahead = await archivePlan(session.as(), code, { dryRun: true });
  if (changesNothing(ahead)) return session.print.done(changeView(ahead), `${code} is archived already.`);
  if (!session.print.json) showChange(session, ahead);
  await session.aboutTo(`archive the plan ${code}: nobody can buy it any more, its subscribers keep it`, { ask: true });
  session.print.done(changeView(await archivePlan(session.as(), code)), `${code} is archived.`);
}

/** `weir plan …` */
export function addPlanVerbs(program: Command): void {
  const plan = program.command("plan").description("plans and their versions");
  plan
    .command("list")
    .description("every version, those on sale first")
    .option("--status <status>", "draft, active or archived", oneOf("DRAFT", "ACTIVE", "ARCHIVED"))
    .option("--code <code>", "the versions of one plan")
    .action(
      inSession<{ status?: PlanStatus; code?: string }>("operator:read", async (session, _, { status, code }) => {
        const plans = await listPlans(session.world, {
          ...(status ? { status } : {}),
          ...(code ? { code: code.toUpperCase() } : {}),
        });
        const names = unitNamesOf(await listMeters(session.world));
        session.print.list(plans.map(planView), planColumns(names), "There are no such plans.");
      }),
    );
  plan
    .command("create <file>")
    .description("add one plan in the catalog's form, as a draft or on sale, beside what is there")
    .action(inSession("operator:write", createFrom));
  plan
    .command("archive <code>")
    .description("take a plan out of the shop; its subscribers keep it")
    .action(inSession("operator:write", archiveByCode));
  plan
    .command("assign <organization> <plan>")
    .description("give an organization a plan that nobody is charged for, from now on")
    .requiredOption("--reason <text>", "kept in the journal")
    .option("--interval <interval>", "month or year", oneOf("MONTH", "YEAR"), "MONTH")
    .option("--end-stripe-subscription", "end a live Stripe subscription first, now and without a refund")
    .action(
      inSession<Assign>("operator:write", async (session, [reference = "", code = ""], options) => {
        const organization = await session.organization(reference);
        const wanted = await activePlanByCode(session.world, code.toUpperCase());
        const live = await liveSubscription(session.world, organization.id);
        const present = await getPlan(session.world, live.planId);
        const ends =
          live.stripeSubscriptionId && options.endStripeSubscription
            ? "; its Stripe subscription is ended first, without a refund"
            : "";
        await session.aboutTo(
          `move ${organization.name} from ${present.code} (${words(live.status)}) to ${wanted.code} now, charging nobody for it${ends}`,
          { ask: true },
        );
        const { reason, interval, endStripeSubscription = false } = options;
        const assigned = await assignPlanByHand(session.as(organization.id), organization.id, wanted.code, {
          reason,
          interval,
          endStripeSubscription,
        });
        session.print.done(
          subscriptionView(assigned, wanted.code),
          `${organization.name} is on ${wanted.code} from now on.`,
        );
      }),
    );
}
