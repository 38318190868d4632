import type {
  ReadyTenant,
  TenantActing,
  TenantException,
  TenantKey,
  TenantLimit,
  TenantMember,
  TenantModel,
  TenantSubscription,
  TenantUnbilled,
} from "@/components/screens/operator-tenant/model";
import { can, listApiKeys, openImpersonations, type ApiKey, type Asker } from "@/lib/access";
import { isFree, listFeatures, listMeters, listPlans, type Feature, type Meter, type Plan } from "@/lib/catalog";
import type { Ctx } from "@/lib/context";
import { readFacts, type OverrideFacts } from "@/lib/entitlements";
import { moneyOnWire } from "@/lib/kernel/money";
import { iso, isoOrNull } from "@/lib/kernel/time";
import { shownAmount, unitName } from "@/lib/kernel/units";
import { listUnbilled, type UnbilledOverage } from "@/lib/overage";
import { businessNow, securityNow } from "@/lib/platform/clock";
import { sqlOf } from "@/lib/platform/db";
import { readStanding, type LimitStanding, type Standing } from "@/lib/quota";
import { findLiveSubscription, type Subscription } from "@/lib/subscriptions";
import { emailsOf, listMembers, tagsOf, type Member, type Organization } from "@/lib/tenancy";
import { latestEntries } from "../../../audit-model";
import { limitWords } from "./effect-rows";

const MOST_MEMBERS = 50;
const MOST_KEYS = 50;
const TIMELINE = 10;
const MOST_UNBILLED = 10;

/** Who looks at it. */
interface Reader {
  readonly userId: string;
  readonly asker: Asker;
}

/** Everything that the console shows of one organization. */
export async function tenantModel(ctx: Ctx, organization: Organization, reader: Reader): Promise<TenantModel> {
  try {
    return await readyTenant({ ...ctx, organization: organization.id }, organization, reader);
  } catch (error) {
    ctx.log.error(
      { err: error, requestId: ctx.requestId, organizationId: organization.id },
      "an organization could not be read for the console",
    );
    return { kind: "failed", requestId: ctx.requestId, retryHref: `/admin/organizations/${organization.id}` };
  }
}

async function readyTenant(ctx: Ctx, organization: Organization, reader: Reader): Promise<ReadyTenant> {
  const { id } = organization;
  const [standing, live, plans, meters, features, members, keys, exceptions, unbilled, timeline, tags] =
    await Promise.all([
      readStanding(ctx, id, "PROD"),
      findLiveSubscription(ctx, id),
      listPlans(ctx),
      listMeters(ctx),
      listFeatures(ctx),
      listMembers(ctx, id),
      listApiKeys(ctx, { limit: MOST_KEYS }),
      standingOverrides(ctx, id),
      listUnbilled(ctx, id, { limit: MOST_UNBILLED + 1 }),
      latestEntries({ ...ctx, organization: null }, id, TIMELINE),
      tagsOf(ctx, id),
    ]);
  return {
    kind: "ready",
    organization: factsOf(organization),
    tags,
    subscription: subscriptionOf(live, plans),
    limits: standing.limits.map((limit) => limitOf(limit, standing, meters)),
    features: standing.entitlements.features.map(({ slug, enabled, source }) => ({
      slug,
      name: nameOf(features, slug),
      enabled,
      source,
    })),
    exceptions: await exceptionsOf(ctx, exceptions, meters, features),
    unbilled: unbilled.slice(0, MOST_UNBILLED).map((one) => unbilledOf(one, meters)),
    moreUnbilled: unbilled.length > MOST_UNBILLED,
    members: members.slice(0, MOST_MEMBERS).map(memberOf),
    memberCount: members.length,
    keys: keys.apiKeys.map(keyOf),
    acting: await actingOf(ctx, id),
    timeline,
    auditHref: `/admin/audit?organization=${encodeURIComponent(id)}`,
    plans: plans.filter(({ status }) => status === "ACTIVE").map(planChoice),
    meters: meters.map((meter) => ({
      slug: meter.slug,
      name: meter.name,
      unit: unitName(meter),
      level: meter.aggregation === "LATEST",
    })),
    knownFeatures: features.map(({ slug, name }) => ({ slug, name })),
    mayChange: can(reader.asker, "operator:write"),
    mayAct: can(reader.asker, "operator:impersonate") && !members.some(({ userId }) => userId === reader.userId),
  };
}

const factsOf = (organization: Organization): ReadyTenant["organization"] => ({
  id: organization.id,
  name: organization.name,
  slug: organization.slug,
  externalKey: organization.externalKey,
  kind: organization.kind === "PERSONAL" ? "personal" : "team",
  status: organization.status === "ACTIVE" ? "active" : organization.status === "SUSPENDED" ? "suspended" : "archived",
  billingEmail: organization.billingEmail,
  timeZone: organization.timeZone,
  stripeCustomer: organization.stripeCustomerId,
  createdAt: iso(organization.createdAt),
});

function subscriptionOf(live: Subscription | null, plans: readonly Plan[]): TenantSubscription | null {
  const plan = plans.find(({ id }) => id === live?.planId);
  if (!live || !plan) return null;
  return {
    id: live.id,
    plan: plan.name,
    version: plan.version,
    state: live.status,
    source: live.source,
    interval: live.interval,
    periodEnd: iso(live.period.end),
    trialEnd: isoOrNull(live.trial?.end ?? null),
    endsAt: isoOrNull(live.cancelAt ?? (live.cancelAtPeriodEnd ? live.period.end : null)),
    fallback: plan.fallback,
  };
}

