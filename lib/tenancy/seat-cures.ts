import { getPlan } from "@/lib/catalog";
import type { Ctx } from "@/lib/context";
import { periodAmount } from "@/lib/kernel/pricing";
import { moneyInWords, type Money } from "@/lib/kernel/money";
import { cureFor } from "@/lib/metering";
import { findLiveSubscription, mayTake, standingOf } from "@/lib/subscriptions";
import { quantityForSeats } from "./rules/quantity-for-seats";
import { getOrganization } from "./queries";

/** More of the plan that an organization has, where it is sold by the quantity and each brings seats. */
export interface MoreOfThePlan {
  readonly plan: { readonly code: string; readonly name: string };
  readonly interval: "MONTH" | "YEAR";
  readonly quantity: { readonly from: number; readonly to: number };
  /** Seats that the quantity gives. */
  readonly seats: number;
  /** What a period costs, of all of them. */
  readonly price: { readonly from: Money; readonly to: Money };
}

/** A way to more seats, as the problem body names it. */
export interface SeatCure {
  readonly kind: "quantity" | "plan" | "contract";
  readonly plan: string | null;
  /** How many of the plan, where that is the way. */
  readonly quantity: number | null;
  readonly hint: string;
  readonly url: string;
}

/** Seats that somebody found no room on. */
export interface SeatsWanted {
  readonly meter: string;
  /** What the plan gives now. */
  readonly limit: number;
  /** What it would have to give. */
  readonly wanted: number;
}

/**
 * How many more of its plan would give an organization the seats that it wants; null where that is not the way: a plan that
 * is not sold by the seat, a subscription that cannot be changed as it stands, or a limit that an exception has set.
 */
export async function moreOfThePlan(
  ctx: Pick<Ctx, "db">,
  organizationId: string,
  { meter, limit, wanted }: SeatsWanted,
): Promise<MoreOfThePlan | null> {
  const live = await findLiveSubscription(ctx, organizationId);
  if (!live?.stripeSubscriptionId) return null;
  const plan = await getPlan(ctx, live.planId);
  if (!mayTake(standingOf(live, plan.fallback), "change_plan")) return null;
  const price = plan.prices.find(({ interval }) => interval === live.interval);
  if (!price) return null;
  const to = quantityForSeats(plan, price, { meter, seats: wanted });
  const each = Math.min(...plan.limits.filter((l) => l.meter === meter).map(({ amount }) => Number(amount)));
  if (to === null || to <= live.quantity || each * live.quantity !== limit) return null;
  const cost = (quantity: number): Money => ({ amount: periodAmount(price, quantity), currency: price.currency });
  return {
    plan: { code: plan.code, name: plan.name },
    interval: live.interval,
    quantity: { from: live.quantity, to },
    seats: each * to,
    price: { from: cost(live.quantity), to: cost(to) },
  };
}

/** Every way to more seats, the smallest step first. */
export async function seatCures(ctx: Ctx, organizationId: string, refused: SeatsWanted): Promise<readonly SeatCure[]> {
  const more = await moreOfThePlan(ctx, organizationId, refused);
  const live = await findLiveSubscription(ctx, organizationId);
  const present = live && (await getPlan(ctx, live.planId));
  const { plan, upgradeHint, upgradeUrl } = await cureFor(ctx, {
    meter: refused.meter,
    currentPlan: present?.code ?? null,
    // A plan cures whose seats go further than one less than is wanted.
    limit: { window: "LIFETIME", amount: refused.wanted - 1 },
    feature: null,
  });
  const another: SeatCure = {
    kind: plan ? "plan" : "contract",
    plan: plan?.code ?? null,
    quantity: null,
    hint: upgradeHint,
    url: upgradeUrl,
  };
  if (!more) return [another];
  const { slug } = await getOrganization(ctx, organizationId);
  return [quantityCure(more, `${ctx.env.WEIR_URL}/orgs/${slug}`), ...(plan ? [another] : [])];
}

/** The page that changes a plan, with the quantity filled in; nothing is charged before its sum is confirmed. */
export const changeQuantityPath = ({ plan, interval, quantity }: MoreOfThePlan): string =>
  `/billing/change?${new URLSearchParams({ plan: plan.code, interval: interval.toLowerCase(), quantity: String(quantity.to) }).toString()}`;

const quantityCure = (more: MoreOfThePlan, base: string): SeatCure => ({
  kind: "quantity",
  plan: more.plan.code,
  quantity: more.quantity.to,
  hint: `${more.plan.name} with ${more.seats} seats costs ${moneyInWords(more.price.to)} a ${more.interval.toLowerCase()}.`,
  url: `${base}${changeQuantityPath(more)}`,
});
