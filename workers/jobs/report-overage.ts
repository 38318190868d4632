import { reportOverage } from "@/lib/billing";
import type { Ctx } from "@/lib/context";
import { overageStanding } from "@/lib/overage";
import { stripeMode } from "@/lib/platform/env";

/** A message that waits for longer than this is worth an alarm: an invoice may be made final without it. */
const ALARM_SECONDS = 30 * 60;

/** What failed stays in the line, and in the log as an alarm, until a person has seen to it. */
export async function reportOverageJob(ctx: Ctx): Promise<string> {
  if (stripeMode(ctx.env) === "off") return "payments are off";
  const { looked, written, sent, troubled } = await reportOverage(ctx);
  const { pending, oldestSeconds, failed } = await overageStanding(ctx);
  if (troubled > 0 || failed > 0 || oldestSeconds > ALARM_SECONDS)
    ctx.log.error(
      { troubled, failed, pending, oldestSeconds },
      "usage beyond allowances is not billed: weir stripe overage",
    );
  return `${looked} windows looked at, ${written} reports written, ${sent} sent; ${pending} wait, ${failed} failed`;
}
