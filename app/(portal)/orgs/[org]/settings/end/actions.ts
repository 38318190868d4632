"use server";

import type { EndAnswer } from "@/components/screens/ending/model";
import { archiveOrganization, deleteAccount } from "@/lib/billing";
import { AppError } from "@/lib/kernel/errors";
import { requirePortalAction, visitorContext } from "../../../../../portal-session";

/** Ends the organization, or with a personal one the account, once its owner has typed what ends. */
export async function endAction(org: string, typed: string): Promise<EndAnswer> {
  try {
    const { ctx, organization, user } = await requirePortalAction(org, "organization:delete");
    const personal = organization.kind === "PERSONAL";
    const wanted = personal ? user.email : organization.name;
    if (typed !== wanted) throw new AppError("VALIDATION_ERROR", `Type ${wanted} to confirm. Nothing was ended.`);
    await (personal ? deleteAccount(ctx) : archiveOrganization(ctx));
    return { kind: "ended" };
  } catch (error) {
    if (error instanceof AppError) return { kind: "refused", message: error.message };
    const ctx = await visitorContext();
    ctx.log.error({ err: error, requestId: ctx.requestId }, "an organization or account could not be ended");
    const message = `Something went wrong on our side (${ctx.requestId}). Open the page again and look before you repeat.`;
    return { kind: "refused", message };
  }
}
