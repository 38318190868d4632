"use server";

import { revalidatePath } from "next/cache";
import type { EndAnswer } from "@/components/screens/operator-installations/model";
import { revokeInstallation } from "@/lib/activation";
import { checkedReason } from "@/lib/billing";
import { AppError } from "@/lib/kernel/errors";
import { requireStaffAction, visitorContext } from "../../portal-session";
import { organizationOfAction } from "../organizations/[org]/quota/panel-model";

/** Ends an installation of an organization, journaled there with the reason; operators may. Doing it again does no harm. */
export async function endInstallationAction(organization: string, id: string, reason: string): Promise<EndAnswer> {
  try {
    const { ctx } = await requireStaffAction("operator:write");
    const owner = await organizationOfAction(ctx, organization);
    const why = checkedReason(typeof reason === "string" ? reason : "");
    await revokeInstallation({ ...ctx, organization: owner.id }, String(id), why);
    revalidatePath("/admin/installations");
    return { kind: "ended" };
  } catch (error) {
    if (error instanceof AppError) return { kind: "refused", message: error.fields[0]?.message ?? error.message };
    const ctx = await visitorContext();
    ctx.log.error({ err: error, requestId: ctx.requestId }, "an installation could not be ended from the console");
    return {
      kind: "refused",
      message: `Something went wrong on our side (${ctx.requestId}). Look at the list before you repeat it.`,
    };
  }
}
