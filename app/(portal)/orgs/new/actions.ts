"use server";

import { redirect } from "next/navigation";
import { AppError } from "@/lib/kernel/errors";
import { createOrganization, organizationsOf } from "@/lib/tenancy";
import { requireOwnOrigin, requireUser } from "../../../portal-session";

export interface NewOrganizationAnswer {
  readonly name: string;
  readonly error?: string;
}

/** Makes a team with the caller as its owner and goes there. The form's number makes a second press the same one. */
export async function createOrganizationAction(
  _before: NewOrganizationAnswer,
  form: FormData,
): Promise<NewOrganizationAnswer> {
  const text = (field: string): string => {
    const value = form.get(field);
    return typeof value === "string" ? value : "";
  };
  const name = text("name");
  const { ctx, user } = await requireUser();
  let slug: string;
  try {
    await requireOwnOrigin();
    const submission = text("submission").slice(0, 64);
    // Whoever makes a team reads its dates where he reads his own.
    const own = (await organizationsOf(ctx, user.id)).find(({ organization }) => organization.kind === "PERSONAL");
    const made = await createOrganization(ctx, {
      name,
      ...(own ? { timeZone: own.organization.timeZone } : {}),
      ownerId: user.id,
      billingEmail: user.email,
      ...(submission ? { idempotencyKey: submission } : {}),
    });
    slug = made.slug;
  } catch (error) {
    if (error instanceof AppError) return { name, error: error.message };
    ctx.log.error({ err: error, requestId: ctx.requestId }, "an organization could not be made");
    return {
      name,
      error: `Something went wrong on our side (${ctx.requestId}). Nothing was made; try again in a moment.`,
    };
  }
  redirect(`/orgs/${slug}`);
}
