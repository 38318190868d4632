import type { DueMoment } from "../world/due";
import { DAY } from "../billing/calendar";
import { cancelNow, lastPeriodEnd } from "../billing/cancellation";
import { updateSubscription } from "../billing/changes";
import { createSubscription } from "../billing/creation";
import { replaceDiscounts, type Redeemable } from "../billing/redemption";
import { invalidRequest } from "../http/errors";
import type { SchedulePhase, Subscription, SubscriptionSchedule } from "../world/objects";
import type { World } from "../world/world";
import { wantedByPhase, type PhaseDiscount } from "./phase-discounts";
import { itemChanges } from "./phases";
import { attach, endWithSubscription, isRunning, releaseSchedule } from "./schedules";

/** How long before its end a schedule says that it will end. */
const NOTICE_BEFORE_END = 7 * DAY;

/** When a schedule will do something by itself: begin, go on to its next phase, or end. */
export function scheduleMoment(
  world: World,
  schedule: SubscriptionSchedule,
  announces: boolean,
): DueMoment | undefined {
  if (!isRunning(schedule)) return undefined;
  const [first] = schedule.phases;
  if (schedule.status === "not_started")
    return (
      first && { at: first.start_date, what: "a scheduled change begins", run: () => begin(world, schedule, first) }
    );
  const end = schedule.current_phase?.end_date;
  if (end === undefined) return undefined;
  const last = schedule.phases.at(-1)?.end_date ?? end;
  const notice = last - NOTICE_BEFORE_END;
  const told = world.state.scheduleFacts.get(schedule.id)?.expiringSentFor === last;
  const tells = announces && !told && notice > schedule.created && notice < end;
  return tells
    ? { at: notice, what: "the end of a schedule is announced", run: () => announceEnd(world, schedule, last) }
    : { at: end, what: "a scheduled change takes effect", run: () => goOn(world, schedule) };
}

function announceEnd(world: World, schedule: SubscriptionSchedule, end: number): void {
  world.state.scheduleFacts.set(schedule.id, { expiringSentFor: end });
  world.emit("subscription_schedule.expiring", schedule);
}

/** The first phase begins: with it the subscription. */
export function begin(world: World, schedule: SubscriptionSchedule, first: SchedulePhase): void {
  const customer = world.state.customers.get(schedule.customer);
  const settings = schedule.default_settings;
  const own = first.default_payment_method ?? settings.default_payment_method;
  const card = own ?? customer?.invoice_settings.default_payment_method ?? null;
  const { collection, days } = collectionOf(schedule, first);
  const subscription = createSubscription(world, {
    customer: schedule.customer,
    items: first.items.map((item) => ({
      price: world.need(world.state.prices, "price", item.price, "price"),
      // What a phase was given is its own, whatever became of the price until now.
      inline: true,
      quantity: item.quantity ?? 1,
      metadata: item.metadata ?? {},
      coupons: redeemables(world, item.discounts),
    })),
    trialEnd: first.trial_end !== null && first.trial_end > world.now() ? first.trial_end : null,
    metadata: first.metadata ?? {},
    description: first.description ?? settings.description,
    defaultPaymentMethod: own,
    // Nobody is there to be told that there is no card; the first invoice then waits for its payment.
    behavior: card === null ? "default_incomplete" : "allow_incomplete",
    collection,
    daysUntilDue: days,
    cancelAtPeriodEnd: false,
    cancelAt: null,
    missingPaymentMethod: "create_invoice",
    saveDefault: false,
    offSession: true,
    coupons: redeemables(world, first.discounts),
    checkoutSession: null,
    automaticTax: settings.automatic_tax?.enabled ?? false,
  });
  world.change(schedule, "subscription_schedule.updated", (draft) => {
    draft.status = "active";
    draft.subscription = subscription.id;
    draft.current_phase = { start_date: first.start_date, end_date: first.end_date };
  });
  attach(world, subscription, schedule);
}

const redeemables = (world: World, discounts: PhaseDiscount[]): Redeemable[] =>
  wantedByPhase(world, discounts, []).filter((each) => "coupon" in each);

function collectionOf(schedule: SubscriptionSchedule, phase: SchedulePhase) {
  const { collection_method, invoice_settings } = schedule.default_settings;
  const sent = (phase.collection_method ?? collection_method) === "send_invoice";
  return {
    collection: sent ? ("send_invoice" as const) : ("charge_automatically" as const),
    days: sent ? (phase.invoice_settings?.days_until_due ?? invoice_settings.days_until_due) : null,
  };
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
  applyPhase(world, schedule, subscription, next, { entered: true });
}

function end(world: World, schedule: SubscriptionSchedule, subscription: Subscription): void {
  if (schedule.end_behavior === "release") return void releaseSchedule(world, schedule);
  endWithSubscription(world, subscription, "completed");
  cancelNow(world, subscription, {});
}

/**
 * Gives the subscription what the phase says, and no discount that it does not name. At the end of a period nothing is
 * left to prorate, so the phase's renewal alone is billed.
 */
export function applyPhase(
  world: World,
  schedule: SubscriptionSchedule,
  subscription: Subscription,
  phase: SchedulePhase,
  { entered }: { entered: boolean },
): void {
  const atBoundary = world.now() >= lastPeriodEnd(subscription);
  const method = phase.default_payment_method ?? schedule.default_settings.default_payment_method;
  const anchor = phase.billing_cycle_anchor ?? schedule.default_settings.billing_cycle_anchor;
  const { collection, days } = collectionOf(schedule, phase);
  const trial = phase.trial_end !== null && phase.trial_end > world.now() && phase.trial_end !== subscription.trial_end;
  world.change(subscription, "customer.subscription.updated", (draft) => followDiscounts(world, draft, phase));
  updateSubscription(
    world,
    subscription,
    {
      items: itemChanges(subscription, phase),
      proration_behavior: atBoundary ? "none" : phase.proration_behavior,
      ...(phase.metadata && Object.keys(phase.metadata).length > 0 ? { metadata: phase.metadata } : {}),
      ...(phase.description !== null && { description: phase.description }),
      ...(method ? { default_payment_method: method } : {}),
      ...(collection !== subscription.collection_method && {
        collection_method: collection,
        ...(days !== null && { days_until_due: days }),
      }),
      ...(trial && phase.trial_end !== null && { trial_end: phase.trial_end }),
      ...(entered && anchor === "phase_start" && { billing_cycle_anchor: { type: "now" } }),
    },
    { bySchedule: true },
  );
}

function followDiscounts(world: World, draft: Subscription, phase: SchedulePhase): void {
  replaceDiscounts(world, wantedByPhase(world, phase.discounts, draft.discounts), { subscription: draft });
  for (const change of itemChanges(draft, phase)) {
    const item = draft.items.data.find((each) => each.id === change.id);
    const wanted = phase.items.find((each) => each.price === ("price" in change ? change.price : undefined));
    if (item)
      replaceDiscounts(world, wantedByPhase(world, wanted?.discounts ?? [], item.discounts), {
        subscription: draft,
        item,
      });
  }
}

/** @throws ApiError unless the schedule can still be changed. */
export function refuseOver(schedule: SubscriptionSchedule, deed: string): void {
  if (isRunning(schedule)) return;
  throw invalidRequest(
    `You cannot ${deed} a subscription schedule that is currently in the \`${schedule.status}\` status.`,
    "id",
  );
}
