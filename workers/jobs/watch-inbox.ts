import type { Ctx } from "@/lib/context";
import { inboxBacklog } from "@/lib/stripe";

/** An alarm for whoever watches the log; the console shows the same figures. */
export async function watchInbox(ctx: Ctx): Promise<string> {
  const { waiting, oldestSeconds, dead } = await inboxBacklog(ctx);
  const { WEBHOOK_BACKLOG_ALARM: many, WEBHOOK_BACKLOG_ALARM_SECONDS: old } = ctx.env;
  const line = `${waiting} wait, the oldest for ${Math.round(oldestSeconds)} s; ${dead} dead`;
  if (waiting > many || oldestSeconds > old || dead > 0)
    ctx.log.error({ waiting, oldestSeconds, dead }, "webhooks fall behind");
  return line;
}