function planChoice(plan: Plan): ReadyTenant["plans"][number] {
  const note = plan.custom ? "by contract" : isFree(plan) ? "costs nothing" : plan.listed ? "on sale" : "not listed";
  return { code: plan.code, name: plan.name, note };
}

function limitOf(limit: LimitStanding, { entitlements }: Standing, meters: readonly Meter[]): TenantLimit {
  const meter = meters.find(({ slug }) => slug === limit.meter);
  const unit = unitName(meter);
  const effective = entitlements.limits.find((each) => each.meter === limit.meter && each.window === limit.window);
  return {
    meter: limit.meter,
    name: meter?.name ?? limit.meter,
    window: limit.window,
    unit,
    used: limit.used,
    limit: limit.limit,
    policy: limit.policy,
    source: limit.source,
    planGives:
      limit.source === "plan"
        ? null
        : effective?.planLimit === undefined
          ? "nothing"
          : effective.planLimit === null
            ? "unlimited"
            : shownAmount(effective.planLimit, unit),
  };
}

/** The exceptions that hold now; one whose time is over no longer counts, also before its end is written down. */
async function standingOverrides(ctx: Ctx, id: string): Promise<readonly OverrideFacts[]> {
  const sql = sqlOf(ctx.db);
  const [{ overrides }, now] = [await readFacts(sql, id), await businessNow(sql)];
  return overrides.filter(({ expiresAt }) => expiresAt === null || expiresAt > now);
}

async function exceptionsOf(
  ctx: Ctx,
  overrides: readonly OverrideFacts[],
  meters: readonly Meter[],
  features: readonly Feature[],
): Promise<TenantException[]> {
  const authors = await emailsOf(
    ctx,
    overrides.map(({ author }) => author),
  );
  return overrides.flatMap((override) => {
    const about = aboutOf(override, meters, features);
    if (!about) return [];
    const { reason, author, createdAt, expiresAt } = override;
    return [
      {
        ...about,
        reason,
        author: authors.get(author) ?? author,
        createdAt: iso(createdAt),
        expiresAt: isoOrNull(expiresAt),
      },
    ];
  });
}

function aboutOf(
  override: OverrideFacts,
  meters: readonly Meter[],
  features: readonly Feature[],
): Pick<TenantException, "subject" | "about" | "value"> | null {
  const { feature, meter: slug, window } = override;
  if (feature !== null) {
    const value = override.removed ? "taken away" : override.enabled ? "on" : "off";
    return { subject: { feature }, about: nameOf(features, feature), value };
  }
  if (slug === null || window === null) return null;
  const meter = meters.find((each) => each.slug === slug);
  return {
    subject: { meter: slug, window },
    about: limitWords(meter?.name ?? slug, window),
    value: limitValue(override, meter),
  };
}

function limitValue({ removed, unlimited, amount, policy }: OverrideFacts, meter: Meter | undefined): string {
  if (removed) return "taken away";
  const beyond = policy === null ? "" : policy === "METERED" ? ", billed beyond" : ", stops";
  if (unlimited) return "unlimited";
  return amount === null ? `the plan’s amount${beyond}` : `${shownAmount(amount, unitName(meter))}${beyond}`;
}

function unbilledOf({ report, window, amount }: UnbilledOverage, meters: readonly Meter[]): TenantUnbilled {
  const meter = meters.find(({ slug }) => slug === report.meter);
  return {
    report: report.id,
    meter: meter?.name ?? report.meter,
    units: Number(report.units),
    unit: unitName(meter),
    windowEnd: iso(window.end),
    amount: amount && moneyOnWire(amount),
    reason: report.reason ?? "",
  };
}

const nameOf = (features: readonly Feature[], slug: string): string =>
  features.find((feature) => feature.slug === slug)?.name ?? slug;

const memberOf = ({ userId, name, email, role, createdAt }: Member): TenantMember => ({
  userId,
  name,
  email,
  role,
  since: iso(createdAt),
});

function keyOf(key: ApiKey): TenantKey {
  const expired = key.expiresAt !== null && key.expiresAt <= securityNow();
  return {
    id: key.id,
    name: key.name,
    hint: `${key.prefix}…${key.lastFour}`,
    environment: key.environment,
    scopes: key.scopes,
    state: key.revokedAt !== null ? "revoked" : expired ? "expired" : "active",
    lastUsedAt: isoOrNull(key.lastUsedAt),
  };
}

async function actingOf(ctx: Ctx, organizationId: string): Promise<TenantActing[]> {
  const open = await openImpersonations(ctx, organizationId);
  const emails = await emailsOf(
    ctx,
    open.flatMap(({ staffUserId, onBehalfOf }) => [staffUserId, onBehalfOf]),
  );
  return open.map(({ id, staffUserId, onBehalfOf, reason, expiresAt }) => ({
    id,
    staff: emails.get(staffUserId) ?? staffUserId,
    member: emails.get(onBehalfOf) ?? onBehalfOf,
    reason,
    endsAt: iso(expiresAt),
  }));
}
