import {
  CHANGE_FIELDS,
  type ChangePlanModel,
  type ReadyChange,
  type TimingOption,
} from "@/components/screens/change-plan/model";
import { considerPlanChange, costsMore, type ChangeTiming, type ConsideredChange } from "@/lib/billing";
import { listFeatures, listMeters } from "@/lib/catalog";
import { MAX_QUANTITY } from "@/lib/kernel/pricing";
import { AppError } from "@/lib/kernel/errors";
import { newId } from "@/lib/kernel/ids";
import { iso } from "@/lib/kernel/time";
import type { PortalSession } from "../../../../../portal-session";
import { allowancesOf } from "../../allowances";
import { askProvider } from "../../ask-provider";
import { basePathOf, standingOf } from "../../shell-model";
import { outcomeModel, scheduledModel } from "./outcome-model";
import { bought, comingSide, differencesOf, presentSide } from "./plan-sides";
import { laterPreview, sumOf, todaysPreview, type Sum } from "./previews";
import { refusedModel } from "./refused-model";

export type ChangeQuery = Readonly<Record<string, string | string[] | undefined>>;

/** What the page shows, with the hidden fields of its form; or where it leads instead. */
export type ChangePage =
  | { readonly kind: "shown"; readonly model: ChangePlanModel; readonly fields: Readonly<Record<string, string>> }
  | { readonly kind: "leads"; readonly href: string };

/** A change that its reader has described in the address. */
export interface Wish {
  readonly planCode: string;
  readonly interval: "MONTH" | "YEAR";
  readonly timing: ChangeTiming | null;
  readonly quantity?: number;
}

const shown = (model: ChangePlanModel, fields: Readonly<Record<string, string>> = {}): ChangePage => ({
  kind: "shown",
  model,
  fields,
});

const one = (query: ChangeQuery, name: string): string | null => {
  const value = query[name];
  return typeof value === "string" && value !== "" ? value : null;
};

/** How many, as an address says it; null for nothing that could be bought. */
export const quantityIn = (text: string | null): number | null =>
  text !== null && /^[1-9]\d{0,5}$/.test(text) ? Number(text) : null;

/** From the present plan to the one in the address: what it brings, what it costs, when; or what stands in the way. */
export async function changePage(session: PortalSession, query: ChangeQuery): Promise<ChangePage> {
  const planCode = one(query, "plan")?.toUpperCase() ?? null;
  const interval = one(query, "interval") === "year" ? ("YEAR" as const) : ("MONTH" as const);
  const quantity = quantityIn(one(query, "quantity"));
  const waiting = one(query, "waiting") !== null && planCode !== null ? { planCode, interval, quantity } : null;
  const outcome = await outcomeModel(session, { done: one(query, "done"), waiting });
  if (outcome) return shown(outcome);
  if (planCode === null) return withoutWish(session);
  const when = one(query, "when");
  const timing: ChangeTiming | null = when === "now" || when === "period_end" ? when : null;
  const wish: Wish = { planCode, interval, timing, ...(quantity === null ? {} : { quantity }) };
  return withWish(session, wish, one(query, "refused"));
}

/** Choosing begins where all plans are shown, unless something is planned already. */
async function withoutWish(session: PortalSession): Promise<ChangePage> {
  const planned = await scheduledModel(session);
  if (planned) return shown(planned);
  const { plan } = (await standingOf(session.ctx, session.organization.id)).entitlements;
  const family = plan ? `&family=${plan.family}` : "";
  return { kind: "leads", href: `/pricing?org=${session.organization.slug}${family}` };
}

async function withWish(session: PortalSession, wish: Wish, refused: string | null): Promise<ChangePage> {
  let change: ConsideredChange;
  try {
    change = await considerPlanChange(session.ctx, wish);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const href = leadsElsewhere(session, wish, error);
    return href ? { kind: "leads", href } : shown(refusedModel(session, error));
  }
  return ready(session, wish, change, refused);
}

/** Buying and ending have pages of their own. */
function leadsElsewhere({ organization }: PortalSession, wish: Wish, { details }: AppError): string | null {
  const base = `${basePathOf(organization)}/billing`;
  if (details.state === "not_paying")
    return `${base}/checkout?plan=${encodeURIComponent(wish.planCode)}&interval=${wish.interval.toLowerCase()}`;
  return details.state === "paying" ? `${base}/cancel` : null;
}

