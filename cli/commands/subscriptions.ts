import type { Command } from "commander";
import {
  cancelSubscription,
  extendTrial,
  nextCharge,
  pauseSubscription,
  reactivateSubscription,
  resumeSubscription,
  type BeyondAllowance,
  type NextCharge,
} from "@/lib/billing";
import { getPlan } from "@/lib/catalog";
import { iso } from "@/lib/kernel/time";
import { liveSubscription, subscriptionHistory, type Subscription } from "@/lib/subscriptions";
import { minute, words } from "../print";
import { momentOf } from "../reading";
import { inSession, type Session } from "../session";
import { moneyText } from "./plan-view";
import { subscriptionView } from "./subscription-view";

const viewOf = async (session: Session, subscription: Subscription) =>
  subscriptionView(subscription, (await getPlan(session.world, subscription.planId)).code);

const lastSum = (beyond: readonly BeyondAllowance[]): bigint =>
  beyond.reduce((sum, each) => sum + each.amount.amount, 0n);

function chargeView(charge: NextCharge) {
  if (charge.kind === "none")
    return {
      charged: false as const,
      because: charge.because,
      endsAt: charge.endsAt === null ? null : iso(charge.endsAt),
    };
  if (charge.kind === "last") {
    const sum = { amount: lastSum(charge.beyond).toString(), currency: charge.beyond[0]?.amount.currency ?? "usd" };
    return { charged: true as const, total: sum, amountDue: sum, chargedAt: iso(charge.endsAt) };
  }
  const { total, amountDue, chargedAt } = charge.preview;
  return {
    charged: true as const,
    total: { amount: total.amount.toString(), currency: total.currency },
    amountDue: { amount: amountDue.amount.toString(), currency: amountDue.currency },
    chargedAt: chargedAt === null ? null : iso(chargedAt),
  };
}

const NOTHING: Readonly<Record<Extract<NextCharge, { kind: "none" }>["because"], string>> = {
  ends: "nothing: it ends before",
  paused: "nothing: it is paused",
  not_paid: "nothing: nobody pays for it",
};

const chargeText = (charge: ReturnType<typeof chargeView>): string => {
  if (charge.charged)
    return `${moneyText(charge.amountDue.amount, charge.amountDue.currency)} on ${charge.chargedAt?.slice(0, 10) ?? "a day not known yet"}`;
  return NOTHING[charge.because];
};

function addPauseVerbs(subscription: Command): void {
  subscription
    .command("pause <organization>")
    .description("let it rest: usage is refused and nothing is charged until it is resumed")
    .requiredOption("--reason <text>", "kept in the journal")
    .action(
      inSession<{ reason: string }>("billing:write", async (session, [reference = ""], { reason }) => {
        const organization = await session.organization(reference);
        await session.aboutTo(`pause the subscription of ${organization.name}: its usage is refused from now on`, {
          ask: true,
        });
        const paused = await pauseSubscription(session.as(organization.id), { reason });
        session.print.done(await viewOf(session, paused), `The subscription of ${organization.name} is paused.`);
      }),
    );
  subscription
    .command("resume <organization>")
    .description("take a paused one up again; a period that passed unpaid is followed by a new one, charged now")
    .action(
      inSession("billing:write", async (session, [reference = ""]) => {
        const organization = await session.organization(reference);
        await session.aboutTo(`resume the subscription of ${organization.name}, which may charge it now`, {
          ask: true,
        });
        const resumed = await resumeSubscription(session.as(organization.id));
        session.print.done(await viewOf(session, resumed), `The subscription of ${organization.name} goes on.`);
      }),
    );
}

function addTrialVerb(subscription: Command): void {
  subscription
    .command("extend-trial <organization>")
    .description("let a running trial end later")
    .requiredOption("--until <moment>", "a time, or a span from the trial's present end on, such as 7d")
    .requiredOption("--reason <text>", "kept in the journal")
    .action(
      inSession<{ until: string; reason: string }>(
        "operator:write",
        async (session, [reference = ""], { until, reason }) => {
          const organization = await session.organization(reference);
          const live = await liveSubscription(session.world, organization.id);
          const end = momentOf(until, live.trial?.end ?? session.world.clock.now(), "--until");
          await session.aboutTo(`let the trial of ${organization.name} end on ${minute(end)}`);
          const extended = await extendTrial(session.as(organization.id), { until: end, reason });
          session.print.done(
            await viewOf(session, extended),
            `The trial of ${organization.name} ends on ${minute(extended.trial?.end)}.`,
          );
        },
      ),
    );
}

