import type { Command } from "commander";
import { assignPlanByHand } from "@/lib/billing";
import { activePlanByCode, getPlan, listPlans, type BillingInterval, type PlanStatus } from "@/lib/catalog";
import { liveSubscription } from "@/lib/subscriptions";
import { words } from "../print";
import { oneOf } from "../reading";
import { inSession } from "../session";
import { planColumns, planView } from "./plan-view";
import { subscriptionView } from "./subscription-view";

interface Assign {
  readonly reason: string;
  readonly interval: BillingInterval;
  readonly endStripeSubscription?: boolean;
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
      inSession<{ status?: PlanStatus; code?: string }>(async (session, _, { status, code }) => {
        const plans = await listPlans(session.world, {
          ...(status ? { status } : {}),
          ...(code ? { code: code.toUpperCase() } : {}),
        });
        session.print.list(plans.map(planView), planColumns, "There are no such plans.");
      }),
    );
  plan
    .command("assign <organization> <plan>")
    .description("give an organization a plan that nobody is charged for, from now on")
    .requiredOption("--reason <text>", "kept in the journal")
    .option("--interval <interval>", "month or year", oneOf("MONTH", "YEAR"), "MONTH")
    .option("--end-stripe-subscription", "end a live Stripe subscription first, now and without a refund")
    .action(
      inSession<Assign>(async (session, [reference = "", code = ""], options) => {
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
