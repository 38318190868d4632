import type Stripe from "stripe";
import { withInlinePrices } from "../catalog/inline-prices";
import { invalidRequest, missingParameter } from "../http/errors";
import { wantedByPhase } from "../schedules/phase-discounts";
import { itemChanges } from "../schedules/phases";
import type { Invoice, InvoiceLine, SchedulePhase, Subscription } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";
import { subscriptionTax } from "./automatic-tax";
import { lastPeriodEnd } from "./cancellation";
import { firstPeriodStart, restartCycle, runFrom } from "./cycle";
import { changeCycle, cycleChangeOf, prorationOf } from "./cycle-changes";
import { newSubscriptionFrom } from "./create-params";
import { foreseeFirst } from "./creation";
import { composeInvoice } from "./invoices";
import { changeItems, type Owed, type Proration } from "./item-changes";
import { checkItemChanges } from "./item-checks";
import { imagineItems, previewItems } from "../invoicing/preview-items";
import { periodLine } from "./lines";
import { creditLines } from "./proration";
import { imagineDiscounts, purchaseOf, wantedDiscounts, type Wanted } from "./redemption";
import { lastUsageLines, usageLinesSoFar } from "../metering/invoiced-usage";

type Preview = Wire<Stripe.InvoiceCreatePreviewParams>;

/**
 * The next invoice of a subscription, or the one a change of its items, trial, cycle or discounts would make. Changes
 * nothing.
 *
 * @throws ApiError when there is no next invoice, because the subscription ends first.
 */
export function previewInvoice(world: World, params: Preview): Invoice {
  const { subscription_details: details } = params;
  const where = { path: "subscription_details[items]", imagined: true };
  return withInlinePrices(
    world,
    details?.items,
    (items) => previewAny(world, items ? { ...params, subscription_details: { ...details, items } } : params),
    where,
  );
}

function previewAny(world: World, params: Preview): Invoice {
  if (!params.subscription)
    return params.subscription_details?.items ? previewNew(world, params) : previewItems(world, params);
  const stored = world.need(world.state.subscriptions, "subscription", params.subscription, "subscription");
  const subscription = structuredClone(stored);
  const details = params.subscription_details;
  refuseUnserved(params);
  if (params.automatic_tax) subscription.automatic_tax = subscriptionTax(params.automatic_tax.enabled);
  const ends = details?.cancel_at_period_end ?? endsWithPeriod(subscription);
  const resumed = details?.resume_at === "now" && subscription.status === "paused";
  const over = subscription.ended_at !== null || (subscription.status === "paused" && !resumed);
  if (over || (ends && !details?.items && !details?.cancel_now)) throw nothingUpcoming(subscription);
  if (details?.items) checkItemChanges(world, subscription, details.items);
  const proration = prorationOf(world, subscription, details ?? {}, "subscription_details[proration_date]");
  const change = cycleChangeOf(subscription, details ?? {});
  const wanted = discountsWanted(world, subscription, params);
  if (wanted) subscription.discounts = [];
  const imagine = (work: () => Invoice) =>
    imagineItems(world, subscription.customer, params, () =>
      imagineDiscounts(world, [{ wanted: wanted ?? [], redeemer: { subscription } }], work),
    );
  return imagine(() => {
    if (details?.cancel_now) return lastInvoice(world, subscription, proration);
    if (resumed) restartCycle(subscription, world.now());
    const owed = resumed ? billedAgain(world, subscription) : changeCycle(world, subscription, change, proration);
    const waiting = structuredClone(world.state.pendingLines.get(subscription.id) ?? []);
    const lines = [...waiting, ...owed.lines];
    if (owed.atOnce && owed.lines.length > 0) return atOnce(world, subscription, lines);
    const scheduled = details?.items ? undefined : nextPhase(world, stored, lastPeriodEnd(subscription));
    return scheduled ? nextWithPhase(world, subscription, scheduled, lines) : nextCycle(world, subscription, lines);
  });
}

/** The first invoice of a subscription that is not there yet. Items that wait for the customer's next invoice are on it. */
function previewNew(world: World, params: Preview): Invoice {
  refuseUnserved(params);
  const { items = [], trial_end: trialEnd, billing_cycle_anchor: anchor } = params.subscription_details ?? {};
  if (anchor !== undefined && anchor.type !== "now")
    throw invalidRequest(
      "The simulator previews a new subscription from now on.",
      "subscription_details[billing_cycle_anchor]",
    );
  if (params.customer === undefined) throw missingParameter("customer");
  const wanted = newSubscriptionFrom(world, {
    customer: params.customer,
    items: items.map(({ price, quantity }) => ({
      ...(price !== undefined && { price }),
      ...(quantity !== undefined && { quantity }),
    })),
    ...(params.discounts !== undefined && { discounts: params.discounts }),
    ...(trialEnd !== undefined && { trial_end: trialEnd }),
    ...(params.automatic_tax !== undefined && { automatic_tax: params.automatic_tax }),
  });
  return imagineItems(world, params.customer, params, () => {
    const invoice = foreseeFirst(world, wanted);
    return asPreview({ ...invoice, billing_reason: "upcoming" }, world.now());
  });
}

