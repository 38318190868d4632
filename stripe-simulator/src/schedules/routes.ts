import type Stripe from "stripe";
import { cancelWith } from "../billing/final-invoice";
import { mergedMetadata } from "../catalog/metadata";
import { invalidRequest } from "../http/errors";
import { inRange, newestFirst, page } from "../http/lists";
import type { Router } from "../http/router";
import type { SubscriptionSchedule } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";
import { applyPhase, begin, refuseOver } from "./advance";
import { withInlinePhasePrices } from "./inline-phase-prices";
import { phasesFrom } from "./phases";
import { createSchedule, endBehaviorOf, followEnd, releaseSchedule, settingOf, writeDefaults } from "./schedules";

type Create = Wire<Stripe.SubscriptionScheduleCreateParams>;
type Update = Wire<Stripe.SubscriptionScheduleUpdateParams>;
type Cancel = Wire<Stripe.SubscriptionScheduleCancelParams>;
type Release = Wire<Stripe.SubscriptionScheduleReleaseParams>;
type Listing = Wire<Stripe.SubscriptionScheduleListParams>;

export function scheduleRoutes(router: Router): void {
  router.on<Create>("POST", "/v1/subscription_schedules", ({ world, params }) =>
    withInlinePhasePrices(world, params.phases, (phases) => create(world, { ...params, ...(phases && { phases }) })),
  );
  router.on("GET", "/v1/subscription_schedules/:id", ({ world, id }) => need(world, id));
  router.on<Update>("POST", "/v1/subscription_schedules/:id", ({ world, id, params }) =>
    withInlinePhasePrices(world, params.phases, (phases) =>
      update(world, need(world, id), { ...params, ...(phases && { phases }) }),
    ),
  );
  router.on<Listing>("GET", "/v1/subscription_schedules", ({ world, params }) =>
    page("/v1/subscription_schedules", listed(world, params), params),
  );
  router.on<Release>("POST", "/v1/subscription_schedules/:id/release", ({ world, id, params }) => {
    const schedule = need(world, id);
    refuseOver(schedule, "release");
    return releaseSchedule(world, schedule, { keepEnd: params.preserve_cancel_date });
  });
  router.on<Cancel>("POST", "/v1/subscription_schedules/:id/cancel", ({ world, id, params }) =>
    cancel(world, need(world, id), params),
  );
}

const need = (world: World, id: string): SubscriptionSchedule =>
  world.need(world.state.subscriptionSchedules, "subscription schedule", id);

function listed(world: World, params: Listing): SubscriptionSchedule[] {
  return newestFirst(world.state.subscriptionSchedules).filter(
    (schedule) =>
      (params.customer === undefined || schedule.customer === params.customer) &&
      (!params.scheduled || schedule.status === "not_started") &&
      inRange(schedule.created, params.created) &&
      inRange(schedule.canceled_at ?? -1, params.canceled_at) &&
      inRange(schedule.completed_at ?? -1, params.completed_at) &&
      inRange(schedule.released_at ?? -1, params.released_at),
  );
}

function create(world: World, params: Create): SubscriptionSchedule {
  const schedule = createSchedule(world, params);
  const [first] = schedule.phases;
  if (schedule.status === "not_started" && first && first.start_date <= world.now()) begin(world, schedule, first);
  return schedule;
}

/**
 * New phases replace all that are not over. The running one must stand first, from its own start; its items take effect
 * now.
 */
function update(world: World, schedule: SubscriptionSchedule, params: Update): SubscriptionSchedule {
  refuseOver(schedule, "update");
  const end = endBehaviorOf(params.end_behavior);
  if (params.pause_schedules && params.pause_schedules.length > 0)
    throw invalidRequest("The simulator does not serve pause_schedules.", "pause_schedules");
  const phases = params.phases && nextPhases(world, schedule, params);
  world.change(schedule, "subscription_schedule.updated", (draft) => {
    draft.metadata = mergedMetadata(draft.metadata ?? {}, params.metadata);
    draft.end_behavior = end ?? draft.end_behavior;
    writeDefaults(draft, params.default_settings);
    if (!phases) return;
    draft.phases = phases;
    const [running] = phases;
    if (draft.current_phase && running)
      draft.current_phase = { start_date: running.start_date, end_date: running.end_date };
  });
  const subscription = world.state.subscriptions.get(schedule.subscription ?? "");
  const [running] = schedule.phases;
  if (subscription) followEnd(world, subscription, schedule);
  if (phases && subscription && running)
    applyPhase(
      world,
      schedule,
      subscription,
      { ...running, proration_behavior: params.proration_behavior ?? "create_prorations" },
      { entered: false },
    );
  return schedule;
}

function nextPhases(world: World, schedule: SubscriptionSchedule, params: Update) {
  const wanted = params.phases ?? [];
  const [first] = wanted;
  const begins = schedule.current_phase?.start_date ?? schedule.phases[0]?.start_date ?? world.now();
  if (!first) throw invalidRequest("A schedule needs at least one phase.", "phases");
  if (first.start_date === undefined && schedule.status === "active")
    throw invalidRequest("The first phase must have a `start_date`.", "phases[0][start_date]");
  if (schedule.status === "active" && first.start_date !== begins)
    throw invalidRequest("You can not modify the start date of the current phase.", "phases[0][start_date]");
  const start = typeof first.start_date === "number" ? first.start_date : begins;
  const draft = structuredClone(schedule);
  writeDefaults(draft, params.default_settings);
  const phases = phasesFrom(world, wanted, start, settingOf(draft));
  if ((phases[0]?.end_date ?? 0) <= world.now())
    throw invalidRequest("The current phase must end in the future.", "phases[0][end_date]");
  return phases;
}

/** Ends a schedule with its subscription, whose unused time is given back in a last invoice unless that is not wanted. */
function cancel(world: World, schedule: SubscriptionSchedule, params: Cancel): SubscriptionSchedule {
  refuseOver(schedule, "cancel");
  const subscription = world.state.subscriptions.get(schedule.subscription ?? "");
  if (subscription) {
    const { prorate = true, invoice_now: invoiceNow = true } = params;
    cancelWith(world, subscription, {}, { prorate, invoiceNow });
    return schedule;
  }
  schedule.status = "canceled";
  schedule.canceled_at = world.now();
  world.emit("subscription_schedule.canceled", schedule);
  return schedule;
}
