import { DAY } from "../billing/calendar";
import { invalidRequest } from "../http/errors";
import { randomText } from "../world/ids";
import type { Meter, MeteredUse } from "../world/objects";
import type { World } from "../world/world";
import { activeMeter } from "./meters";
import { noteFailure } from "./error-reports";
import { billLateUse } from "./invoiced-usage";

/** What a sender says was used. */
export interface ReportedUse {
  eventName: string;
  payload: Record<string, string>;
  identifier: string | undefined;
  timestamp: number | undefined;
}

const FARTHEST_PAST = 35 * DAY;
const FARTHEST_FUTURE = 5 * 60;
const UNIQUE_FOR = DAY;
const LONGEST_IDENTIFIER = 100;
const LONGEST_VALUE = 15;

interface Fault {
  code: string;
  message: string;
  param: string;
}

/**
 * Takes in one use of a meter. A customer that does not exist or a value that is no whole number is found out later, as
 * with the API: the use is accepted, counts nothing, and a report tells of it
 * (https://docs.stripe.com/billing/subscriptions/usage-based/recording-usage-api#handle-meter-event-errors).
 *
 * @throws ApiError (400) when the identifier was used within a day, and for an unknown event name or a time outside the
 *   window, unless validation is asynchronous: then those are reported too.
 */
export function takeUse(world: World, reported: ReportedUse): MeteredUse {
  const now = world.now();
  const identifier = checkedIdentifier(world, reported.identifier);
  const timestamp = reported.timestamp ?? now;
  const meter = activeMeter(world, reported.eventName);
  const early = earlyFault(world, reported.eventName, meter, timestamp);
  if (early && world.meterValidation === "synchronous") throw invalidRequest(early.message, early.param);
  const use: MeteredUse = {
    identifier,
    eventName: reported.eventName,
    payload: { ...reported.payload },
    timestamp,
    receivedAt: now,
    counted: null,
    canceled: false,
  };
  keep(world, use);
  const counted = early ?? countedAs(world, meter, use);
  if ("code" in counted) {
    noteFailure(world, { meter: meterFor(world, reported.eventName)?.id ?? null, identifier, ...counted, at: now });
    return use;
  }
  use.counted = counted;
  billLateUse(world, use);
  return use;
}

function checkedIdentifier(world: World, given: string | undefined): string {
  if (given === undefined) return randomText(32);
  if (given.trim() === "")
    throw invalidRequest("You passed an empty string for 'identifier'.", "identifier", "parameter_invalid_empty");
  if (given.length > LONGEST_IDENTIFIER)
    throw invalidRequest(`Invalid string: identifier must be at most ${LONGEST_IDENTIFIER} characters`, "identifier");
  const known = world.state.meteredUses.get(given);
  if (known && world.now() - known.receivedAt < UNIQUE_FOR)
    throw invalidRequest(`An event already exists with identifier ${given}.`, "identifier");
  return given;
}

/** After a day an identifier may come again, and is another use then. */
function keep(world: World, use: MeteredUse): void {
  const { meteredUses } = world.state;
  const before = meteredUses.get(use.identifier);
  if (before) {
    meteredUses.delete(use.identifier);
    meteredUses.set(`${use.identifier}\u0000${before.receivedAt}`, before);
  }
  meteredUses.set(use.identifier, use);
}

/** The meter of an event name, also an inactive one: its owner is told. */
function meterFor(world: World, eventName: string): Meter | undefined {
  return (
    activeMeter(world, eventName) ?? [...world.state.meters.values()].reverse().find((m) => m.event_name === eventName)
  );
}

function earlyFault(world: World, eventName: string, meter: Meter | undefined, timestamp: number): Fault | undefined {
  if (!meter) {
    const archived = meterFor(world, eventName) !== undefined;
    const synchronous = `No active meter found for event name "${eventName}".`;
    const message = archived ? `The meter for event name ${eventName} is inactive.` : noMeter(eventName);
    return {
      code: archived ? "archived_meter" : "no_meter",
      message: world.meterValidation === "synchronous" ? synchronous : message,
      param: "event_name",
    };
  }
  if (timestamp < world.now() - FARTHEST_PAST)
    return {
      code: "timestamp_too_far_in_past",
      message: "The timestamp must be within the past 35 calendar days.",
      param: "timestamp",
    };
  if (timestamp > world.now() + FARTHEST_FUTURE)
    return {
      code: "timestamp_in_future",
      message: "The timestamp must not be more than 5 minutes in the future.",
      param: "timestamp",
    };
  return undefined;
}

const noMeter = (eventName: string): string => `No meter was found matching event_name ${eventName}.`;

function countedAs(
  world: World,
  meter: Meter | undefined,
  use: MeteredUse,
): NonNullable<MeteredUse["counted"]> | Fault {
  if (!meter) return { code: "no_meter", message: noMeter(use.eventName), param: "event_name" };
  const customerKey = meter.customer_mapping.event_payload_key;
  const customer = use.payload[customerKey];
  if (!customer)
    return {
      code: "meter_event_no_customer_defined",
      message: `Customer mapping key ${customerKey} not found in payload.`,
      param: "payload",
    };
  if (!world.state.customers.has(customer))
    return {
      code: "meter_event_customer_not_found",
      message: `Customer with id ${customer} not found.`,
      param: "payload",
    };
  const value = valueOf(meter, use.payload);
  return typeof value === "number" ? { meter: meter.id, customer, value } : { ...value, param: "payload" };
}

/** A meter that counts needs no value. */
function valueOf(meter: Meter, payload: Record<string, string>): number | Omit<Fault, "param"> {
  if (meter.default_aggregation.formula === "count") return 1;
  const key = meter.value_settings.event_payload_key;
  const text = payload[key];
  if (text === undefined || text === "")
    return { code: "meter_event_value_not_found", message: `Value key ${key} not found in payload.` };
  if (!/^[+-]?\d+$/.test(text))
    return { code: "meter_event_invalid_value", message: `Value ${text} is not a whole number.` };
  if (text.replace(/^[+-]?0*/, "").length > LONGEST_VALUE)
    return { code: "meter_event_value_too_many_digits", message: `Value has more than ${LONGEST_VALUE} digits.` };
  return Number(text);
}

/**
 * Takes a use back, so that it counts nothing any more.
 *
 * @throws ApiError when there is no such event, or it came in more than 24 hours ago.
 */
export function cancelUse(world: World, eventName: string, identifier: string): void {
  const use = world.state.meteredUses.get(identifier);
  if (!use || use.eventName !== eventName)
    throw invalidRequest(`No event found with identifier ${identifier}.`, "cancel[identifier]", "resource_missing");
  if (world.now() - use.receivedAt > DAY)
    throw invalidRequest("You can only cancel events within 24 hours of receiving them.", "cancel[identifier]");
  use.canceled = true;
  billLateUse(world, use);
}