const endsWithPeriod = ({ cancel_at: end, cancel_at_period_end: asked, ...subscription }: Subscription): boolean =>
  asked || (end !== null && subscription.items.data.every((item) => end <= item.current_period_end));

const nothingUpcoming = (subscription: Subscription) =>
  invalidRequest(
    "No upcoming invoices for customer: " + subscription.customer,
    "subscription",
    "invoice_upcoming_none",
  );

/** What would change the amounts of a preview and is not served is refused aloud. */
function refuseUnserved(params: Preview): void {
  const details = params.subscription_details;
  if (params.schedule !== undefined || params.schedule_details !== undefined)
    throw invalidRequest("The simulator previews a schedule through its subscription.", "schedule");
  if (details?.items?.some((item) => (item.discounts || []).length > 0))
    throw invalidRequest("The simulator previews no new discounts of items.", "subscription_details[items]");
  for (const name of ["cancel_at", "billing_schedules", "pause"] as const)
    if (details?.[name] !== undefined && details[name] !== "")
      throw invalidRequest(`The simulator does not preview ${name}.`, `subscription_details[${name}]`);
}

/** The discounts that a preview is to show in the place of the subscription's own. */
function discountsWanted(world: World, subscription: Subscription, params: Preview): Wanted[] | undefined {
  const { discounts } = params;
  if (discounts == null || (discounts !== "" && discounts.length === 0)) return undefined;
  const purchase = purchaseOf(world, subscription);
  return wantedDiscounts(world, discounts, subscription.customer, subscription.discounts, { purchase });
}

/** The invoice that canceling now would make. */
function lastInvoice(world: World, subscription: Subscription, proration: Proration): Invoice {
  const waiting = structuredClone(world.state.pendingLines.get(subscription.id) ?? []);
  const credits =
    proration.behavior === "none" || subscription.status === "trialing"
      ? []
      : subscription.items.data.flatMap((item) => creditLines(world, subscription, item, proration.moment));
  const lines = [...waiting, ...credits, ...lastUsageLines(world, subscription)];
  if (lines.length === 0) throw nothingUpcoming(subscription);
  return atOnce(world, subscription, lines);
}

/** A paused subscription that goes on is billed for its new period. */
function billedAgain(world: World, subscription: Subscription): Owed {
  const licensed = subscription.items.data.filter((item) => item.quantity !== undefined);
  return { lines: licensed.map((item) => periodLine(world, subscription, item)), atOnce: true };
}

function atOnce(world: World, subscription: Subscription, lines: InvoiceLine[]): Invoice {
  const now = world.now();
  const period = { start: now, end: now };
  return asPreview(composeInvoice(world, { subscription, reason: "upcoming", lines, period }), now);
}

/** The phase that begins with the next period, if a schedule says so. */
function nextPhase(world: World, subscription: Subscription, end: number): SchedulePhase | undefined {
  const schedule = world.state.subscriptionSchedules.get(String(subscription.schedule ?? ""));
  return schedule?.phases.find((phase) => phase.start_date > world.now() && phase.start_date <= end);
}

function nextWithPhase(
  world: World,
  subscription: Subscription,
  phase: SchedulePhase,
  waiting: InvoiceLine[],
): Invoice {
  const began = firstPeriodStart(subscription);
  const wanted = wantedByPhase(world, phase.discounts, subscription.discounts);
  subscription.discounts = [];
  const inPhase = () => {
    const atBoundary = phase.start_date >= lastPeriodEnd(subscription);
    const behavior = atBoundary ? "none" : phase.proration_behavior;
    const owed = changeItems(world, subscription, itemChanges(subscription, phase), {
      behavior,
      moment: phase.start_date,
    });
    const lines = [...waiting, ...owed.lines];
    if (!owed.atOnce || owed.lines.length === 0) return nextCycle(world, subscription, lines);
    const period = { start: began, end: phase.start_date };
    return asPreview(composeInvoice(world, { subscription, reason: "upcoming", lines, period }), phase.start_date);
  };
  return world.clock.standingAt(phase.start_date, () =>
    imagineDiscounts(world, [{ wanted, redeemer: { subscription } }], inPhase),
  );
}

function nextCycle(world: World, subscription: Subscription, waiting: InvoiceLine[]): Invoice {
  const end = Math.min(...subscription.items.data.map((item) => item.current_period_end));
  const used = usageLinesSoFar(world, subscription, waiting);
  const period = { start: firstPeriodStart(subscription), end };
  for (const item of subscription.items.data) {
    runFrom(subscription, item, end);
    if (subscription.cancel_at !== null)
      item.current_period_end = Math.min(item.current_period_end, subscription.cancel_at);
  }
  const licensed = subscription.items.data.filter((item) => item.quantity !== undefined);
  const lines = [...waiting, ...used, ...licensed.map((item) => periodLine(world, subscription, item))];
  const plan = { subscription, reason: "upcoming", lines, period, discountsAt: end } as const;
  return asPreview(composeInvoice(world, plan), end);
}

function asPreview(invoice: Invoice, created: number): Invoice {
  return { ...invoice, created, next_payment_attempt: invoice.next_payment_attempt === null ? null : created + 3600 };
}
