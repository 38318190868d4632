"use server";

import { redirect } from "next/navigation";
import { endImpersonationOf } from "@/lib/access";
import { requireUserAction } from "../../../portal-session";

/** Ends acting for a member and leads back to the console. Whoever has nothing open is led there as well. */
export async function endActingAction(): Promise<void> {
  const { user, ctx } = await requireUserAction();
  const ended = await endImpersonationOf({ ...ctx, actor: { ...ctx.actor, kind: "staff" } }, user.sessionId, "ended");
  redirect(ended ? `/admin/organizations/${ended.organizationId}` : "/admin");
}
