import { createHash } from "node:crypto";
import type Stripe from "stripe";
import { DAY, HOUR } from "../billing/calendar";
import { invalidRequest } from "../http/errors";
import type { Meter, MeterEventSummary, MeteredUse } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";
import { aggregated, usesOf, type Span } from "./usage";

type Params = Wire<Stripe.Billing.MeterListEventSummariesParams>;

const MINUTE = 60;

/**
 * What a customer used of a meter, newest first: one summary for the whole range, or one for each hour or day in which
 * something was used.
 *
 * @throws ApiError for an unknown customer and for times that are not on the window's boundaries.
 */
export function summariesOf(world: World, meter: Meter, params: Params): MeterEventSummary[] {
  const { customer, start_time: start, end_time: end, value_grouping_window: window } = params;
  world.need(world.state.customers, "customer", customer, "customer");
  const step = window === "day" ? DAY : window === "hour" ? HOUR : MINUTE;
  checkAligned(start, step, "start_time");
  checkAligned(end, step, "end_time");
  if (end <= start) throw invalidRequest("`end_time` must be after `start_time`.", "end_time");
  const uses = usesOf(world, meter, customer, { start, end });
  if (window === undefined) return [summary(meter, customer, { start, end }, uses)];
  const windows = new Map<number, MeteredUse[]>();
  for (const use of uses) {
    const from = Math.floor(use.timestamp / step) * step;
    windows.set(from, [...(windows.get(from) ?? []), use]);
  }
  return [...windows]
    .sort(([a], [b]) => b - a)
    .map(([from, within]) => summary(meter, customer, { start: from, end: from + step }, within));
}

function checkAligned(moment: number, step: number, param: string): void {
  const name = step === DAY ? "day" : step === HOUR ? "hour" : "minute";
  if (moment >= 0 && moment % step === 0) return;
  throw invalidRequest(`\`${param}\` must be aligned with ${name} boundaries.`, param);
}

function summary(meter: Meter, customer: string, span: Span, uses: MeteredUse[]): MeterEventSummary {
  // The id is made from what it names, so that it stays the same from one page to the next.
  const name = createHash("sha256").update(`${meter.id} ${customer} ${span.start} ${span.end}`).digest("hex");
  return {
    id: `mtrusg_test_${name.slice(0, 24)}`,
    object: "billing.meter_event_summary",
    aggregated_value: aggregated(meter, uses),
    end_time: span.end,
    livemode: false,
    meter: meter.id,
    start_time: span.start,
  };
}