async function ready(
  session: PortalSession,
  wish: Wish,
  change: ConsideredChange,
  refused: string | null,
): Promise<ChangePage> {
  const { ctx, organization } = session;
  const base = basePathOf(organization);
  const { current, next, subscription } = change;
  const timing = change.timings.find((each) => each === wish.timing) ?? change.timings[0];
  const [standing, meters, features, asked, method] = await Promise.all([
    standingOf(ctx, organization.id),
    listMeters(ctx),
    listFeatures(ctx),
    timing === "now" ? sumOf(session, wish) : null,
    askProvider(ctx, () => ctx.payments.paymentMethodOf(subscription.stripeSubscriptionId ?? ""), null),
  ]);
  const names = { meters, features };
  const allowances = allowancesOf(standing);
  const order = {
    plan: next.code,
    interval: wish.interval.toLowerCase(),
    ...(change.byQuantity ? { quantity: String(change.quantity) } : {}),
  };
  const here = `?${new URLSearchParams(order).toString()}`;
  const model: ReadyChange = {
    kind: "ready",
    organizationName: organization.name,
    timeZone: organization.timeZone,
    now: presentSide(
      { plan: current, interval: subscription.interval, quantity: subscription.quantity },
      allowances,
      names,
    ),
    next: comingSide({ plan: next, interval: wish.interval, quantity: change.quantity }, allowances, names),
    differences: differencesOf(bought(current, subscription.quantity), bought(next, change.quantity), names, base),
    quantity: change.byQuantity
      ? {
          value: change.quantity,
          most: MAX_QUANTITY,
          fields: { plan: next.code, interval: wish.interval.toLowerCase() },
        }
      : null,
    timing: timing === "now" ? "now" : "periodEnd",
    timings: timingsOf(session, change, wish, here),
    preview: asked === null ? laterPreview(change) : todaysPreview(session, asked, `${here}&when=now`),
    conflicts: [],
    notice: noticeOf(change, refused),
    paymentMethod: method && { brand: method.brand, last4: method.lastFour },
    plansHref: `/pricing?org=${organization.slug}&family=${next.family}`,
    backHref: `${base}/billing`,
  };
  return shown(model, fieldsOf({ ...wish, quantity: change.quantity }, timing, asked));
}

/** What becomes of the last try, and of a change that is planned already. */
function noticeOf({ subscription, next, current }: ConsideredChange, refused: string | null): ReadyChange["notice"] {
  if (refused === "preview_outdated")
    return {
      lead: "The sum has changed since it was shown.",
      words: "Nothing was charged. Look at the new sum below and confirm again.",
    };
  if (refused !== null)
    return {
      lead: "The change did not go through.",
      words: `You are still on ${current.name} and nothing was charged. Try again; if it happens once more, ask support.`,
    };
  const planned = subscription.scheduledChange;
  if (!planned || planned.planId === next.id) return null;
  return { lead: "A change is planned already.", words: "The one that you confirm here takes its place." };
}

function timingsOf(
  { ctx }: PortalSession,
  { timings, current, next, subscription, quantity, periodEnd }: ConsideredChange,
  wish: Wish,
  here: string,
): ReadyChange["timings"] {
  const more = costsMore({
    live: subscription,
    current,
    next,
    interval: wish.interval,
    quantity,
  });
  const option = (timing: ChangeTiming): TimingOption =>
    timing === "now"
      ? {
          timing: "now",
          at: iso(ctx.clock.now()),
          words:
            subscription.status === "TRIALING"
              ? `${next.name} begins at once: the trial ends today and the first period is charged whole.`
              : `${next.name} begins at once. You pay the difference for the rest of this period.`,
          href: `${here}&when=now`,
        }
      : {
          timing: "periodEnd",
          at: iso(periodEnd),
          words: more
            ? `Nothing due today. ${current.name} stays until then.`
            : `${current.name} stays until the period ends; it is paid already.`,
          href: `${here}&when=period_end`,
        };
  const [first, ...rest] = timings;
  return [option(first), ...rest.map(option)];
}

function fieldsOf(wish: Wish, timing: ChangeTiming, asked: Sum | null): Record<string, string> {
  const now = asked === null || asked === "unknown" ? null : asked.now;
  return {
    [CHANGE_FIELDS.plan]: wish.planCode,
    [CHANGE_FIELDS.interval]: wish.interval.toLowerCase(),
    [CHANGE_FIELDS.quantity]: String(wish.quantity ?? 1),
    [CHANGE_FIELDS.timing]: timing,
    [CHANGE_FIELDS.key]: newId("request"),
    ...(now
      ? {
          [CHANGE_FIELDS.amountDue]: now.invoice.amountDue.amount.toString(),
          [CHANGE_FIELDS.proratedAt]: String(now.proratedAt),
        }
      : {}),
  };
}
