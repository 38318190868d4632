"use server";

import { revalidatePath } from "next/cache";
import type {
  PasswordAnswer,
  PasswordInput,
  PersonAnswer,
  PersonInput,
  SessionAnswer,
} from "@/components/screens/profile/model";
import { changePassword, endOtherSessions, endSession } from "@/lib/auth";
import type { Ctx } from "@/lib/context";
import { AppError } from "@/lib/kernel/errors";
import { organizationsOf, renameUser, updateOrganization } from "@/lib/tenancy";
import { requireUserAction, visitorContext } from "../../../portal-session";

const PAGE = "/settings/profile";

/** Writes name and time zone; the zone is that of the person's own organization. */
export async function savePersonAction(given: PersonInput): Promise<PersonAnswer> {
  try {
    const { ctx, user } = await requireUserAction();
    const { name, timeZone } = textsOf(given, ["name", "timeZone"]);
    // Where somebody else keeps the name, it is only shown here.
    if (name !== user.name && !ctx.identity) await renameUser(ctx, user.id, name);
    await keepZone(ctx, user.id, timeZone);
    revalidatePath(PAGE);
    return { kind: "saved" };
  } catch (error) {
    return { kind: "refused", errors: await errorsOf(error, ["name", "timeZone"]) };
  }
}

async function keepZone(ctx: Ctx, userId: string, timeZone: string): Promise<void> {
  const own = (await organizationsOf(ctx, userId)).find(
    ({ organization, role }) => organization.kind === "PERSONAL" && role === "OWNER",
  );
  if (!own || own.organization.timeZone === timeZone) return;
  await updateOrganization({ ...ctx, organization: own.organization.id }, { timeZone });
}

/** Puts a new password in the place of the present one. */
export async function savePasswordAction(given: PasswordInput): Promise<PasswordAnswer> {
  try {
    const { ctx, user } = await requireUserAction();
    if (ctx.identity) throw new AppError("CONFLICT", "Your password is kept where you sign in. Change it there.");
    await changePassword(ctx, { user, ...textsOf(given, ["current", "next"]) });
    revalidatePath(PAGE);
    return { kind: "saved" };
  } catch (error) {
    return { kind: "refused", errors: await errorsOf(error, ["current", "next"]) };
  }
}

/** Signs the person out in one other browser. */
export async function endSessionAction(id: string): Promise<SessionAnswer> {
  return ending(async (ctx, user) => {
    await endSession(ctx, user.id, String(id).slice(0, 100));
    return 1;
  });
}

/** Signs the person out in every other browser. */
export async function endOthersAction(): Promise<SessionAnswer> {
  return ending((ctx, user) => endOtherSessions(ctx, user.id, user.sessionId));
}

type User = Awaited<ReturnType<typeof requireUserAction>>["user"];

async function ending(end: (ctx: Ctx, user: User) => Promise<number>): Promise<SessionAnswer> {
  try {
    const { ctx, user } = await requireUserAction();
    const count = await end(ctx, user);
    revalidatePath(PAGE);
    return { kind: "ended", count };
  } catch (error) {
    const { form } = await errorsOf(error, []);
    return { kind: "refused", message: form ?? "The session could not be ended." };
  }
}

/** An action's arguments come from outside: types say nothing about them until they are looked at. */
function textsOf<Name extends string>(given: unknown, names: readonly Name[]): Record<Name, string> {
  const fields = (typeof given === "object" && given !== null ? given : {}) as Readonly<Record<string, unknown>>;
  const read = names.map((name): [Name, string] => {
    const value = fields[name];
    if (typeof value !== "string" || value.length > 1_000)
      throw new AppError("VALIDATION_ERROR", "The form was incomplete. Open the page again and repeat.");
    return [name, value];
  });
  return Object.fromEntries(read) as Record<Name, string>;
}

async function errorsOf<Name extends string>(
  error: unknown,
  names: readonly Name[],
): Promise<{ [Field in Name | "form"]?: string }> {
  type Errors = { [Field in Name | "form"]?: string };
  if (!(error instanceof AppError)) {
    const ctx = await visitorContext();
    ctx.log.error({ err: error, requestId: ctx.requestId }, "an action on the profile failed");
    return { form: `Something went wrong on our side (${ctx.requestId}). Try again in a moment.` };
  }
  const errors: { [field: string]: string } = {};
  for (const field of error.fields) {
    const name = names.find((each) => field.pointer === `/${each}`) ?? "form";
    errors[name] ??= field.fix ? `${field.message} ${field.fix}` : field.message;
  }
  return (error.fields.length > 0 ? errors : { form: error.message }) as Errors;
}
