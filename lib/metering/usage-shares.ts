import type { World } from "@/lib/context";
import type { Instant } from "@/lib/kernel/time";
import type { Sql } from "@/lib/platform/sql";
import { committedUse, finiteWindowsOfTenants, inspecting, type CommittedUse } from "@/lib/quota";

const TOGETHER = 200;
const MOST_ORGANIZATIONS = 1_000_000;
const WHOLE_PPM = 1_000_000;

/** The finite allowance of which an organization has used the largest share, in base units of its meter. */
export type FullestAllowance = Pick<CommittedUse, "meter" | "window" | "used" | "allowance" | "policy">;

const shareOf = ({ used, allowance }: FullestAllowance): number => used / allowance;

/**
 * The fullest allowance of each of these organizations, by what is committed in production in the windows that run now; who
 * has used nothing finite is missing. Calls in flight are not in it. Reads only.
 */
export async function fullestAllowances(
  sql: Sql,
  organizationIds: readonly string[],
): Promise<ReadonlyMap<string, FullestAllowance>> {
  const uses = await committedUse(sql, await finiteWindowsOfTenants(sql, organizationIds));
  const fullest = new Map<string, FullestAllowance>();
  for (const use of uses) {
    const known = fullest.get(use.organizationId);
    if (use.used > 0 && (!known || shareOf(use) > shareOf(known))) fullest.set(use.organizationId, use);
  }
  return fullest;
}

/**
 * Counts anew how much of its fullest allowance each organization uses, in millionths (1,000,000 is all of it), so that a
 * list can be ordered by it. Returns how many organizations were counted. Repeating it writes what holds then.
 */
export async function countUsageShares(world: Pick<World, "quota">): Promise<number> {
  return inspecting(world, async (sql) => {
    let counted = 0;
    for (let after = ""; counted < MOST_ORGANIZATIONS;) {
      const ids = await organizationsAfter(sql, after);
      const last = ids.at(-1);
      if (last === undefined) break;
      await writeShares(sql, ids, await fullestAllowances(sql, ids));
      counted += ids.length;
      after = last;
    }
    return counted;
  });
}

/** Every organization's share was counted at this business time or later; null before the first count. */
export async function usageSharesSince(sql: Sql): Promise<Instant | null> {
  const [row] = await sql.query<{ since: number | null }>(
    `select floor(extract(epoch from min(counted_at)) * 1000)::float8 as since from usage_share`,
  );
  return row?.since ?? null;
}

async function organizationsAfter(sql: Sql, after: string): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `select id from organization where id > $1 order by id limit ${TOGETHER}`,
    [after],
  );
  return rows.map(({ id }) => id);
}

async function writeShares(
  sql: Sql,
  ids: readonly string[],
  fullest: ReadonlyMap<string, FullestAllowance>,
): Promise<void> {
  const shares = ids.map((id) => {
    const one = fullest.get(id);
    return one ? Math.floor(shareOf(one) * WHOLE_PPM) : 0;
  });
  await sql.query(
    `insert into usage_share (organization_id, share_ppm, counted_at)
     select id, share, business_now() from unnest($1::text[], $2::bigint[]) as counted (id, share)
     on conflict (organization_id) do update set share_ppm = excluded.share_ppm, counted_at = excluded.counted_at`,
    [ids, shares],
  );
}
