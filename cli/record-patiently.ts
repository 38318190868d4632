import type { Ctx } from "@/lib/context";
import { recordUsage, type Recorded, type ReportedUsage } from "@/lib/metering";
import type { UsageEnvironment } from "@/lib/quota";

const TRIES = 8;
const PAUSE_MS = 250;

/** A decision that could not be made in time is asked for again under the same key, which is always safe. */
export async function recordPatiently(
  ctx: Ctx,
  environment: UsageEnvironment,
  usage: ReportedUsage,
): Promise<Recorded> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await recordUsage(ctx, { environment, apiKeyId: null }, usage);
    if (outcome.admitted || outcome.code !== "UNAVAILABLE" || attempt === TRIES) return outcome;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
