"use server";

import { revalidatePath } from "next/cache";
import type {
  ChangeKeyAnswer,
  ChangeKeyInput,
  CreateKeyAnswer,
  CreateKeyInput,
  NewKey,
  RevokeKeyAnswer,
  RotateKeyAnswer,
} from "@/components/screens/api-keys/model";
import { changeApiKey, createApiKey, reportLeakedKey, revokeApiKey, rotateApiKey, type ApiKey } from "@/lib/access";
import { AppError } from "@/lib/kernel/errors";
import { DAY, HOUR, iso } from "@/lib/kernel/time";
import { securityNow } from "@/lib/platform/clock";
import { requirePortalAction, visitorContext, type PortalSession } from "../../../../portal-session";
import { paywallOf } from "../paywall-of";

const LONGEST_DAYS = 3_650;
const LONGEST_PLACE = 200;

/** Makes a key and answers its text, this once. What a browser sends is checked here, whatever the dialog allows. */
export async function createKeyAction(org: string, given: CreateKeyInput): Promise<CreateKeyAnswer> {
  let session: PortalSession | null = null;
  try {
    session = await requirePortalAction(org, "keys:write");
    const input = readInput(given);
    const { apiKey, text } = await createApiKey(session.ctx, {
      name: input.name,
      scopes: input.scopes,
      environment: input.mode === "test" ? "DEV" : "PROD",
      expiresAt: input.expiresInDays === null ? null : securityNow() + input.expiresInDays * DAY,
    });
    revalidatePath(`/orgs/${org}/api-keys`);
    return { kind: "created", key: newKey(apiKey, text) };
  } catch (error) {
    const full = error instanceof AppError && error.code === "LIMIT_EXCEEDED";
    const paywall = full && session ? await paywallOf(session, error) : undefined;
    return { kind: "refused", errors: await errorsOf(error), ...(paywall ? { paywall } : {}) };
  }
}

const newKey = (apiKey: ApiKey, text: string): NewKey => ({
  name: apiKey.name,
  secret: text,
  mode: apiKey.environment === "PROD" ? "live" : "test",
  scopes: apiKey.scopes,
  expiresAt: apiKey.expiresAt === null ? null : iso(apiKey.expiresAt),
});

/** Changes name and scopes of a key; the key itself stays. */
export async function changeKeyAction(org: string, keyId: string, given: ChangeKeyInput): Promise<ChangeKeyAnswer> {
  try {
    const { ctx } = await requirePortalAction(org, "keys:write");
    await changeApiKey(ctx, String(keyId), readChange(given));
    revalidatePath(`/orgs/${org}/api-keys`);
    return { kind: "changed" };
  } catch (error) {
    return { kind: "refused", errors: await errorsOf(error) };
  }
}

/** Makes a key's successor and answers its text, this once; the old key works on for the hours that were chosen. */
export async function rotateKeyAction(org: string, keyId: string, overlapHours: number): Promise<RotateKeyAnswer> {
  try {
    const { ctx } = await requirePortalAction(org, "keys:write");
    if (typeof overlapHours !== "number" || !Number.isInteger(overlapHours)) throw incompleteForm();
    const { apiKey, text, previous } = await rotateApiKey(ctx, String(keyId), { overlap: overlapHours * HOUR });
    revalidatePath(`/orgs/${org}/api-keys`);
    const until = previous.expiresAt === null ? null : iso(previous.expiresAt);
    return { kind: "rotated", key: { ...newKey(apiKey, text), ...(until === null ? {} : { replaces: { until } }) } };
  } catch (error) {
    return { kind: "refused", message: (await errorsOf(error)).form ?? "The key could not be rotated." };
  }
}

/** Ends a key. Ending it again does no harm. */
export async function revokeKeyAction(org: string, keyId: string): Promise<RevokeKeyAnswer> {
  try {
    const { ctx } = await requirePortalAction(org, "keys:write");
    await revokeApiKey(ctx, String(keyId));
    revalidatePath(`/orgs/${org}/api-keys`);
    return { kind: "revoked" };
  } catch (error) {
    return { kind: "refused", message: (await errorsOf(error)).form ?? "The key could not be revoked." };
  }
}

/** Ends a key that is in wrong hands and tells who runs the organization. Telling it again does no harm. */
export async function leakKeyAction(org: string, keyId: string, where: string): Promise<RevokeKeyAnswer> {
  try {
    const { ctx } = await requirePortalAction(org, "keys:write");
    const place = typeof where === "string" ? where.trim() : "";
    if (place.length > LONGEST_PLACE) throw incompleteForm();
    await reportLeakedKey(ctx, String(keyId), place === "" ? undefined : place);
    revalidatePath(`/orgs/${org}/api-keys`);
    return { kind: "revoked" };
  } catch (error) {
    return { kind: "refused", message: (await errorsOf(error)).form ?? "The key could not be revoked." };
  }
}

const incompleteForm = (): AppError =>
  new AppError("VALIDATION_ERROR", "The form was incomplete. Close it, open it again and repeat.");

function readChange(given: unknown): ChangeKeyInput {
  const { name, scopes } = fieldsOf(given);
  const texts = textsOf(scopes);
  if (typeof name !== "string" || texts === null) throw incompleteForm();
  return { name, scopes: texts };
}

const fieldsOf = (given: unknown): Readonly<Record<string, unknown>> =>
  (typeof given === "object" && given !== null ? given : {}) as Readonly<Record<string, unknown>>;

const textsOf = (given: unknown): readonly string[] | null =>
  Array.isArray(given) && given.every((each): each is string => typeof each === "string") ? given : null;

/** An action's arguments come from outside: types say nothing about them until they are looked at. */
function readInput(given: unknown): CreateKeyInput {
  const { name, mode, scopes, expiresInDays } = fieldsOf(given);
  const days = expiresInDays ?? null;
  const wholeDays = typeof days === "number" && Number.isInteger(days) && days >= 1 && days <= LONGEST_DAYS;
  const texts = textsOf(scopes);
  if (
    typeof name !== "string" ||
    texts === null ||
    (mode !== "live" && mode !== "test") ||
    !(days === null || wholeDays)
  ) {
    throw incompleteForm();
  }
  return { name, mode, scopes: texts, expiresInDays: days };
}

type Errors = Extract<CreateKeyAnswer, { kind: "refused" }>["errors"];

async function errorsOf(error: unknown): Promise<Errors> {
  if (!(error instanceof AppError)) {
    const ctx = await visitorContext();
    ctx.log.error({ err: error, requestId: ctx.requestId }, "an action on API keys failed");
    return {
      form: `Something went wrong on our side (${ctx.requestId}). Look whether the key is listed before you try again.`,
    };
  }
  const errors: Errors = {};
  for (const field of error.fields) {
    if (field.pointer === "/name") errors.name ??= field.message;
    else if (field.pointer === "/scopes") errors.scopes ??= field.message;
    else errors.form ??= field.message;
  }
  return error.fields.length > 0 ? errors : { form: error.message };
}
