"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { leave } from "@/lib/auth";
import { AppError } from "@/lib/kernel/errors";
import { acceptInvitation } from "@/lib/tenancy";
import { requireOwnOrigin, requireUser, visitorContext } from "../../../portal-session";
import { keepCookies } from "../../keep-cookies";

export interface AcceptAnswer {
  readonly error?: string;
}

/** Takes the signed-in person into the organization and goes there. Pressed twice, it is the same membership. */
export async function acceptInvitationAction(token: string): Promise<AcceptAnswer> {
  const { ctx } = await requireUser();
  let slug: string;
  try {
    await requireOwnOrigin();
    slug = (await acceptInvitation(ctx, String(token))).organization.slug;
  } catch (error) {
    if (error instanceof AppError) return { error: wordsFor(error) };
    ctx.log.error({ err: error, requestId: ctx.requestId }, "an invitation could not be accepted");
    return { error: `Something went wrong on our side (${ctx.requestId}). Press again; nobody joins twice.` };
  }
  redirect(`/orgs/${slug}`);
}

/** Who joins is not who has to buy: what is said to the buyer is not said here. */
const wordsFor = (error: AppError): string =>
  error.code === "LIMIT_EXCEEDED"
    ? "No seat is free. Ask whoever invited you to make room or to choose a larger plan, then press again."
    : error.message;

/** Ends the session and leads to the sign-in, which leads back here. */
export async function switchAccountAction(token: string): Promise<void> {
  await requireOwnOrigin();
  const ctx = await visitorContext();
  await keepCookies(await leave(ctx, new Headers(await headers())));
  redirect(`/sign-in?next=${encodeURIComponent(`/invite/${String(token)}`)}`);
}
