"use server";

import { revalidatePath } from "next/cache";
import type {
  DisableAnswer,
  DisableInput,
  EnableAnswer,
  PasswordAnswer,
  PasswordInput,
  PersonAnswer,
  PersonInput,
  ProposalAnswer,
  SessionAnswer,
} from "@/components/screens/profile/model";
import {
  changePassword,
  disableSecondStep,
  enableSecondStep,
  endOtherSessions,
  endSession,
  proposeSecondStep,
} from "@/lib/auth";
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
    keptHere(ctx);
    await changePassword(ctx, { user, ...textsOf(given, ["current", "next"]) });
    revalidatePath(PAGE);
    return { kind: "saved" };
  } catch (error) {
    return { kind: "refused", errors: await errorsOf(error, ["current", "next"]) };
  }
}

/** Where somebody else signs people in, what belongs to that is his. */
function keptHere(ctx: Ctx): void {
  if (ctx.identity) throw new AppError("CONFLICT", "This is kept where you sign in. Change it there.");
}

/** Begins to set up the second step: what an app has to take in. Nothing asks for it before a code of the app was given. */
export async function proposeSecondStepAction(): Promise<ProposalAnswer> {
  try {
    const { ctx, user } = await requireUserAction();
    keptHere(ctx);
    return { kind: "proposed", ...(await proposeSecondStep(ctx, user)) };
  } catch (error) {
    const { form } = await errorsOf(error, []);
    return { kind: "refused", message: form ?? "It could not be set up." };
  }
}

/** Switches the second step on for a code of the app; the answer holds the recovery codes, which are never shown again. */
export async function enableSecondStepAction(given: string): Promise<EnableAnswer> {
  try {
    const { ctx, user } = await requireUserAction();
    keptHere(ctx);
    const { code } = textsOf({ code: given }, ["code"]);
    // The page is not read anew: it would take the codes away that are shown now.
    return { kind: "codes", codes: await enableSecondStep(ctx, { person: user, code }) };
  } catch (error) {
    return { kind: "refused", errors: await errorsOf(error, ["code"]) };
  }
}

/** Switches the second step off, for the password and a code. */
export async function disableSecondStepAction(given: DisableInput): Promise<DisableAnswer> {
  try {
    const { ctx, user } = await requireUserAction();
    keptHere(ctx);
    await disableSecondStep(ctx, { person: user, ...textsOf(given, ["password", "code"]) });
    revalidatePath(PAGE);
    return { kind: "disabled" };
  } catch (error) {
    return { kind: "refused", errors: await errorsOf(error, ["password", "code"]) };
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
