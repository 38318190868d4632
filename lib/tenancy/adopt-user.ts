import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { conflict, invalid } from "@/lib/kernel/errors";
import { inTransaction } from "@/lib/platform/db";
import { makeAccount } from "./make-account";
import type { User } from "./model";
import { fieldError, normalEmail, normalName, USER_NAME_MAX } from "./rules/form";
import { keepClerkUser, updateUserIdentity, userByClerkId, userByEmail } from "./store";

/** Somebody as Clerk knows him. */
export interface ClerkPerson {
  readonly clerkUserId: string;
  /** Verified there: that it is his is why an account which has it already becomes his. */
  readonly email: string;
  readonly name: string;
}

/**
 * The user who is this person at Clerk: known already, or the account that has his e-mail, or a new one with its personal
 * organization and FREE subscription. Repeated or at the same time it gives the same user. Throws VALIDATION_ERROR for an
 * e-mail that is none, CONFLICT when the e-mail belongs to another person at Clerk.
 */
export async function adoptUser(ctx: Ctx, person: ClerkPerson): Promise<User> {
  const email = normalEmail(person.email);
  if (!email) throw invalid([fieldError("/email", "email", "This is not an e-mail address.")]);
  const known = await userByClerkId(ctx.db, person.clerkUserId);
  if (known) return known;
  const name = normalName(person.name, USER_NAME_MAX) ?? (email.split("@")[0] ?? email).slice(0, USER_NAME_MAX);
  const made = await inTransaction(ctx.db, (tx) =>
    makeAccount(tx, ctx, { email, name, timeZone: "UTC" }, { clerkUserId: person.clerkUserId }),
  );
  return made ? made.user : takeOver(ctx, email, person.clerkUserId);
}

async function takeOver(ctx: Ctx, email: string, clerkUserId: string): Promise<User> {
  return inTransaction(ctx.db, async (tx) => {
    const holder = await userByEmail(tx, email);
    if (!holder || !(await keepClerkUser(tx, holder.user.id, clerkUserId)))
      throw conflict("This e-mail belongs to another person's account. Ask the operator of this site to part them.");
    await record(tx, ctx, "user.identity_linked", {
      entity: { type: "user", id: holder.user.id },
      organization: null,
      after: { clerkUser: clerkUserId },
    });
    return holder.user;
  });
}

/**
 * Writes what Clerk says now about somebody who is known here; nothing for anybody else. An e-mail that belongs to
 * another account here is left as it was. Returns whether anything changed.
 */
export async function updateAdoptedUser(ctx: Ctx, person: ClerkPerson): Promise<boolean> {
  const [email, name] = [normalEmail(person.email), normalName(person.name, USER_NAME_MAX)];
  return inTransaction(ctx.db, async (tx) => {
    const user = await userByClerkId(tx, person.clerkUserId);
    if (!user) return false;
    const holder = email === null ? null : await userByEmail(tx, email);
    const free = email !== null && (holder === null || holder.user.id === user.id);
    const wanted = { name: name ?? user.name, email: free ? email : user.email };
    if (wanted.name === user.name && wanted.email === user.email) return false;
    await updateUserIdentity(tx, user.id, wanted);
    await record(tx, ctx, "user.renamed", {
      entity: { type: "user", id: user.id },
      organization: null,
      after: { email: wanted.email !== user.email, name: wanted.name !== user.name },
    });
    return true;
  });
}
