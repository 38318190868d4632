import type { DueMoment } from "../world/due";
import { isoText, type World } from "../world/world";
import { newId } from "../world/ids";
import type { MeterFailure } from "../world/objects";

/** Failures are gathered this long before they are told, as in the documentation's examples. */
const WINDOW = 10;
const SAMPLES = 5;

/** Remembers a use that was accepted and found wrong; the report of its window tells of it. */
export function noteFailure(world: World, failure: Omit<MeterFailure, "at">): void {
  const { meter, identifier, code, message } = failure;
  // Reports come in the time of all: the account gets them, whatever clock a customer lives by.
  const at = world.clock.ofAll();
  world.state.meterFailures.set(newId("mtrerr"), { meter, identifier, code, message, at });
}

/** When the next report is due: the end of the oldest window that has failures. */
export function nextReport(world: World): DueMoment | undefined {
  const [first] = world.state.meterFailures.values();
  if (!first) return undefined;
  const start = windowOf(first.at);
  return { at: start + WINDOW, what: "a report on meter events is made", run: () => report(world, start) };
}

const windowOf = (moment: number): number => Math.floor(moment / WINDOW) * WINDOW;

/** One event per meter for what failed in a window; failures without a meter share one. */
function report(world: World, start: number): void {
  const { meterFailures } = world.state;
  const meters = new Map<string | null, MeterFailure[]>();
  for (const [id, failure] of meterFailures) {
    if (windowOf(failure.at) !== start) continue;
    meters.set(failure.meter, [...(meters.get(failure.meter) ?? []), failure]);
    meterFailures.delete(id);
  }
  for (const [meter, failures] of meters) {
    const found = world.state.meters.get(meter ?? "");
    const related = found && { id: found.id, type: found.object, url: `/v1/billing/meters/${found.id}` };
    const type = found ? "v1.billing.meter.error_report_triggered" : "v1.billing.meter.no_meter_found";
    world.emitThin(type, related ?? null, reportOf(failures, start));
  }
}

function reportOf(failures: MeterFailure[], start: number): Record<string, unknown> {
  const codes = new Map<string, MeterFailure[]>();
  for (const failure of failures) codes.set(failure.code, [...(codes.get(failure.code) ?? []), failure]);
  const count = failures.length;
  return {
    developer_message_summary: count === 1 ? "There is 1 invalid event" : `There are ${count} invalid events`,
    reason: {
      error_count: count,
      error_types: [...codes].map(([code, found]) => ({
        code,
        error_count: found.length,
        sample_errors: found.slice(0, SAMPLES).map(({ message, identifier }) => ({
          error_message: message,
          request: { identifier },
        })),
      })),
    },
    validation_end: isoText(start + WINDOW),
    validation_start: isoText(start),
  };
}
