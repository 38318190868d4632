import type Stripe from "stripe";
import { invalidRequest, missingParameter } from "../http/errors";
import { itemChanges } from "../schedules/phases";
import type { Invoice, SchedulePhase, Subscription } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";
import { nextBoundary } from "./calendar";
import { lastPeriodEnd } from "./cancellation";
import { composeInvoice } from "./invoices";
import { changeItems, checkItemChanges } from "./item-changes";
import { periodLine } from "./lines";
import { endsTrial, endTrialNow } from "./trial-over";

type Preview = Wire<Stripe.InvoiceCreatePreviewParams>;

/**
 * The next invoice of a subscription, or the one a change of its items would make. Changes nothing.
 *
 * @throws ApiError when there is no next invoice, because the subscription ends first.
 */
export function previewInvoice(world: World, params: Preview): Invoice {
  if (!params.subscription) throw missingParameter("subscription");
  const stored = world.need(world.state.subscriptions, "subscription", params.subscription, "subscription");
  const subscription = structuredClone(stored);
  const details = params.subscription_details;
  const ends = details?.cancel_at_period_end ?? subscription.cancel_at_period_end;
  if (subscription.ended_at !== null || (ends && !details?.items)) {
    throw invalidRequest(
      "No upcoming invoices for customer: " + subscription.customer,
      "subscription",
      "invoice_upcoming_none",
    );
  }
  const proration = {
    behavior: details?.proration_behavior ?? "create_prorations",
    moment: details?.proration_date ?? world.now(),
  };
  if (details?.items) checkItemChanges(world, subscription, details.items);
  const trialOver = endsTrial(world, subscription, details?.trial_end);
  let owed = changeItems(world, subscription, details?.items ?? [], proration);
  if (trialOver) owed = { lines: endTrialNow(world, subscription), atOnce: true };
  const waiting = structuredClone(world.state.pendingLines.get(subscription.id) ?? []);
  const lines = [...waiting, ...owed.lines];
  const now = world.now();
  if (owed.atOnce && owed.lines.length > 0) {
    const period = { start: now, end: now };
    return asPreview(composeInvoice(world, { subscription, reason: "upcoming", lines, period }), now);
  }
  const scheduled = details?.items ? undefined : nextPhase(world, stored, lastPeriodEnd(subscription));
  return scheduled ? nextWithPhase(world, subscription, scheduled, lines) : nextCycle(world, subscription, lines);
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
  waiting: Invoice["lines"]["data"],
): Invoice {
  const began = Math.min(...subscription.items.data.map((item) => item.current_period_start));
  return world.clock.standingAt(phase.start_date, () => {
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
  });
}

function nextCycle(world: World, subscription: Subscription, waiting: Invoice["lines"]["data"]): Invoice {
  const end = lastPeriodEnd(subscription);
  const period = { start: Math.min(...subscription.items.data.map((item) => item.current_period_start)), end };
  for (const item of subscription.items.data) {
    const { recurring } = item.price;
    if (!recurring) continue;
    item.current_period_start = end;
    item.current_period_end = nextBoundary(
      subscription.billing_cycle_anchor,
      recurring.interval,
      recurring.interval_count,
      end,
    );
  }
  const licensed = subscription.items.data.filter((item) => item.quantity !== undefined);
  const lines = [...waiting, ...licensed.map((item) => periodLine(world, subscription, item))];
  return asPreview(composeInvoice(world, { subscription, reason: "upcoming", lines, period }), end);
}

function asPreview(invoice: Invoice, created: number): Invoice {
  return { ...invoice, created, next_payment_attempt: invoice.next_payment_attempt === null ? null : created + 3600 };
}
