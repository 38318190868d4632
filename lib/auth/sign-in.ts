import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { securityNow } from "@/lib/platform/clock";
import { inTransaction } from "@/lib/platform/db";
import { countCodeAttempt, forgiveCodeAttempts, shutsOut } from "./attempts";
import { localIdentity, sessionUser, signOut } from "./identity";
import { PENDING_COOKIE } from "./local";
import { openPending, stillHolds } from "./pending-sign-in";
import type { SessionCookie, SignInAttempt, SignInOutcome } from "./provider";
import { takeCode } from "./second-step";
import { passwordOf, userIdOf } from "./store";

type Browser = Omit<SignInAttempt, "email" | "password">;

/**
 * Checks e-mail and password and opens a session, in the deployment's journal; where a code is asked for, opens none yet. So is
 * the moment at which somebody was shut out for trying too often. Throws what the provider throws. An entry that cannot be
 * written ends what was opened.
 */
export async function signIn(ctx: Ctx, attempt: SignInAttempt): Promise<SignInOutcome> {
  const email = attempt.email.trim().toLowerCase();
  const outcome = await localIdentity(ctx)
    .signIn(attempt)
    .catch(async (error: unknown) => {
      if (shutsOut(error)) await recordLockout(ctx, await userIdOf(ctx.db, email), "password");
      throw error;
    });
  if (outcome.signedIn)
    await recordOrClose(actingAs(ctx, outcome.userId, email), outcome.userId, "password", outcome.cookies);
  return outcome;
}

export type SecondStepOutcome =
  | {
      readonly signedIn: true;
      readonly userId: string;
      readonly email: string;
      readonly cookies: readonly SessionCookie[];
    }
  /** `over`: there is no first step any more, because its time is up or the password was changed. */
  | { readonly signedIn: false; readonly over: boolean };

/** Whether a browser has done the first step of a sign-in and may be asked for a code. */
export const isPending = (ctx: Ctx, cookie: string | null): boolean => pendingIn(ctx, cookie) !== null;

/**
 * Opens the session of a sign-in whose password was right, for a code; each code is taken once. In the deployment's journal.
 * Throws RATE_LIMIT_EXCEEDED after too many codes for the person or from the address; the first of those is journaled.
 */
export async function finishSignIn(
  ctx: Ctx,
  attempt: Browser & { readonly cookie: string; readonly code: string },
): Promise<SecondStepOutcome> {
  const pending = pendingIn(ctx, attempt.cookie);
  if (!pending) return { signedIn: false, over: true };
  const { userId } = pending;
  const ip = attempt.ip ?? "unknown";
  await countCodeAttempt(ctx, userId, ip).catch(async (error: unknown) => {
    if (shutsOut(error)) await recordLockout(ctx, userId, "code");
    throw error;
  });
  const known = await passwordOf(ctx.db, userId);
  if (!known || !stillHolds(pending.digest, known.password)) return { signedIn: false, over: true };
  const by = await takeCode(ctx, userId, attempt.code);
  if (by === null) return { signedIn: false, over: false };
  await forgiveCodeAttempts(ctx, userId, ip);
  const { code: _, ...browser } = attempt;
  const cookies = await localIdentity(ctx).openSession(userId, browser);
  const acting = actingAs(ctx, userId, known.email);
  await recordOrClose(acting, userId, by === "app" ? "password and app" : "password and recovery code", cookies);
  return { signedIn: true, userId, email: known.email, cookies };
}

/** Ends the session of these headers, wherever it was begun; in the deployment's journal. Returns the cookies that remove it. */
export async function leave(ctx: Ctx, headers: Headers): Promise<readonly SessionCookie[]> {
  const user = await sessionUser(ctx, headers);
  const cookies = await signOut(ctx, headers);
  if (user)
    await inTransaction(ctx.db, (tx) =>
      record(tx, actingAs(ctx, user.id, user.email), "user.signed_out", {
        entity: { type: "user", id: user.id },
        organization: null,
      }),
    );
  return cookies;
}

const actingAs = (ctx: Ctx, id: string, email: string): Ctx => ({
  ...ctx,
  actor: { ...ctx.actor, kind: "user", id, label: email },
});

/** What opened stands in the journal, or does not stay open. */
async function recordOrClose(ctx: Ctx, userId: string, by: string, cookies: readonly SessionCookie[]): Promise<void> {
  try {
    await inTransaction(ctx.db, (tx) =>
      record(tx, ctx, "user.signed_in", { entity: { type: "user", id: userId }, organization: null, after: { by } }),
    );
  } catch (error) {
    const cookie = cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join("; ");
    await signOut(ctx, new Headers({ cookie }));
    throw error;
  }
}

/** An address that nobody has here is nobody's: of it nothing is kept. */
async function recordLockout(ctx: Ctx, userId: string | null, tried: "password" | "code"): Promise<void> {
  if (userId === null) return;
  await inTransaction(ctx.db, (tx) =>
    record(tx, ctx, "user.shut_out", {
      entity: { type: "user", id: userId },
      organization: null,
      after: { tried },
    }),
  );
}

function pendingIn(ctx: Ctx, cookie: string | null): { readonly userId: string; readonly digest: string } | null {
  const found = cookie?.split(/;\s*/).find((part) => part.startsWith(`${PENDING_COOKIE}=`));
  return found ? openPending(ctx.env, found.slice(PENDING_COOKIE.length + 1), securityNow()) : null;
}
