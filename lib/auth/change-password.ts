import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { conflict, invalid } from "@/lib/kernel/errors";
import { inTransaction } from "@/lib/platform/db";
import { countSignInAttempt, forgiveSignInAttempts } from "./attempts";
import { hashPassword, PASSWORD_MAX, PASSWORD_MIN, verifyPassword } from "./password";
import { endSessionsOf } from "./sessions";
import { passwordOf, replacePassword } from "./store";

export interface ChangePassword {
  readonly user: { readonly id: string; readonly email: string; readonly sessionId: string };
  readonly current: string;
  readonly next: string;
}

/**
 * Gives a user another password for the present one, and signs him out in every other browser. Trying the present one is
 * guessing as at the sign-in and counted with it. Throws VALIDATION_ERROR naming the field, RATE_LIMIT_EXCEEDED, CONFLICT
 * when the password was changed meanwhile. Not safe to repeat: the second time the present password is another.
 */
export async function changePassword(ctx: Ctx, input: ChangePassword): Promise<void> {
  const { user, current, next } = input;
  if (next.length < PASSWORD_MIN || next.length > PASSWORD_MAX)
    throw invalid([
      {
        pointer: "/next",
        code: "length",
        message: `A password has ${PASSWORD_MIN} to ${PASSWORD_MAX} characters.`,
        fix: "A few unrelated words make a good one.",
      },
    ]);
  const ip = ctx.actor.ip ?? "unknown";
  await countSignInAttempt(ctx, user.email, ip);
  const stored = await passwordOf(ctx.db, user.id);
  if (!stored || !(await verifyPassword(stored.password, current)))
    throw invalid([{ pointer: "/current", code: "mismatch", message: "This is not your current password." }]);
  await forgiveSignInAttempts(ctx, user.email, ip);
  // Slow on purpose, so outside of the transaction.
  const form = await hashPassword(next);
  await inTransaction(ctx.db, async (tx) => {
    if (!(await replacePassword(tx, stored.id, stored.password, form)))
      throw conflict("Your password was changed in another window. Sign in with the new one.");
    await endSessionsOf(tx, ctx, user.id, user.sessionId);
    await record(tx, ctx, "user.password_changed", { entity: { type: "user", id: user.id }, organization: null });
  });
}
