import { percentUsed } from "@/components/format";
import { mostUrgentBanner } from "@/components/shell/banner-priority";
import type { BannerModel } from "@/components/shell/model";
import { projectUsage } from "@/components/usage-math";
import { getPlan } from "@/lib/catalog";
import { periodAmount } from "@/lib/kernel/pricing";
import type { Ctx } from "@/lib/context";
import type { SubscriptionFacts } from "@/lib/entitlements";
import { moneyOnWire } from "@/lib/kernel/money";
import { DAY, iso } from "@/lib/kernel/time";
import { listInvoiceRefs, listPayments } from "@/lib/payments";
import { isGauge, type LimitStanding, type Standing } from "@/lib/quota";
import { findLiveSubscription } from "@/lib/subscriptions";
import type { Organization } from "@/lib/tenancy";
import { contactHref } from "../../../contact";
import { askProvider } from "./ask-provider";

/** Three days before its end a trial is announced. */
const TRIAL_ENDING_MS = 3 * DAY;
const NEARLY_PERCENT = 90;
const RECENT = 20;

interface About {
  readonly organization: Organization;
  readonly standing: Standing;
  readonly basePath: string;
}

/** The one status that the organization's pages announce, or none. */
export async function bannerOf(ctx: Ctx, about: About): Promise<BannerModel | undefined> {
  const { organization, standing, basePath } = about;
  if (organization.status === "SUSPENDED") return suspended(ctx, organization);
  const { subscription } = standing.entitlements;
  const found: BannerModel[] = [...limitBanners(standing, ctx.clock.now(), basePath)];
  if (subscription) {
    if (subscription.status === "PAST_DUE" || subscription.status === "UNPAID")
      found.push(...(await pastDue(ctx, organization.id, basePath)));
    if (subscription.status === "TRIALING") found.push(...(await trialEnding(ctx, standing, subscription, basePath)));
    if (subscription.cancelAtPeriodEnd || subscription.cancelAt !== null) {
      const endsAt = iso(subscription.cancelAt ?? subscription.currentPeriodEnd);
      found.push({
        kind: "cancellation_scheduled",
        endsAt,
        plan: standing.entitlements.plan?.name ?? "the plan",
        href: `${basePath}/billing`,
      });
    }
  }
  return mostUrgentBanner(found);
}

function suspended({ env }: Ctx, { name }: Organization): BannerModel {
  const supportHref = contactHref(env, `${name} is suspended`);
  return { kind: "suspended", ...(supportHref === null ? {} : { supportHref }) };
}

function limitBanners(standing: Standing, now: number, basePath: string): BannerModel[] {
  return standing.limits.flatMap((limit): BannerModel[] => {
    // Of a gauge nothing runs out: that all seats are taken refuses no call but the one more.
    if (limit.limit === null || limit.policy !== "HARD_STOP" || isGaugeOf(standing, limit)) return [];
    const meter = meterName(standing, limit);
    const percent = percentUsed(limit.used, limit.limit);
    if (percent >= 100) {
      return [
        {
          kind: "limit_reached",
          meter,
          resetsAt: limit.resetsAt === null ? null : iso(limit.resetsAt),
          href: `${basePath}/billing/change`,
        },
      ];
    }
    if (percent < NEARLY_PERCENT) return [];
    const pace = projectUsage({
      used: limit.used,
      limit: limit.limit,
      windowStart: limit.startsAt,
      resetsAt: limit.resetsAt,
      now,
    });
    const runsOutAt = pace.kind === "steady" && pace.runsOutAt !== null ? iso(pace.runsOutAt) : null;
    return [{ kind: "nearly_there", meter, percent, runsOutAt, href: `${basePath}/usage` }];
  });
}

const isGaugeOf = (standing: Standing, limit: LimitStanding): boolean =>
  standing.entitlements.meters.some((meter) => meter.slug === limit.meter && isGauge(meter.aggregation));

const meterName = (standing: Standing, limit: LimitStanding): string =>
  standing.entitlements.meters.find((meter) => meter.slug === limit.meter)?.name ?? limit.meter;

async function pastDue(ctx: Ctx, organizationId: string, basePath: string): Promise<BannerModel[]> {
  const { invoices } = await listInvoiceRefs(ctx, organizationId, { limit: RECENT });
  const open = invoices.find((invoice) => invoice.status === "open" && invoice.amountDue > 0n);
  if (!open) return [];
  const payment = (await listPayments(ctx, organizationId, RECENT)).find(
    (each) => each.providerInvoiceId === open.providerInvoiceId,
  );
  const atProvider = await askProvider(ctx, () => ctx.payments.retrieveInvoice(open.providerInvoiceId), null);
  const attempt = Math.max(1, atProvider?.attempts ?? payment?.attempts ?? 1);
  return [
    {
      kind: "past_due",
      due: moneyOnWire({ amount: open.amountDue, currency: open.currency }),
      attempt,
      attempts: Math.max(attempt, ctx.env.DUNNING_MAX_RETRIES),
      nextTryAt: atProvider?.nextAttemptAt ? iso(atProvider.nextAttemptAt) : null,
      href: `${basePath}/billing`,
    },
  ];
}

async function trialEnding(
  ctx: Ctx,
  standing: Standing,
  subscription: SubscriptionFacts,
  basePath: string,
): Promise<BannerModel[]> {
  const { plan } = standing.entitlements;
  const left = (subscription.trialEnd ?? 0) - ctx.clock.now();
  if (!plan || subscription.trialEnd === null || left > TRIAL_ENDING_MS || left <= 0) return [];
  const price = (await getPlan(ctx, plan.id)).prices.find((each) => each.interval === subscription.interval);
  if (!price) return [];
  return [
    {
      kind: "trial_ending",
      endsAt: iso(subscription.trialEnd),
      daysLeft: Math.max(1, Math.ceil(left / DAY)),
      plan: plan.name,
      price: moneyOnWire({ amount: periodAmount(price, subscription.quantity), currency: price.currency }),
      hasCard: await hasCard(ctx, standing.entitlements.organizationId),
      href: `${basePath}/billing`,
    },
  ];
}

/** Whether something is there to be charged; yes while the provider cannot be asked, so that nobody is alarmed without cause. */
async function hasCard(ctx: Ctx, organizationId: string): Promise<boolean> {
  const stripeId = (await findLiveSubscription(ctx, organizationId))?.stripeSubscriptionId;
  if (!stripeId) return false;
  return askProvider(ctx, async () => (await ctx.payments.paymentMethodOf(stripeId)) !== null, true);
}
