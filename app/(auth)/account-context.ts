import { roleWords } from "@/components/screens/members/words";
import type { AccountContext, ChosenPlan, InvitationPeek } from "@/components/screens/sign-in/model";
import { activePlanByCode, type BillingInterval } from "@/lib/catalog";
import type { Ctx } from "@/lib/context";
import { moneyOnWire } from "@/lib/kernel/money";
import { peekInvitation, type InvitableRole } from "@/lib/tenancy";
import { ownPath } from "../same-origin";
import { demoLogins } from "./demo-logins";

/** What the address of a sign-in or sign-up page may carry. */
export interface AccountQuery {
  readonly next?: string;
  readonly plan?: string;
  readonly interval?: string;
}

/** First values of a page's query; repeated parameters count once. */
export function accountQuery(query: Readonly<Record<string, string | string[] | undefined>>): AccountQuery {
  const first = (name: string): string | undefined => {
    const value = query[name];
    return Array.isArray(value) ? value[0] : value;
  };
  const [next, plan, interval] = [first("next"), first("plan"), first("interval")];
  return { ...(next ? { next } : {}), ...(plan ? { plan } : {}), ...(interval ? { interval } : {}) };
}

/** The same page's sister with the same query, so that a chosen plan and the way back are not lost between them. */
export function accountHref(page: "/sign-in" | "/sign-in/code" | "/sign-up", query: AccountQuery): string {
  const search = new URLSearchParams({ ...query }).toString();
  return search ? `${page}?${search}` : page;
}

const intervalOf = (query: AccountQuery): BillingInterval => (query.interval === "year" ? "YEAR" : "MONTH");

/** Where an account leads: the review of the chosen plan, the page that was asked for, or the person's organizations. */
export function destination(query: AccountQuery): string {
  if (query.plan && /^[A-Z][A-Z0-9_]{0,62}$/.test(query.plan)) {
    return `/checkout?plan=${query.plan}&interval=${query.interval === "year" ? "year" : "month"}`;
  }
  return ownPath(query.next, "/orgs");
}

/** The frame of both pages: the plan that stays in view, and the demo's accounts where there are any. */
export async function accountContext(ctx: Ctx, query: AccountQuery): Promise<AccountContext> {
  const chosenPlan = await chosen(ctx, query);
  const invitation = await invitedBy(ctx, query);
  const logins = await demoLogins(ctx.env);
  return {
    ...(chosenPlan ? { chosenPlan } : {}),
    ...(invitation ? { invitation } : {}),
    ...(logins.length > 0 ? { demo: { logins } } : {}),
  };
}

/** The token of the invitation that somebody was on the way to; null when it was something else. */
export function invitationToken(query: AccountQuery): string | null {
  return /^\/invite\/([0-9A-Za-z]{1,100})$/.exec(ownPath(query.next, "/"))?.[1] ?? null;
}

/** How the pages write a role that is offered. */
export const offeredRole = (role: InvitableRole): { name: string; may: string } =>
  roleWords[role === "ADMIN" ? "admin" : role === "MEMBER" ? "member" : "viewer"];

/** Whoever invites, where it is no member of the organization (any more). */
export const SOMEBODY = "The operator";

async function invitedBy(ctx: Ctx, query: AccountQuery): Promise<InvitationPeek | null> {
  const token = invitationToken(query);
  const peek = token === null ? null : await peekInvitation(ctx, token);
  if (!peek || peek.state === "accepted" || peek.state === "revoked") return null;
  return {
    organization: peek.organization.name,
    role: offeredRole(peek.role).name,
    email: peek.email,
    invitedBy: peek.invitedBy ?? SOMEBODY,
    state: peek.state,
  };
}

async function chosen(ctx: Ctx, query: AccountQuery): Promise<ChosenPlan | null> {
  if (!query.plan) return null;
  const plan = await activePlanByCode(ctx, query.plan).catch(() => null);
  const price = plan?.prices.find((candidate) => candidate.interval === intervalOf(query));
  if (!plan || !price) return null;
  return {
    code: plan.code,
    name: plan.name,
    price: moneyOnWire({ amount: price.amount, currency: price.currency }),
    interval: price.interval === "YEAR" ? "year" : "month",
    trialDays: plan.trialDays,
    changeHref: `/pricing?family=${encodeURIComponent(plan.family)}`,
  };
}
