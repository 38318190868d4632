import { DAY, HOUR } from "../billing/calendar";
import type { Meter, MeteredUse } from "../world/objects";
import type { World } from "../world/world";

/** A span of billing time: its start belongs to it, its end does not. */
export interface Span {
  start: number;
  end: number;
}

/** What a customer's uses of a meter come to in a span, by the meter's formula. May be negative. */
export function usageOf(world: World, meter: Meter, customer: string, span: Span): number {
  return aggregated(meter, usesOf(world, meter, customer, span));
}

/** The uses that count for a customer in a span, in the order in which they came in. */
export function usesOf(world: World, meter: Meter, customer: string, span: Span): MeteredUse[] {
  const uses = [...world.state.meteredUses.values()].filter(
    (use) =>
      use.counted?.meter === meter.id &&
      use.counted.customer === customer &&
      !use.canceled &&
      use.timestamp >= span.start &&
      use.timestamp < span.end,
  );
  return meter.event_time_window === null ? uses : newestPerWindow(uses, meter.event_time_window);
}

/** Of events that were aggregated beforehand, the one that came in last stands for its hour or day. */
function newestPerWindow(uses: MeteredUse[], window: string): MeteredUse[] {
  const length = window === "day" ? DAY : HOUR;
  const newest = new Map<number, MeteredUse>();
  for (const use of uses) newest.set(Math.floor(use.timestamp / length), use);
  return [...newest.values()];
}

/** Sum, count or last value of some uses; nothing is zero. */
export function aggregated(meter: Meter, uses: MeteredUse[]): number {
  const values = uses.map((use) => use.counted?.value ?? 0);
  if (meter.default_aggregation.formula === "count") return values.length;
  if (meter.default_aggregation.formula === "sum") return values.reduce((sum, value) => sum + value, 0);
  let last: MeteredUse | undefined;
  for (const use of uses) if (!last || use.timestamp >= last.timestamp) last = use;
  return last?.counted?.value ?? 0;
}
