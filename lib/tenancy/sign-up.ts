import { hashPassword, PASSWORD_MAX, PASSWORD_MIN, verifyPassword } from "@/lib/auth";
import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { assert, invalid, type FieldError } from "@/lib/kernel/errors";
import { newId } from "@/lib/kernel/ids";
import { businessNow } from "@/lib/platform/clock";
import { randomText } from "@/lib/platform/crypto";
import { inTransaction, sqlOf, type Tx } from "@/lib/platform/db";
import { startFallbackSubscription } from "@/lib/subscriptions";
import { emailTaken } from "./errors";
import type { Belonging, Organization, User } from "./model";
import { fieldError, isTimeZone, normalEmail, normalName, USER_NAME_MAX } from "./rules/form";
import { slugCandidates } from "./rules/slug";
import { belongingsOf, insertMembership, insertOrganization, insertPassword, insertUser, userByEmail } from "./store";

export interface SignUp {
  readonly email: string;
  readonly password: string;
  readonly name: string;
  /** IANA name of the zone in which the person reads dates; UTC when absent or unknown. */
  readonly timeZone?: string;
}

export interface SignedUp {
  readonly user: User;
  /** The personal organization. */
  readonly organization: Organization;
  /** False when this very sign-up had been done before. */
  readonly created: boolean;
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
  const made = await inTransaction(ctx.db, (tx) => makeAccount(tx, ctx, wanted, stored));
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

/** Null when somebody else took the e-mail in the meantime. */
async function makeAccount(tx: Tx, ctx: Ctx, wanted: Wanted, storedPassword: string): Promise<SignedUp | null> {
  const user = await insertUser(tx, { id: newId("user"), email: wanted.email, name: wanted.name });
  if (!user) return null;
  await insertPassword(tx, user.id, storedPassword);
  const at = await businessNow(sqlOf(tx));
  const organization = await insertOrganization(tx, {
    kind: "PERSONAL",
    name: wanted.name,
    slugs: slugCandidates(wanted.name, randomText(8).toLowerCase()),
    externalKey: null,
    billingEmail: wanted.email,
    timeZone: wanted.timeZone,
    metadata: {},
    at,
  });
  assert(typeof organization === "object", "no slug was free for a personal organization", { outcome: organization });
  await insertMembership(tx, { organizationId: organization.id, userId: user.id, role: "OWNER", at });
  const self: Ctx = {
    ...ctx,
    organization: organization.id,
    actor: { kind: "user", id: user.id, label: user.email, ...(ctx.actor.ip ? { ip: ctx.actor.ip } : {}) },
  };
  const subscription = await startFallbackSubscription(tx, self, organization.id);
  await record(tx, self, "user.signed_up", { entity: { type: "user", id: user.id } });
  await record(tx, self, "organization.created", {
    entity: { type: "organization", id: organization.id },
    after: { kind: organization.kind, owner: user.id, subscription: subscription.id },
  });
  return { user, organization, created: true };
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
