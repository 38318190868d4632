import { hashPassword, PASSWORD_MAX, PASSWORD_MIN, verifyPassword } from "@/lib/auth";
import type { Ctx } from "@/lib/context";
import { invalid, type FieldError } from "@/lib/kernel/errors";
import { inTransaction } from "@/lib/platform/db";
import { emailTaken } from "./errors";
import { makeAccount, type SignedUp } from "./make-account";
import type { Belonging } from "./model";
import { fieldError, isTimeZone, normalEmail, normalName, USER_NAME_MAX } from "./rules/form";
import { belongingsOf, userByEmail } from "./store";

export type { SignedUp } from "./make-account";

export interface SignUp {
  readonly email: string;
  readonly password: string;
  readonly name: string;
  /** IANA name of the zone in which the person reads dates; UTC when absent or unknown. */
  readonly timeZone?: string;
}

/**
 * Makes a user with a password, the personal organization, the owner membership and the FREE subscription: all of it or
 * nothing. The same e-mail with the same password gives the first account again, so a form sent twice is harmless (the
 * door counts attempts as it does for signing in). Throws VALIDATION_ERROR naming each field, CONFLICT for an e-mail that
 * cannot be used.
 */
export async function signUp(ctx: Ctx, input: SignUp): Promise<SignedUp> {
  const wanted = validated(input);
  const known = await userByEmail(ctx.db, wanted.email);
  if (known) return firstAccount(ctx, wanted);
  const stored = await hashPassword(wanted.password);
  const made = await inTransaction(ctx.db, (tx) => makeAccount(tx, ctx, wanted, { password: stored }));
  return made ?? firstAccount(ctx, wanted);
}

interface Wanted {
  readonly email: string;
  readonly password: string;
  readonly name: string;
  readonly timeZone: string;
}

function validated(input: SignUp): Wanted {
  const errors: FieldError[] = [];
  const email = normalEmail(input.email);
  const name = normalName(input.name, USER_NAME_MAX);
  if (!email)
    errors.push(fieldError("/email", "email", "This is not an e-mail address.", "Write it like ada@example.com."));
  if (!name) errors.push(fieldError("/name", "length", `A name has 1 to ${USER_NAME_MAX} characters.`));
  if (input.password.length < PASSWORD_MIN) {
    errors.push(
      fieldError(
        "/password",
        "too_short",
        `A password has at least ${PASSWORD_MIN} characters.`,
        "A few unrelated words make a good one.",
      ),
    );
  }
  if (input.password.length > PASSWORD_MAX)
    errors.push(fieldError("/password", "too_long", `A password has at most ${PASSWORD_MAX} characters.`));
  if (!email || !name || errors.length > 0) throw invalid(errors);
  const timeZone = input.timeZone && isTimeZone(input.timeZone) ? input.timeZone : "UTC";
  return { email, password: input.password, name, timeZone };
}

/** The account that this sign-up made before; CONFLICT for anybody who does not know its password. */
async function firstAccount(ctx: Pick<Ctx, "db">, wanted: Wanted): Promise<SignedUp> {
  const known = await userByEmail(ctx.db, wanted.email);
  if (!known?.password || !(await verifyPassword(known.password, wanted.password))) throw emailTaken();
  const own = (await belongingsOf(ctx.db, known.user.id)).find(isOwnPersonal);
  if (!own) throw emailTaken();
  return { user: known.user, organization: own.organization, created: false };
}

const isOwnPersonal = ({ organization, role }: Belonging): boolean =>
  organization.kind === "PERSONAL" && role === "OWNER";
