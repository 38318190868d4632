import type { Ctx } from "@/lib/context";
import { HOUR, iso, parseInstant } from "@/lib/kernel/time";
import { sweepAlerts } from "@/lib/notifications";
import { businessNow } from "@/lib/platform/clock";
import { sqlOf } from "@/lib/platform/db";

/** How far behind the last walk the next begins: windows take late usage for up to an hour, and close a little later. */
const OVERLAP = 2 * HOUR;

/** The line of the last run carries when it was, so that windows which ended while no worker ran are looked at too. */
export async function sweepAlertsJob(ctx: Ctx, lastResult: string | null): Promise<string> {
  const now = await businessNow(sqlOf(ctx.db));
  const last = parseInstant(/as of (\S+)$/.exec(lastResult ?? "")?.[1] ?? "") ?? now;
  const { looked, fired, failed } = await sweepAlerts(ctx, Math.min(last, now) - OVERLAP);
  if (failed > 0) throw new Error(`${failed} of ${looked} windows could not be told of`);
  return `${fired} alerts in ${looked} windows, as of ${iso(now)}`;
}
