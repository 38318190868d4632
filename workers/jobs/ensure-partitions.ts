import type { Ctx } from "@/lib/context";
import { sqlOf } from "@/lib/platform/db";

const MONTHS_BACK = 1;
const MONTHS_AHEAD = 4;

export async function ensurePartitions(ctx: Ctx): Promise<string> {
  const rows = await sqlOf(ctx.db).query<{ made: number }>(
    "select ensure_usage_partitions(business_now(), $1::int, $2::int)::int4 as made",
    [MONTHS_BACK, MONTHS_AHEAD],
  );
  return `${rows[0]?.made ?? 0} partitions made`;
}
