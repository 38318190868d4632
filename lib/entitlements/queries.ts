import type { Ctx } from "@/lib/context";
import { businessNow } from "@/lib/platform/clock";
import { sqlOf } from "@/lib/platform/db";
import type { Entitlements, OverrideFacts } from "./model";
import { resolve } from "./rules/resolve";
import { readFacts } from "./store";

/** What the organization may do now. `refusal` says why nothing is admitted; it is never thrown, because reads go on. */
export async function readEntitlements(ctx: Ctx, organizationId: string): Promise<Entitlements> {
  const facts = await readFacts(sqlOf(ctx.db), organizationId);
  return resolve(organizationId, facts, ctx.clock.now(), ctx.env.PAST_DUE_GRACE_DAYS);
}

/** The exceptions that hold now; one whose time is over no longer counts, also before its end is written down. */
export async function listOverrides(ctx: Pick<Ctx, "db">, organizationId: string): Promise<OverrideFacts[]> {
  const sql = sqlOf(ctx.db);
  const [{ overrides }, now] = [await readFacts(sql, organizationId), await businessNow(sql)];
  return overrides.filter(({ expiresAt }) => expiresAt === null || expiresAt > now);
}
