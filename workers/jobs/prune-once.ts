import type { Ctx } from "@/lib/context";
import { sqlOf } from "@/lib/platform/db";

/** A key is promised to be remembered for a day; a week leaves room for a long weekend's retries. */
const KEEP_DAYS = 7;
const BATCH = 5_000;

export async function pruneOnce(ctx: Ctx): Promise<string> {
  const rows = await sqlOf(ctx.db).query<{ key: string }>(
    `delete from once_record where (scope, key) in (
       select scope, key from once_record where locked_at < now() - $1::int * interval '1 day' limit $2::int) returning key`,
    [KEEP_DAYS, BATCH],
  );
  return `${rows.length} first results forgotten`;
}
