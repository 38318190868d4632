import { cancelUse, takeUse } from "../metering/uses";
import { clockOfCall, inTimeOf } from "../clocks/belonging";
import { newId } from "../world/ids";
import type { TestClock, ThinEvent } from "../world/objects";
import { isoText, type World } from "../world/world";
import type { ApiRequest, PreparedCall } from "./api";
import { ApiError, invalidRequest } from "./errors";
import { JsonBody } from "./json-body";
import { newestFirst } from "./lists";

/**
 * The routes under /v2: JSON in, JSON out, moments in ISO 8601. Nothing has run yet.
 *
 * @throws ApiError 404 for an unknown route, 400 for a body the API cannot read.
 */
export function prepareSecondGeneration(world: World, request: ApiRequest): PreparedCall {
  const { verb, path, form } = request;
  const route = `${verb} ${path.replace(/\/$/, "").replace(/^(\/v2\/core\/events)\/[^/]+$/, "$1/:id")}`;
  const act = actionOf(world, route, path, form);
  if (!act)
    throw new ApiError(404, {
      type: "invalid_request_error",
      code: "not_found",
      message: `Unrecognized request URL (${verb}: ${path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`,
    });
  const cause = { requestId: request.requestId, idempotencyKey: request.idempotencyKey };
  return {
    route,
    run: () => {
      const answer = world.causedBy(cause, () => inTimeOf(world, clockOf(world, form), act));
      if (verb !== "GET") world.onChange();
      return answer;
    },
  };
}

/** A meter event happens in the time of its customer. */
function clockOf(world: World, form: string): TestClock | undefined {
  return world.state.testClocks.size === 0 || !form.startsWith("{")
    ? undefined
    : clockOfCall(world, [], JSON.parse(form) as Record<string, unknown>);
}

function actionOf(world: World, route: string, path: string, form: string): (() => object) | undefined {
  switch (route) {
    case "POST /v2/billing/meter_events":
      return meterEvent(world, new JsonBody(form));
    case "POST /v2/billing/meter_event_adjustments":
      return adjustment(world, new JsonBody(form));
    case "GET /v2/core/events":
      return () => eventPage(world, new URLSearchParams(form));
    case "GET /v2/core/events/:id":
      return () => eventOf(world, path.split("/").at(-1) ?? "");
    default:
      return undefined;
  }
}

function meterEvent(world: World, body: JsonBody): () => object {
  const reported = {
    eventName: body.text("event_name"),
    payload: body.texts("payload"),
    identifier: body.optionalText("identifier"),
    timestamp: body.optionalMoment("timestamp"),
  };
  body.end();
  return () => {
    const use = takeUse(world, reported);
    return {
      object: "v2.billing.meter_event",
      created: isoText(use.receivedAt),
      event_name: use.eventName,
      identifier: use.identifier,
      livemode: false,
      payload: { ...use.payload },
      timestamp: isoText(use.timestamp),
    };
  };
}

function adjustment(world: World, body: JsonBody): () => object {
  const eventName = body.text("event_name");
  const { identifier = "" } = body.texts("cancel");
  if (body.text("type") !== "cancel") throw invalidRequest("Invalid type: must be cancel", "type", "invalid_fields");
  body.end();
  return () => {
    cancelUse(world, eventName, identifier);
    return {
      id: newId("mtr_event_adj_test"),
      object: "v2.billing.meter_event_adjustment",
      cancel: { identifier },
      created: isoText(world.now()),
      event_name: eventName,
      livemode: false,
      status: "pending",
      type: "cancel",
    };
  };
}

function eventOf(world: World, id: string): ThinEvent {
  const event = world.state.thinEvents.get(id);
  if (event) return event;
  throw new ApiError(404, { type: "invalid_request_error", code: "not_found", message: `No such event: '${id}'` });
}

const USUAL_LIMIT = 20;
const LARGEST_LIMIT = 100;

/** Newest first; `next_page_url` leads on from the last event of the page. */
function eventPage(world: World, query: URLSearchParams): object {
  const limit = Number(query.get("limit") ?? USUAL_LIMIT);
  if (!Number.isInteger(limit) || limit < 1 || limit > LARGEST_LIMIT)
    throw invalidRequest(`Invalid limit: must be between 1 and ${LARGEST_LIMIT}`, "limit", "invalid_fields");
  const types = [...query].filter(([name]) => /^types(\[\d*\])?$/.test(name)).map(([, type]) => type);
  const about = query.get("object_id");
  const found = newestFirst(world.state.thinEvents).filter(
    (event) =>
      (types.length === 0 || types.includes(event.type)) &&
      (about === null || event.related_object?.id === about) &&
      isWithin(event.created, query),
  );
  const start = found.findIndex((event) => event.id === query.get("page")) + 1;
  const data = found.slice(start, start + limit);
  const last = data.at(-1);
  const more = start + limit < found.length && last !== undefined;
  const next = new URLSearchParams(query);
  if (more) next.set("page", last.id);
  return { data, next_page_url: more ? `/v2/core/events?${next.toString()}` : null, previous_page_url: null };
}

function isWithin(created: string, query: URLSearchParams): boolean {
  const moment = Date.parse(created);
  return (["gt", "gte", "lt", "lte"] as const).every((bound) => {
    const text = query.get(`created[${bound}]`);
    if (text === null) return true;
    const other = Date.parse(text);
    if (bound === "gt") return moment > other;
    if (bound === "gte") return moment >= other;
    return bound === "lt" ? moment < other : moment <= other;
  });
}
