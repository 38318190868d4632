import type Stripe from "stripe";
import { checkCollection } from "../billing/create-params";
import { mergedMetadata, updated } from "../catalog/metadata";
import { invalidRequest, missingParameter } from "../http/errors";
import { newId } from "../world/ids";
import type { Subscription, SubscriptionSchedule } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";
import { itemsOfSubscription, phaseOfSubscription, phasesFrom, type PhaseSetting } from "./phases";

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
  schedule.default_settings.collection_method = subscription.collection_method;
  schedule.default_settings.invoice_settings.days_until_due = subscription.days_until_due;
  // An end that was asked for becomes the schedule's.
  if (subscription.cancel_at_period_end) schedule.end_behavior = "cancel";
  schedule.phases = [phase];
  schedule.status = "active";
  schedule.subscription = subscription.id;
  schedule.current_phase = { start_date: phase.start_date, end_date: phase.end_date };
  attach(world, subscription, schedule);
  return schedule;
}

/** Ties a subscription to its schedule, which decides about its end from here on, and tells so. */
export function attach(world: World, subscription: Subscription, schedule: SubscriptionSchedule): void {
  world.change(subscription, "customer.subscription.updated", (draft) => {
    draft.schedule = schedule.id;
    draft.cancel_at_period_end = false;
    setEnd(world, draft, schedule);
  });
}

/** Lets a subscription know the end that its schedule sets, when that has changed. */
export function followEnd(world: World, subscription: Subscription, schedule: SubscriptionSchedule): void {
  world.change(subscription, "customer.subscription.updated", (draft) => setEnd(world, draft, schedule));
}

function setEnd(world: World, draft: Subscription, schedule: SubscriptionSchedule): void {
  const end = schedule.end_behavior === "cancel" ? (schedule.phases.at(-1)?.end_date ?? null) : null;
  draft.cancel_at = end;
  draft.canceled_at = end === null ? null : (draft.canceled_at ?? world.now());
}

function newCustomersSchedule(world: World, params: Create): SubscriptionSchedule {
  if (!params.customer) throw missingParameter("customer");
  if (!params.phases) throw missingParameter("phases");
  const customer = world.need(world.state.customers, "customer", params.customer, "customer");
  const now = world.now();
  const start = params.start_date === undefined || params.start_date === "now" ? now : params.start_date;
  if (start < now) throw invalidRequest("The simulator does not backdate schedules.", "start_date");
  const schedule = compose(world, customer.id);
  schedule.end_behavior = endBehaviorOf(params.end_behavior) ?? "release";
  writeDefaults(schedule, params.default_settings);
  schedule.phases = phasesFrom(world, params.phases, start, settingOf(schedule));
  return schedule;
}

type Settings = Create["default_settings"];

/** Writes what a request says for all phases. @throws ApiError for days until due without an invoice that is sent. */
export function writeDefaults(schedule: SubscriptionSchedule, params: Settings): void {
  if (!params) return;
  const { default_settings: settings } = schedule;
  const method = params.collection_method ?? settings.collection_method ?? undefined;
  const days = params.invoice_settings?.days_until_due;
  checkCollection(
    { collection_method: method, days_until_due: days },
    {
      ...settings,
      ...settings.invoice_settings,
      collection_method: settings.collection_method ?? "charge_automatically",
    },
    "default_settings[invoice_settings][days_until_due]",
  );
  settings.collection_method = method ?? null;
  settings.billing_cycle_anchor = params.billing_cycle_anchor ?? settings.billing_cycle_anchor;
  settings.default_payment_method = params.default_payment_method ?? settings.default_payment_method;
  settings.description = updated(settings.description, params.description ?? undefined);
  settings.invoice_settings.days_until_due =
    method === "send_invoice" ? (days ?? settings.invoice_settings.days_until_due) : null;
}

/** For whom, and with which defaults, a schedule's phases are described. */
export function settingOf(schedule: SubscriptionSchedule): PhaseSetting {
  const { default_settings: settings } = schedule;
  return {
    customer: schedule.customer,
    defaults: { ...settings, days_until_due: settings.invoice_settings.days_until_due },
  };
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
    test_clock: world.state.customers.get(customer)?.test_clock ?? null,
  };
}

/** Leaves the subscription to itself as it is now; an end that the schedule has set goes, unless it is kept. */
export function releaseSchedule(
  world: World,
  schedule: SubscriptionSchedule,
  { keepEnd = false } = {},
): SubscriptionSchedule {
  const subscription = world.state.subscriptions.get(schedule.subscription ?? "");
  schedule.status = "released";
  schedule.released_at = world.now();
  schedule.released_subscription = schedule.subscription;
  schedule.subscription = null;
  schedule.current_phase = null;
  if (subscription) detach(world, subscription, keepEnd);
  world.emit("subscription_schedule.released", schedule);
  return schedule;
}

function detach(world: World, subscription: Subscription, keepEnd: boolean): void {
  world.change(subscription, "customer.subscription.updated", (draft) => {
    draft.schedule = null;
    if (!keepEnd) [draft.cancel_at, draft.canceled_at] = [null, null];
  });
}

/** The schedule is over because its subscription is: canceled, given up for want of payment, or at its own end. */
export function endWithSubscription(
  world: World,
  subscription: Subscription,
  how: "aborted" | "canceled" | "completed",
): void {
  const schedule = world.state.subscriptionSchedules.get(String(subscription.schedule ?? ""));
  if (!schedule || !isRunning(schedule)) return;
  schedule.status = how === "completed" ? "completed" : "canceled";
  schedule.current_phase = null;
  if (how === "completed") schedule.completed_at = world.now();
  else schedule.canceled_at = world.now();
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
