import { invalidRequest } from "../http/errors";
import type { Subscription } from "../world/objects";
import type { World } from "../world/world";
import { firstPeriodStart } from "./cycle";
import { lastPeriodEnd } from "./cancellation";
import { changeItems, type ItemChange, type OnItem, type Owed, type Proration } from "./item-changes";
import { endsTrial, endTrialNow, moveTrialEnd } from "./trial-over";

/** What a request changes in what a subscription bills, and when. */
export interface CycleChange {
  items?: ItemChange[];
  trial_end?: number | "now";
  anchorNow?: boolean;
}

interface CycleParams {
  items?: ItemChange[];
  trial_end?: number | "now";
  billing_cycle_anchor?: { type: string } | number | string;
}

/**
 * The change that a request describes.
 *
 * @throws ApiError for an anchor that an update cannot set, and for one that a trial decides.
 */
export function cycleChangeOf(subscription: Subscription, params: CycleParams): CycleChange {
  const anchor = params.billing_cycle_anchor;
  const wanted = typeof anchor === "object" ? anchor.type : anchor;
  if (wanted !== undefined && wanted !== "now" && wanted !== "unchanged")
    throw invalidRequest(
      "When updating a subscription, the anchor can only be now or unchanged.",
      "billing_cycle_anchor",
    );
  const anchorNow = wanted === "now";
  if (anchorNow && (subscription.status === "trialing" || typeof params.trial_end === "number"))
    throw invalidRequest(
      "The billing cycle of a trial is anchored at its end; set `trial_end`.",
      "billing_cycle_anchor",
    );
  return { items: params.items, trial_end: params.trial_end, anchorNow };
}

/** Writes a checked change into `draft`. @returns what it makes owed. */
export function changeCycle(
  world: World,
  draft: Subscription,
  change: CycleChange,
  proration: Proration,
  onItem?: OnItem,
): Owed {
  const { trial_end: end } = change;
  const owed = changeItems(world, draft, change.items ?? [], proration, { anchorNow: change.anchorNow, onItem });
  if (endsTrial(world, draft, end)) return { lines: endTrialNow(world, draft), atOnce: true };
  if (typeof end !== "number" || end <= world.now()) return owed;
  const moved = moveTrialEnd(world, draft, end, proration);
  return { lines: [...owed.lines, ...moved.lines], atOnce: owed.atOnce || moved.atOnce };
}

/**
 * How a request wants its change prorated.
 *
 * @throws ApiError for a date outside the present period.
 */
export function prorationOf(
  world: World,
  subscription: Subscription,
  params: { proration_behavior?: string; proration_date?: number },
  param = "proration_date",
): Proration {
  const { proration_behavior: behavior = "create_prorations", proration_date: date } = params;
  if (date !== undefined && (date < firstPeriodStart(subscription) || date > lastPeriodEnd(subscription)))
    throw invalidRequest("The proration date must be within the current period of the subscription.", param);
  return { behavior, moment: date ?? world.now() };
}
