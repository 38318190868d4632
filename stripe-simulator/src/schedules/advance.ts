import { cancelNow, lastPeriodEnd } from "../billing/cancellation";
import { updateSubscription } from "../billing/changes";
import { createSubscription } from "../billing/creation";
import { invalidRequest } from "../http/errors";
import type { SchedulePhase, Subscription, SubscriptionSchedule } from "../world/objects";
import type { World } from "../world/world";
import { itemChanges } from "./phases";
import { attach, endWithSubscription, isRunning, releaseSchedule } from "./schedules";

/** When a schedule will do something by itself: begin, go on to its next phase, or end. */
export function scheduleMoment(
  world: World,
  schedule: SubscriptionSchedule,
): { at: number; run: () => void } | undefined {
  if (!isRunning(schedule)) return undefined;
  const [first] = schedule.phases;
  if (schedule.status === "not_started")
    return first && { at: first.start_date, run: () => begin(world, schedule, first) };
  const end = schedule.current_phase?.end_date;
  return end === undefined ? undefined : { at: end, run: () => goOn(world, schedule) };
}

/** The first phase begins: with it the subscription. */
export function begin(world: World, schedule: SubscriptionSchedule, first: SchedulePhase): void {
  const customer = world.state.customers.get(schedule.customer);
  const card = first.default_payment_method ?? customer?.invoice_settings.default_payment_method ?? null;
  const subscription = createSubscription(world, {
    customer: schedule.customer,
    items: first.items.map((item) => ({
      price: world.need(world.state.prices, "price", item.price, "price"),
      quantity: item.quantity ?? 1,
      metadata: item.metadata ?? {},
    })),
    trialEnd: first.trial_end,
    metadata: first.metadata ?? {},
    description: first.description,
    defaultPaymentMethod: first.default_payment_method,
    // Nobody is there to be told that there is no card; the first invoice then waits for its payment.
    behavior: card === null ? "default_incomplete" : "allow_incomplete",
    collection: first.collection_method === "send_invoice" ? "send_invoice" : "charge_automatically",
    daysUntilDue: null,
    cancelAtPeriodEnd: false,
    cancelAt: null,
    missingPaymentMethod: "create_invoice",
    saveDefault: false,
    offSession: true,
    coupons: [],
    checkoutSession: null,
  });
  world.change(schedule, "subscription_schedule.updated", (draft) => {
    draft.status = "active";
    draft.subscription = subscription.id;
    draft.current_phase = { start_date: first.start_date, end_date: first.end_date };
  });
  attach(world, subscription, schedule);
}

/** The running phase is over. */
function goOn(world: World, schedule: SubscriptionSchedule): void {
  const subscription = world.state.subscriptions.get(schedule.subscription ?? "");
  const next = schedule.phases.find((phase) => phase.start_date === schedule.current_phase?.end_date);
  if (!subscription) return void releaseSchedule(world, schedule);
  if (!next) return end(world, schedule, subscription);
  world.change(schedule, "subscription_schedule.updated", (draft) => {
    draft.current_phase = { start_date: next.start_date, end_date: next.end_date };
  });
  applyPhase(world, subscription, next);
}

function end(world: World, schedule: SubscriptionSchedule, subscription: Subscription): void {
  if (schedule.end_behavior === "release") return void releaseSchedule(world, schedule);
  endWithSubscription(world, subscription, "completed");
  cancelNow(world, subscription, {});
}

/**
 * Gives the subscription what the phase says. At the end of a period nothing is left to prorate, so the phase's renewal
 * alone is billed.
 */
export function applyPhase(world: World, subscription: Subscription, phase: SchedulePhase): void {
  const atBoundary = world.now() >= lastPeriodEnd(subscription);
  updateSubscription(
    world,
    subscription,
    {
      items: itemChanges(subscription, phase),
      proration_behavior: atBoundary ? "none" : phase.proration_behavior,
      ...(phase.metadata && Object.keys(phase.metadata).length > 0 ? { metadata: phase.metadata } : {}),
      ...(phase.default_payment_method ? { default_payment_method: phase.default_payment_method } : {}),
    },
    { bySchedule: true },
  );
}

/** @throws ApiError unless the schedule can still be changed. */
export function refuseOver(schedule: SubscriptionSchedule, deed: string): void {
  if (isRunning(schedule)) return;
  throw invalidRequest(
    `You cannot ${deed} a subscription schedule that is currently in the \`${schedule.status}\` status.`,
    "id",
  );
}
