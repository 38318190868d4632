"use server";

import { revalidatePath } from "next/cache";
import type { CreateKeyAnswer, CreateKeyInput, RevokeKeyAnswer } from "@/components/screens/api-keys/model";
import { createApiKey, revokeApiKey } from "@/lib/access";
import { AppError } from "@/lib/kernel/errors";
import { DAY, iso } from "@/lib/kernel/time";
import { securityNow } from "@/lib/platform/clock";
import { requirePortalAction, visitorContext } from "../../../../portal-session";

const LONGEST_DAYS = 3_650;

/** Makes a key and answers its text, this once. What a browser sends is checked here, whatever the dialog allows. */
export async function createKeyAction(org: string, given: CreateKeyInput): Promise<CreateKeyAnswer> {
  try {
    const { ctx } = await requirePortalAction(org, "keys:write");
    const input = readInput(given);
    const { apiKey, text } = await createApiKey(ctx, {
      name: input.name,
      scopes: input.scopes,
      environment: input.mode === "test" ? "DEV" : "PROD",
      expiresAt: input.expiresInDays === null ? null : securityNow() + input.expiresInDays * DAY,
    });
    revalidatePath(`/orgs/${org}/api-keys`);
    const expiresAt = apiKey.expiresAt === null ? null : iso(apiKey.expiresAt);
    return {
      kind: "created",
      key: { name: apiKey.name, secret: text, mode: input.mode, scopes: apiKey.scopes, expiresAt },
    };
  } catch (error) {
    return { kind: "refused", errors: await errorsOf(error) };
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

/** An action's arguments come from outside: types say nothing about them until they are looked at. */
function readInput(given: unknown): CreateKeyInput {
  const { name, mode, scopes, expiresInDays } = (typeof given === "object" && given !== null ? given : {}) as Readonly<
    Record<string, unknown>
  >;
  const days = expiresInDays ?? null;
  const wholeDays = typeof days === "number" && Number.isInteger(days) && days >= 1 && days <= LONGEST_DAYS;
  const texts =
    Array.isArray(scopes) && scopes.every((scope): scope is string => typeof scope === "string") ? scopes : null;
  if (
    typeof name !== "string" ||
    texts === null ||
    (mode !== "live" && mode !== "test") ||
    !(days === null || wholeDays)
  ) {
    throw new AppError("VALIDATION_ERROR", "The form was incomplete. Close it, open it again and repeat.");
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
