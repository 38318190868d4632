import type Stripe from "stripe";
import { mergedMetadata } from "../catalog/metadata";
import { invalidRequest, missingParameter } from "../http/errors";
import { newId } from "../world/ids";
import type { Subscription, SubscriptionSchedule } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";
import { itemsOfSubscription, phaseOfSubscription, phasesFrom } from "./phases";

type Create = Wire<Stripe.SubscriptionScheduleCreateParams>;

const RUNNING = new Set(["not_started", "active"]);
export const isRunning = (schedule: SubscriptionSchedule): boolean => RUNNING.has(schedule.status);

/**
 * A schedule for a subscription that is there (`from_subscription`, its running period as the one phase) or for one that
 * begins with the first phase.
 *
 * @throws ApiError when the subscription has ended or has a schedule already, or when parameters exclude each other.
 */
export function createSchedule(world: World, params: Create): SubscriptionSchedule {
  const schedule =
    params.from_subscription === undefined ? newCustomersSchedule(world, params) : adopted(world, params);
  schedule.end_behavior = endBehaviorOf(params.end_behavior) ?? "release";
  schedule.metadata = mergedMetadata({}, params.metadata);
  world.state.subscriptionSchedules.set(schedule.id, schedule);
  world.emit("subscription_schedule.created", schedule);
  return schedule;
}

/** @throws ApiError for an end that the simulator does not serve. */
export function endBehaviorOf(wanted: string | undefined): "cancel" | "release" | undefined {
  if (wanted === undefined || wanted === "cancel" || wanted === "release") return wanted;
  throw invalidRequest("The simulator serves the end behaviors release and cancel.", "end_behavior");
}

const ALONE = ["phases", "customer", "start_date", "default_settings", "end_behavior"] as const;

function adopted(world: World, params: Create): SubscriptionSchedule {
  const beside = ALONE.find((name) => params[name] !== undefined);
  if (beside)
    throw invalidRequest(
      `You cannot set \`${beside}\` if \`from_subscription\` is set.`,
      beside,
      "parameters_exclusive",
    );
  const id = params.from_subscription ?? "";
  const subscription = world.need(world.state.subscriptions, "subscription", id, "from_subscription");
  if (subscription.schedule !== null)
    throw invalidRequest(
      `You cannot migrate a subscription that is already attached to a schedule: ${String(subscription.schedule)}.`,
      "from_subscription",
    );
  if (subscription.ended_at !== null || subscription.status === "incomplete")
    throw invalidRequest(
      `You cannot migrate a subscription that is in the \`${subscription.status}\` status.`,
      "from_subscription",
    );
  const phase = phaseOfSubscription(subscription);
  const schedule = compose(world, subscription.customer);
  schedule.phases = [phase];
  schedule.status = "active";
  schedule.subscription = subscription.id;
  schedule.current_phase = { start_date: phase.start_date, end_date: phase.end_date };
  attach(world, subscription, schedule);
  return schedule;
}

/** Ties a subscription to its schedule, and tells so. */
export function attach(world: World, subscription: Subscription, schedule: SubscriptionSchedule): void {
  world.change(subscription, "customer.subscription.updated", (draft) => {
    draft.schedule = schedule.id;
    // The schedule's end decides from here on.
    draft.cancel_at_period_end = false;
  });
}

function newCustomersSchedule(world: World, params: Create): SubscriptionSchedule {
  if (!params.customer) throw missingParameter("customer");
  if (!params.phases) throw missingParameter("phases");
  const customer = world.need(world.state.customers, "customer", params.customer, "customer");
  const now = world.now();
  const start = params.start_date === undefined || params.start_date === "now" ? now : params.start_date;
  if (start < now) throw invalidRequest("The simulator does not backdate schedules.", "start_date");
  const schedule = compose(world, customer.id);
  schedule.phases = phasesFrom(world, params.phases, start);
  return schedule;
}

function compose(world: World, customer: string): SubscriptionSchedule {
  const now = world.now();
  return {
    id: newId("sub_sched"),
    object: "subscription_schedule",
    application: null,
    billing_mode: { flexible: { proration_discounts: "included" }, type: "flexible", updated_at: now },
    canceled_at: null,
    completed_at: null,
    created: now,
    current_phase: null,
    customer,
    customer_account: null,
    default_settings: {
      application_fee_percent: null,
      billing_cycle_anchor: "automatic",
      billing_thresholds: null,
      collection_method: "charge_automatically",
      default_payment_method: null,
      description: null,
      invoice_settings: {
        account_tax_ids: null,
        custom_fields: null,
        days_until_due: null,
        description: null,
        footer: null,
        issuer: { type: "self" },
      },
      on_behalf_of: null,
      transfer_data: null,
    },
    end_behavior: "release",
    livemode: false,
    metadata: {},
    pause_schedules: [],
    phases: [],
    released_at: null,
    released_subscription: null,
    status: "not_started",
    subscription: null,
    test_clock: null,
  };
}

/** Leaves the subscription to itself as it is now. */
export function releaseSchedule(world: World, schedule: SubscriptionSchedule): SubscriptionSchedule {
  const subscription = world.state.subscriptions.get(schedule.subscription ?? "");
  schedule.status = "released";
  schedule.released_at = world.now();
  schedule.released_subscription = schedule.subscription;
  schedule.subscription = null;
  schedule.current_phase = null;
  if (subscription) detach(world, subscription);
  world.emit("subscription_schedule.released", schedule);
  return schedule;
}

const detach = (world: World, subscription: Subscription): void =>
  void world.change(subscription, "customer.subscription.updated", (draft) => void (draft.schedule = null));

/** The schedule is over because its subscription is. */
export function endWithSubscription(world: World, subscription: Subscription, how: "canceled" | "completed"): void {
  const schedule = world.state.subscriptionSchedules.get(String(subscription.schedule ?? ""));
  if (!schedule || !isRunning(schedule)) return;
  schedule.status = how;
  schedule.current_phase = null;
  if (how === "canceled") schedule.canceled_at = world.now();
  else schedule.completed_at = world.now();
  world.emit(`subscription_schedule.${how}`, schedule);
}

/** Items that were changed on the subscription itself are the items of the running phase too. */
export function followItems(world: World, subscription: Subscription): void {
  const schedule = world.state.subscriptionSchedules.get(String(subscription.schedule ?? ""));
  const running = schedule?.phases.find((phase) => phase.start_date === schedule.current_phase?.start_date);
  if (!schedule || !running) return;
  world.change(
    schedule,
    "subscription_schedule.updated",
    () => void (running.items = itemsOfSubscription(subscription)),
  );
}
