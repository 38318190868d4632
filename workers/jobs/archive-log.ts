import type { Ctx } from "@/lib/context";
import { archiveUsageLog } from "@/lib/quota";

export async function archiveLog(ctx: Ctx): Promise<string> {
  const months = await archiveUsageLog(ctx, ctx.env.USAGE_RETENTION_MONTHS);
  const archived = months.filter((m) => m.outcome === "archived");
  const left = months.find((m) => m.outcome !== "archived");
  const why = left?.outcome === "needed" ? "an open window needs it" : "the log is being read";
  return `${archived.length} months archived${left ? `; ${left.month} stays for now: ${why}` : ""}`;
}
