"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import type { Act, ActAnswer, PreviewAnswer, Refused } from "@/components/screens/operator-tenant/model";
import { revokeImpersonation, startImpersonation } from "@/lib/access";
import type { Ctx } from "@/lib/context";
import { AppError } from "@/lib/kernel/errors";
import { tagOrganization, untagOrganization } from "@/lib/tenancy";
import { requireStaffAction, visitorContext } from "../../../portal-session";
import { effectOfAct, performAct, readAct } from "./acts";
import { effectAnswer } from "./effect-rows";
import { organizationOfAction } from "./quota/panel-model";

/** What an act by hand would change, now and when it expires; operators may. Changes nothing. */
export async function previewAction(organization: string, act: Act): Promise<PreviewAnswer> {
  try {
    const { ctx } = await requireStaffAction("operator:write");
    const { id } = await organizationOfAction(ctx, organization);
    return await effectAnswer(ctx, await effectOfAct(ctx, id, readAct(act)));
  } catch (error) {
    return refused(error);
  }
}

/** Does an act by hand, journaled with its reason; operators may. */
export async function performAction(organization: string, act: Act, reason: string): Promise<ActAnswer> {
  try {
    const { ctx } = await requireStaffAction("operator:write");
    const { id } = await organizationOfAction(ctx, organization);
    await performAct(ctx, id, readAct(act), textOf(reason));
    revalidatePath(`/admin/organizations/${id}`);
    return { kind: "done" };
  } catch (error) {
    return refused(error);
  }
}

/** Gives the organization a tag; operators may. The same tag again changes nothing. */
export async function tagAction(organization: string, tag: string): Promise<ActAnswer> {
  return onTags(organization, (ctx, id) => tagOrganization(ctx, id, textOf(tag)));
}

/** Takes a tag away; operators may. Doing it again does no harm. */
export async function untagAction(organization: string, tag: string): Promise<ActAnswer> {
  return onTags(organization, (ctx, id) => untagOrganization(ctx, id, textOf(tag)));
}

async function onTags(organization: string, act: (ctx: Ctx, id: string) => Promise<unknown>): Promise<ActAnswer> {
  try {
    const { ctx } = await requireStaffAction("operator:write");
    const { id } = await organizationOfAction(ctx, organization);
    await act(ctx, id);
    revalidatePath(`/admin/organizations/${id}`);
    return { kind: "done" };
  } catch (error) {
    return refused(error);
  }
}

/** Opens the portal in a member's name, for half an hour; staff may, with a reason. */
export async function impersonateAction(organization: string, userId: string, reason: string): Promise<ActAnswer> {
  let portal: string;
  try {
    const { ctx, user } = await requireStaffAction("operator:impersonate");
    const { id, slug } = await organizationOfAction(ctx, organization);
    await startImpersonation(ctx, {
      organizationId: id,
      userId: textOf(userId),
      reason: textOf(reason),
      sessionId: user.sessionId,
    });
    portal = `/orgs/${slug}`;
  } catch (error) {
    return refused(error);
  }
  redirect(portal);
}

/** Ends what somebody of the staff has open here; operators may. Doing it again does no harm. */
export async function endImpersonationAction(organization: string, impersonation: string): Promise<ActAnswer> {
  try {
    const { ctx } = await requireStaffAction("operator:write");
    const { id } = await organizationOfAction(ctx, organization);
    await revokeImpersonation(ctx, id, textOf(impersonation));
    revalidatePath(`/admin/organizations/${id}`);
    return { kind: "done" };
  } catch (error) {
    return refused(error);
  }
}

/** An argument that came from outside. */
const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

async function refused(error: unknown): Promise<Refused> {
  if (error instanceof AppError) return { kind: "refused", message: error.fields[0]?.message ?? error.message };
  const ctx = await visitorContext();
  ctx.log.error({ err: error, requestId: ctx.requestId }, "an act of the console failed");
  return {
    kind: "refused",
    message: `Something went wrong on our side (${ctx.requestId}). Look at the page again before you repeat it.`,
  };
}
