import type { Ctx } from "@/lib/context";
import { DAY, iso, parseInstant } from "@/lib/kernel/time";
import { aggregateUsage } from "@/lib/metering";

/** The line of the last run carries the last day that is summed; a run does a month of missed nights at most. */
export async function aggregateUsageJob(ctx: Ctx, lastResult: string | null): Promise<string> {
  const last = /through (\d{4}-\d{2}-\d{2})/.exec(lastResult ?? "")?.[1];
  const day = last === undefined ? null : parseInstant(`${last}T00:00:00Z`);
  const { summedBefore, written } = await aggregateUsage(ctx, day === null ? null : day + DAY);
  if (summedBefore === null) return "nothing was metered yet";
  return `through ${iso(summedBefore - DAY).slice(0, 10)}; ${written} rows written`;
}