/** `weir subscription …` */
export function addSubscriptionVerbs(program: Command): void {
  const subscription = program.command("subscription").description("what organizations have bought or were given");
  subscription
    .command("list <organization>")
    .description("everything an organization ever had, newest first")
    .action(
      inSession("billing:read", async (session, [reference = ""]) => {
        const organization = await session.organization(reference);
        const views = [];
        for (const one of await subscriptionHistory(session.world, organization.id))
          views.push(await viewOf(session, one));
        session.print.list(
          views,
          [
            ["id", (row) => row.id],
            ["plan", (row) => row.plan],
            ["status", (row) => words(row.status)],
            ["source", (row) => row.source.toLowerCase()],
            ["since", (row) => row.createdAt.slice(0, 10)],
            ["period ends", (row) => row.periodEnd.slice(0, 10)],
            ["ended", (row) => row.endedAt?.slice(0, 10)],
          ],
          "It never had one; the next sign-in repairs that.",
        );
      }),
    );
  subscription
    .command("show <organization>")
    .description("the live subscription, and what is charged next")
    .action(
      inSession("billing:read", async (session, [reference = ""]) => {
        const organization = await session.organization(reference);
        const live = await liveSubscription(session.world, organization.id);
        const view = await viewOf(session, live);
        const charge = chargeView(await nextCharge(session.as(organization.id), organization.id));
        session.print.facts({ ...view, nextCharge: charge }, [
          ["id", view.id],
          ["organization", `${organization.name} (${organization.id})`],
          ["plan", view.plan],
          ["status", words(view.status)],
          ["source", view.source === "STRIPE" ? `Stripe (${view.stripeSubscriptionId})` : "kept by Weir"],
          ["period", `${minute(live.period.start)} to ${minute(live.period.end)}`],
          ["trial ends", minute(live.trial?.end)],
          ["ends", minute(live.cancelAt)],
          ["next charge", chargeText(charge)],
        ]);
      }),
    );
  subscription
    .command("cancel <organization>")
    .description("end it with its period, or at once; the organization falls back to the free plan")
    .requiredOption("--reason <text>", "kept in the journal")
    .option("--now", "at once, without a refund, rather than with the period")
    .action(
      inSession<{ reason: string; now?: boolean }>(
        "billing:write",
        async (session, [reference = ""], { reason, now = false }) => {
          const organization = await session.organization(reference);
          const live = await liveSubscription(session.world, organization.id);
          const plan = (await getPlan(session.world, live.planId)).code;
          const when = now ? "now, without a refund" : `with its period on ${minute(live.period.end)}`;
          await session.aboutTo(`cancel ${plan} of ${organization.name} ${when}`, { ask: true });
          const canceled = await cancelSubscription(session.as(organization.id), {
            when: now ? "now" : "period_end",
            reason,
          });
          session.print.done(
            await viewOf(session, canceled),
            now
              ? `${organization.name} is on the free plan.`
              : `${plan} of ${organization.name} ends on ${minute(canceled.cancelAt ?? canceled.period.end)}.`,
          );
        },
      ),
    );
  subscription
    .command("reactivate <organization>")
    .description("take back a cancellation that has not come to pass, or pay what is overdue")
    .action(
      inSession("billing:write", async (session, [reference = ""]) => {
        const organization = await session.organization(reference);
        await session.aboutTo(`let the subscription of ${organization.name} go on`);
        const resumed = await reactivateSubscription(session.as(organization.id));
        session.print.done(await viewOf(session, resumed), `The subscription of ${organization.name} goes on.`);
      }),
    );
  addPauseVerbs(subscription);
  addTrialVerb(subscription);
}
