import { countKeysInUse } from "@/lib/access";
import { countActiveInstallations } from "@/lib/activation";
import { getPlan } from "@/lib/catalog";
import type { Ctx } from "@/lib/context";
import { readFacts, resolve, type AccessRefusal } from "@/lib/entitlements";
import type { Instant } from "@/lib/kernel/time";
import { lastCounted } from "@/lib/metering";
import { businessNow } from "@/lib/platform/clock";
import { sqlOf } from "@/lib/platform/db";
import { findLiveSubscription } from "@/lib/subscriptions";
import { getOrganization, listMembers } from "@/lib/tenancy";

/** What of an organization stands still while it is suspended, and what goes on. */
export interface Standstill {
  readonly people: number;
  /** Keys and installations that work now. */
  readonly keys: number;
  readonly installations: number;
  /** Meters that count in production, each with its newest event, by slug. */
  readonly meters: readonly { readonly slug: string; readonly lastCounted: Instant }[];
  /** The plan goes on as it is. `chargedAt` is when Stripe charges for it next; null where nobody is charged. */
  readonly plan: { readonly name: string; readonly chargedAt: Instant | null } | null;
  /** What refuses its calls, once it is active, all the same; null where nothing does. */
  readonly otherwise: AccessRefusal | null;
}

/**
 * What suspending an organization would stop and letting it work again would start, for whoever is about to do either.
 * Throws NOT_FOUND for an unknown one. Reads only.
 */
export async function previewStandstill(ctx: Ctx, organizationId: string): Promise<Standstill> {
  const own: Ctx = { ...ctx, organization: (await getOrganization(ctx, organizationId)).id };
  const [members, keys, installations, counted, live, otherwise] = await Promise.all([
    listMembers(own, organizationId),
    countKeysInUse(own),
    countActiveInstallations(own),
    lastCounted(own, "PROD"),
    findLiveSubscription(own, organizationId),
    refusalWhileActive(own, organizationId),
  ]);
  const ends = live !== null && (live.cancelAtPeriodEnd || live.cancelAt !== null);
  return {
    people: members.length,
    keys,
    installations,
    meters: [...counted].map(([slug, at]) => ({ slug, lastCounted: at })).sort((a, b) => a.slug.localeCompare(b.slug)),
    plan: live && {
      name: (await getPlan(own, live.planId)).name,
      chargedAt: live.source === "STRIPE" && !ends ? live.period.end : null,
    },
    otherwise,
  };
}

async function refusalWhileActive(ctx: Ctx, organizationId: string): Promise<AccessRefusal | null> {
  const sql = sqlOf(ctx.db);
  const [facts, now] = [await readFacts(sql, organizationId), await businessNow(sql)];
  const active = facts.organization && { ...facts.organization, status: "ACTIVE" as const };
  return resolve(organizationId, { ...facts, organization: active }, now, ctx.env.PAST_DUE_GRACE_DAYS).refusal;
}
