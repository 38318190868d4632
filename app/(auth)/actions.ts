"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import type { SignInModel } from "@/components/screens/sign-in/model";
import type { SecondStepModel } from "@/components/screens/second-step/model";
import type { SignUpModel } from "@/components/screens/sign-up/model";
import { endImpersonationOf } from "@/lib/access";
import { countSignInAttempt, finishSignIn, leave, signIn, type SessionCookie } from "@/lib/auth";
import { repairSubscriptions } from "@/lib/billing";
import type { Ctx } from "@/lib/context";
import { AppError, type FieldError } from "@/lib/kernel/errors";
import { acceptInvitation, signUp } from "@/lib/tenancy";
import { requireOwnOrigin, signedInUser, visitorContext } from "../portal-session";
import { accountHref, destination, invitationToken, type AccountQuery } from "./account-context";
import { keepCookies } from "./keep-cookies";

/** What a refused form shows again; the password is not among it. */
export type SignInAnswer = Pick<SignInModel, "email" | "errors">;
export type SecondStepAnswer = Pick<SecondStepModel, "errors">;
export type SignUpAnswer = Pick<SignUpModel, "name" | "email" | "errors">;

const NO_MATCH = "E-mail and password do not match.";
const NO_CODE = "This code does not match, or was used before. Wait for the next one.";
const LONGEST_CODE = 100;
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
  let opened: Opened;
  try {
    await requireOwnOrigin();
    opened = await openSession(ctx, email, password);
  } catch (error) {
    return { email, errors: { form: wordsFor(ctx, error) } };
  }
  if (opened === "refused") return { email, errors: { password: NO_MATCH } };
  redirect(opened === "code" ? accountHref("/sign-in/code", queryOf(form)) : destination(queryOf(form)));
}

/** Takes the code that is asked for after the password, opens the session and leads on. */
export async function secondStepAction(_before: SecondStepAnswer, form: FormData): Promise<SecondStepAnswer> {
  const code = textOf(form, "code");
  if (!code) return { errors: { code: "Enter the code." } };
  const ctx = await visitorContext();
  let over = false;
  try {
    await requireOwnOrigin();
    const { cookie, ...browser } = await browserOf(ctx);
    const outcome = await finishSignIn(ctx, { ...browser, cookie: cookie ?? "", code: code.slice(0, LONGEST_CODE) });
    if (!outcome.signedIn && !outcome.over) return { errors: { code: NO_CODE } };
    over = !outcome.signedIn;
    if (outcome.signedIn) await enters(ctx, outcome.userId, outcome.email, outcome.cookies);
  } catch (error) {
    return { errors: { form: wordsFor(ctx, error) } };
  }
  redirect(over ? accountHref("/sign-in", queryOf(form)) : destination(queryOf(form)));
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
  await keepCookies(await leave(ctx, new Headers(await headers())));
  redirect("/sign-in");
}

/** What staff has open goes with the session that it belongs to. */
async function endActing(): Promise<void> {
  const signedIn = await signedInUser();
  if (!signedIn) return;
  const { user, ctx } = signedIn;
  await endImpersonationOf({ ...ctx, actor: { ...ctx.actor, kind: "staff" } }, user.sessionId, "signed_out");
}

/** What came of a password: in, not the right one, or right and a code is asked for. */
type Opened = "in" | "code" | "refused";

async function openSession(ctx: Ctx, email: string, password: string): Promise<Opened> {
  const outcome = await signIn(ctx, { email, password, ...(await browserOf(ctx)) });
  if (outcome.signedIn) {
    await enters(ctx, outcome.userId, email.trim().toLowerCase(), outcome.cookies);
    return "in";
  }
  if (!outcome.pending) return "refused";
  await keepCookies(outcome.pending);
  return "code";
}

/** The browser as it describes itself, with what it carries. */
async function browserOf(ctx: Ctx): Promise<{ ip?: string; userAgent?: string; cookie?: string }> {
  const sent = await headers();
  const [userAgent, cookie] = [sent.get("user-agent"), sent.get("cookie")];
  return {
    ...(ctx.actor.ip ? { ip: ctx.actor.ip } : {}),
    ...(userAgent ? { userAgent } : {}),
    ...(cookie ? { cookie } : {}),
  };
}

/** Repairs a missing subscription, so that nobody enters without one, and has the browser keep its session. */
async function enters(ctx: Ctx, userId: string, email: string, cookies: readonly SessionCookie[]): Promise<void> {
  await repair({ ...ctx, actor: { ...ctx.actor, kind: "user", id: userId, label: email } }, userId);
  await keepCookies(cookies);
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
