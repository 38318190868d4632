import type Stripe from "stripe";
import { invalidRequest } from "../http/errors";
import { newestFirst, page } from "../http/lists";
import type { Router } from "../http/router";
import { newId } from "../world/ids";
import type { Meter } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";
import { summariesOf } from "./summaries";

type Create = Wire<Stripe.Billing.MeterCreateParams>;

export function meterRoutes(router: Router): void {
  router.on<Create>("POST", "/v1/billing/meters", ({ world, params }) => createMeter(world, params));
  router.on("GET", "/v1/billing/meters/:id", ({ world, id }) => need(world, id));
  router.on<Wire<Stripe.Billing.MeterUpdateParams>>("POST", "/v1/billing/meters/:id", ({ world, id, params }) =>
    changed(world, need(world, id), "updated", (draft) => {
      draft.display_name = checkedName(params.display_name ?? draft.display_name, "display_name");
    }),
  );
  router.on("POST", "/v1/billing/meters/:id/deactivate", ({ world, id }) => deactivate(world, need(world, id)));
  router.on("POST", "/v1/billing/meters/:id/reactivate", ({ world, id }) => reactivate(world, need(world, id)));
  router.on<Wire<Stripe.Billing.MeterListParams>>("GET", "/v1/billing/meters", ({ world, params }) => {
    const found = newestFirst(world.state.meters).filter(
      (meter) => params.status === undefined || meter.status === params.status,
    );
    return page("/v1/billing/meters", found, params);
  });
  router.on<Wire<Stripe.Billing.MeterListEventSummariesParams>>(
    "GET",
    "/v1/billing/meters/:id/event_summaries",
    ({ world, id, params }) =>
      page(`/v1/billing/meters/${id}/event_summaries`, summariesOf(world, need(world, id), params), params),
  );
}

const need = (world: World, id: string): Meter => world.need(world.state.meters, "billing meter", id);

/** The meter that counts events of this name now, if any. */
export function activeMeter(world: World, eventName: string): Meter | undefined {
  return [...world.state.meters.values()].find((each) => each.event_name === eventName && each.status === "active");
}

const LONGEST_NAME = 100;

function checkedName(name: string, param: string): string {
  if (name.trim() === "")
    throw invalidRequest(`You passed an empty string for '${param}'.`, param, "parameter_invalid_empty");
  if (name.length > LONGEST_NAME)
    throw invalidRequest(`Invalid string: ${param} must be at most ${LONGEST_NAME} characters`, param);
  return name;
}

function createMeter(world: World, params: Create): Meter {
  checkedName(params.display_name, "display_name");
  checkedName(params.event_name, "event_name");
  refuseTaken(world, params.event_name);
  const meter: Meter = {
    id: newId("mtr_test"),
    object: "billing.meter",
    created: world.now(),
    customer_mapping: params.customer_mapping ?? { event_payload_key: "stripe_customer_id", type: "by_id" },
    default_aggregation: { formula: params.default_aggregation.formula },
    display_name: params.display_name,
    event_name: params.event_name,
    event_time_window: params.event_time_window ?? null,
    livemode: false,
    status: "active",
    status_transitions: { deactivated_at: null },
    updated: world.now(),
    value_settings: params.value_settings ?? { event_payload_key: "value" },
  };
  world.state.meters.set(meter.id, meter);
  world.emit("billing.meter.created", meter);
  return meter;
}

/** An event name belongs to one active meter. */
function refuseTaken(world: World, eventName: string): void {
  const taken = activeMeter(world, eventName);
  if (!taken) return;
  throw invalidRequest(
    `There is already an active meter (\`${taken.id}\`) with the event name \`${eventName}\`.`,
    "event_name",
    "resource_already_exists",
  );
}

function changed(world: World, meter: Meter, verb: string, mutate: (draft: Meter) => void): Meter {
  return world.change(meter, `billing.meter.${verb}`, (draft) => {
    mutate(draft);
    draft.updated = world.now();
  });
}

/** No more events count for the meter, and no new price can use it; what was counted stays. */
function deactivate(world: World, meter: Meter): Meter {
  if (meter.status !== "active") throw invalidRequest("This meter is already inactive.", "id");
  return changed(world, meter, "deactivated", (draft) => {
    draft.status = "inactive";
    draft.status_transitions.deactivated_at = world.now();
  });
}

function reactivate(world: World, meter: Meter): Meter {
  if (meter.status === "active") throw invalidRequest("This meter is already active.", "id");
  refuseTaken(world, meter.event_name);
  return changed(world, meter, "reactivated", (draft) => {
    draft.status = "active";
    draft.status_transitions.deactivated_at = null;
  });
}
