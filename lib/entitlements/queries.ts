import type { Ctx } from "@/lib/context";
import { sqlOf } from "@/lib/platform/db";
import type { Entitlements } from "./model";
import { resolve } from "./rules/resolve";
import { readFacts } from "./store";

/** What the organization may do now. `refusal` says why nothing is admitted; it is never thrown, because reads go on. */
export async function readEntitlements(ctx: Ctx, organizationId: string): Promise<Entitlements> {
  const facts = await readFacts(sqlOf(ctx.db), organizationId);
  return resolve(organizationId, facts, ctx.clock.now(), ctx.env.PAST_DUE_GRACE_DAYS);
}
