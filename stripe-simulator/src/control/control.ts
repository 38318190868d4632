import { nextChange, workThrough } from "../billing/agenda";
import { closeDisputeByControl, disputeByControl, setMeterValidation } from "./money";
import type { DeliverySettings } from "../delivery/courier";
import { ApiError, invalidRequest } from "../http/errors";
import type { InjectedFailure } from "../http/failures";
import type { House } from "../http/house";
import { newestFirst } from "../http/lists";

type Fields = Record<string, unknown>;

/**
 * The control API: JSON in, JSON out, same key as the API.
 *
 * @throws ApiError 404 for an unknown address, 400 for a body that makes no sense.
 */
export async function control(house: House, verb: string, url: URL, body: string): Promise<object> {
  const { world, courier, failures } = house;
  const route = `${verb} ${url.pathname.replace("/_simulator", "")}`;
  switch (route) {
    case "GET /clock":
      return { now: world.now() };
    case "POST /clock":
      return advance(house, moment(fieldsOf(body).now));
    case "GET /due":
      return { next: nextChange(world) };
    case "POST /reset":
      return reset(house);
    case "GET /deliveries":
      return { data: newestFirst(world.state.deliveries), settings: courier.settings };
    case "POST /deliveries/settings":
      courier.settings = deliverySettings(courier.settings, fieldsOf(body));
      return courier.settings;
    case "POST /deliveries/resend":
      return resend(house, fieldsOf(body).event);
    case "GET /failures":
      return { latencyMs: failures.latencyMs, waiting: failures.list() };
    case "POST /failures":
      return injectFailure(house, fieldsOf(body));
    case "POST /disputes":
      return disputeByControl(world, fieldsOf(body));
    case "POST /disputes/close":
      return closeDisputeByControl(world, fieldsOf(body));
    case "POST /meters":
      return setMeterValidation(world, fieldsOf(body));
    default:
      throw new ApiError(404, {
        type: "invalid_request_error",
        message: `Unrecognized request URL (${verb}: ${url.pathname}).`,
      });
  }
}

function fieldsOf(body: string): Fields {
  if (body.trim() === "") return {};
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) return parsed as Fields;
  } catch {
    // Falls through to the one refusal below.
  }
  throw invalidRequest("The control API takes a JSON object.");
}

/** Unix seconds, or an ISO date. */
function moment(value: unknown): number {
  if (typeof value === "number" && Number.isSafeInteger(value)) return value;
  const parsed = typeof value === "string" ? Date.parse(value) : NaN;
  if (Number.isNaN(parsed)) throw invalidRequest("`now` must be unix seconds or an ISO date.", "now");
  return Math.floor(parsed / 1000);
}

/** Works through every due moment, one by one, and lets time flow on from the target. */
function advance(house: House, target: number): object {
  const { world } = house;
  if (target < world.now()) throw invalidRequest("The clock only moves forward.", "now");
  workThrough(world, target);
  world.clock.moveTo(target);
  world.onChange();
  return { now: world.now() };
}

function reset(house: House): object {
  const { world } = house;
  world.state.clear();
  world.meterValidation = "synchronous";
  world.clock.moveTo(Math.floor(Date.now() / 1000));
  house.courier.clear();
  house.failures.clear();
  world.onChange();
  return { now: world.now() };
}

function deliverySettings(current: DeliverySettings, fields: Fields): DeliverySettings {
  const {
    delayMs = current.delayMs,
    duplicate = current.duplicate,
    shuffle = current.shuffle,
    drop = current.drop,
  } = fields;
  if (typeof delayMs !== "number" || delayMs < 0)
    throw invalidRequest("`delayMs` must be a number of milliseconds.", "delayMs");
  if (typeof duplicate !== "boolean" || typeof shuffle !== "boolean" || typeof drop !== "boolean") {
    throw invalidRequest("`duplicate`, `shuffle` and `drop` must be true or false.");
  }
  return { delayMs, duplicate, shuffle, drop };
}

function resend(house: House, id: unknown): object {
  const event = house.world.need(house.world.state.events, "event", String(id), "event");
  const delivery = house.courier.resend(event);
  if (!delivery) throw invalidRequest("No webhook address is set.");
  return delivery;
}

function injectFailure(house: House, fields: Fields): object {
  const { failures } = house;
  if (fields.clear === true) failures.clear();
  if (typeof fields.latencyMs === "number") failures.latencyMs = Math.max(0, fields.latencyMs);
  if (fields.when !== undefined) failures.add(failureOf(fields));
  return { latencyMs: failures.latencyMs, waiting: failures.list() };
}

function failureOf(fields: Fields): InjectedFailure {
  const { when, as = "status", status = 500, count = 1, match = "" } = fields;
  if (when !== "before" && when !== "after") throw invalidRequest("`when` must be before or after.", "when");
  if (as !== "disconnect" && as !== "hang" && as !== "status")
    throw invalidRequest("`as` must be disconnect, hang or status.", "as");
  if (typeof status !== "number" || status < 400 || status > 599)
    throw invalidRequest("`status` must be an error status.", "status");
  if (typeof count !== "number" || count < 1) throw invalidRequest("`count` must be at least 1.", "count");
  if (typeof match !== "string") throw invalidRequest("`match` must be a text.", "match");
  return { when, as, status, count, match };
}
