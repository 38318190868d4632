import { nextChange, workThrough } from "../billing/agenda";
import { closeDisputeByControl, disputeByControl, setMeterValidation } from "./money";
import { changedSettings } from "../delivery/switches";
import { ApiError, invalidRequest } from "../http/errors";
import { readFailure } from "../http/failures";
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
      return nextChange(world);
    case "POST /reset":
      return reset(house);
    case "GET /deliveries":
      return deliveries(house, url.searchParams);
    case "POST /deliveries/settings":
      courier.settings = changedSettings(courier.settings, fieldsOf(body));
      return courier.settings;
    case "POST /deliveries/resend":
      return resend(house, fieldsOf(body));
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
  world.clock.moveTo(Date.now() / 1000);
  house.courier.clear();
  house.failures.clear();
  world.onChange();
  return { now: world.now() };
}

/** Every delivery or those of one `event`, `type`, `endpoint` or `state`, newest first. */
function deliveries({ world, courier }: House, query: URLSearchParams): object {
  const names = ["event", "type", "endpoint", "state"] as const;
  const asked = names.filter((name) => query.has(name));
  const data = newestFirst(world.state.deliveries).filter((each) =>
    asked.every((name) => each[name] === query.get(name)),
  );
  return { data, settings: courier.settings };
}

function resend({ world, courier }: House, { event: id, endpoint }: Fields): object {
  const thin = typeof id === "string" ? world.state.thinEvents.get(id) : undefined;
  const sent = thin
    ? courier.resendThin(thin)
    : courier.resend(
        world.need(world.state.events, "event", String(id), "event"),
        typeof endpoint === "string" ? endpoint : undefined,
      );
  const [first] = sent;
  if (!first) throw invalidRequest("No webhook endpoint wants this event.");
  return { ...first, data: sent };
}

function injectFailure({ failures }: House, fields: Fields): object {
  if (fields.clear === true) failures.clear();
  if (typeof fields.latencyMs === "number") failures.latencyMs = Math.max(0, fields.latencyMs);
  if (fields.when !== undefined) failures.add(readFailure(fields));
  return { latencyMs: failures.latencyMs, waiting: failures.list() };
}
