import type { Ctx } from "@/lib/context";
import { inTransaction, sqlOf, type DbOrTx } from "@/lib/platform/db";
import { reportFirstSeats, SEATS_METER } from "./seats";

const MOST_AT_ONCE = 500;

/**
 * Reports the seats of organizations of which nobody has told them yet: those that are older than the meter, or than a
 * plan that names it. At most 500 in a run, each in its own transaction. Returns how many were looked at; an organization
 * whose seats are told is not looked at again.
 */
export async function reportUntoldSeats(ctx: Ctx): Promise<number> {
  const ids = await organizationsWithUntoldSeats(ctx.db);
  for (const id of ids) await inTransaction(ctx.db, (tx) => reportFirstSeats(tx, ctx, id));
  return ids.length;
}

/**
 * Active organizations with members whose level of seats was never reported in production. One whose plan names no such
 * level is found once: after the look it has a fence, and no window in force.
 */
async function organizationsWithUntoldSeats(db: DbOrTx): Promise<string[]> {
  const rows = await sqlOf(db).query<{ id: string }>(
    `select o.id from organization o left join usage_fence f on f.organization_id = o.id and f.environment = 'PROD' and f.meter = $1
     where o.status = 'ACTIVE' and exists (select 1 from meter where slug = $1 and aggregation = 'LATEST')
       and exists (select 1 from membership m where m.organization_id = o.id and m.role <> 'VIEWER')
       and (f.id is null or (exists (select 1 from usage_window w where w.fence_id = f.id and w.in_force and w.checkpoint_seq = 0)
            and not exists (select 1 from usage_event e where e.fence_id = f.id)))
     order by o.id limit $2::int`,
    [SEATS_METER, MOST_AT_ONCE],
  );
  return rows.map(({ id }) => id);
}
