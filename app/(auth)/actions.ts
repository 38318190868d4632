"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import type { SignInModel } from "@/components/screens/sign-in/model";
import type { SignUpModel } from "@/components/screens/sign-up/model";
import { endImpersonationOf } from "@/lib/access";
import { countSignInAttempt, localIdentity, signOut } from "@/lib/auth";
import { repairSubscriptions } from "@/lib/billing";
import type { Ctx } from "@/lib/context";
import { AppError, type FieldError } from "@/lib/kernel/errors";
import { acceptInvitation, signUp } from "@/lib/tenancy";
import { requireOwnOrigin, signedInUser, visitorContext } from "../portal-session";
import { destination, invitationToken, type AccountQuery } from "./account-context";
import { keepCookies } from "./keep-cookies";

/** What a refused form shows again; the password is not among it. */
export type SignInAnswer = Pick<SignInModel, "email" | "errors">;
export type SignUpAnswer = Pick<SignUpModel, "name" | "email" | "errors">;

const NO_MATCH = "E-mail and password do not match.";
const OUR_FAULT = "Something went wrong on our side. Nothing was changed; try again in a moment.";

/** Checks e-mail and password, opens a session and leads on. A refusal comes back as words beside its field. */
export async function signInAction(_before: SignInAnswer, form: FormData): Promise<SignInAnswer> {
  const email = textOf(form, "email");
  const password = textOf(form, "password");
  const missing = {
    ...(email ? {} : { email: "Enter your e-mail." }),
    ...(password ? {} : { password: "Enter your password." }),
  };
  if (Object.keys(missing).length > 0) return { email, errors: missing };
  const ctx = await visitorContext();
  try {
    await requireOwnOrigin();
    if (!(await openSession(ctx, email, password))) return { email, errors: { password: NO_MATCH } };
  } catch (error) {
    return { email, errors: { form: wordsFor(ctx, error) } };
  }
  redirect(destination(queryOf(form)));
}

/**
 * Makes the account with everything that belongs to it, opens a session and leads on; whoever came with an invitation has
 * joined by then. Sent twice, it makes one account.
 */
export async function signUpAction(_before: SignUpAnswer, form: FormData): Promise<SignUpAnswer> {
  const [name, email, password, timeZone] = [
    textOf(form, "name"),
    textOf(form, "email"),
    textOf(form, "password"),
    textOf(form, "timeZone"),
  ];
  const ctx = await visitorContext();
  let joined: string | null = null;
  try {
    await requireOwnOrigin();
    // Trying addresses here is guessing as it is at the sign-in, so it is counted with it.
    await countSignInAttempt(ctx, email.trim().toLowerCase(), ctx.actor.ip ?? "unknown");
    const { user } = await signUp(ctx, { name, email, password, ...(timeZone ? { timeZone } : {}) });
    await openSession(ctx, email, password);
    const self: Ctx = { ...ctx, actor: { ...ctx.actor, kind: "user", id: user.id, label: user.email } };
    joined = await join(self, queryOf(form));
  } catch (error) {
    const errors =
      error instanceof AppError && error.fields.length > 0
        ? errorsByField(error.fields)
        : { form: wordsFor(ctx, error) };
    return { name, email, errors };
  }
  redirect(joined ?? destination(queryOf(form)));
}

/** Accepts the invitation that somebody came with; null where there is none, or where its own page has to say why not. */
async function join(ctx: Ctx, query: AccountQuery): Promise<string | null> {
  const token = invitationToken(query);
  if (token === null) return null;
  try {
    return `/orgs/${(await acceptInvitation(ctx, token)).organization.slug}`;
  } catch (error) {
    if (!(error instanceof AppError)) ctx.log.error({ err: error, requestId: ctx.requestId }, "joining failed");
    return null;
  }
}

/** Ends the session here and at the server. */
export async function signOutAction(): Promise<void> {
  await requireOwnOrigin();
  const ctx = await visitorContext();
  await endActing();
  await keepCookies(await signOut(ctx, new Headers(await headers())));
  redirect("/sign-in");
}

/** What staff has open goes with the session that it belongs to. */
async function endActing(): Promise<void> {
  const signedIn = await signedInUser();
  if (!signedIn) return;
  const { user, ctx } = signedIn;
  await endImpersonationOf({ ...ctx, actor: { ...ctx.actor, kind: "staff" } }, user.sessionId, "signed_out");
}

/** False for a password that does not match. Repairs a missing subscription, so that nobody enters without one. */
async function openSession(ctx: Ctx, email: string, password: string): Promise<boolean> {
  const sent = await headers();
  const [userAgent, cookie] = [sent.get("user-agent"), sent.get("cookie")];
  const outcome = await localIdentity(ctx).signIn({
    email,
    password,
    ...(ctx.actor.ip ? { ip: ctx.actor.ip } : {}),
    ...(userAgent ? { userAgent } : {}),
    ...(cookie ? { cookie } : {}),
  });
  if (!outcome.signedIn) return false;
  const self: Ctx = {
    ...ctx,
    actor: { ...ctx.actor, kind: "user", id: outcome.userId, label: email.trim().toLowerCase() },
  };
  await repair(self, outcome.userId);
  await keepCookies(outcome.cookies);
  return true;
}

/** A repair that fails keeps nobody out: the pages say what is missing, and the next sign-in tries again. */
async function repair(ctx: Ctx, userId: string): Promise<void> {
  try {
    const repaired = await repairSubscriptions(ctx, userId);
    if (repaired.length > 0)
      ctx.log.warn({ requestId: ctx.requestId, organizations: repaired }, "missing subscriptions were repaired");
  } catch (error) {
    ctx.log.error({ err: error, requestId: ctx.requestId }, "a missing subscription could not be repaired");
  }
}

/** A field's text; a file or a missing field is an empty one. */
function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}

function queryOf(form: FormData): AccountQuery {
  return { next: textOf(form, "next"), plan: textOf(form, "plan"), interval: textOf(form, "interval") };
}

function errorsByField(fields: readonly FieldError[]): SignUpModel["errors"] {
  const errors: SignUpModel["errors"] = {};
  for (const field of fields) {
    const words = field.fix ? `${field.message} ${field.fix}` : field.message;
    if (field.pointer === "/name") errors.name ??= words;
    else if (field.pointer === "/email") errors.email ??= words;
    else if (field.pointer === "/password") errors.password ??= words;
    else errors.form ??= words;
  }
  return errors;
}

function wordsFor(ctx: Ctx, error: unknown): string {
  if (error instanceof AppError) return error.message;
  ctx.log.error({ err: error, requestId: ctx.requestId }, "a sign-in or sign-up failed");
  return `${OUR_FAULT} (${ctx.requestId})`;
}
