"use server";

import { revalidatePath } from "next/cache";
import type { CreateCodeAnswer, CreateCodeInput, RevokeAnswer } from "@/components/screens/activation/model";
import { createActivationCode, revokeActivationCode, revokeInstallation } from "@/lib/activation";
import type { Ctx } from "@/lib/context";
import { AppError } from "@/lib/kernel/errors";
import { iso } from "@/lib/kernel/time";
import { requirePortalAction, visitorContext } from "../../../../portal-session";

/** Makes a code and answers its text, this once. What a browser sends is checked here, whatever the dialog allows. */
export async function createCodeAction(org: string, given: CreateCodeInput): Promise<CreateCodeAnswer> {
  try {
    const { ctx } = await requirePortalAction(org, "activation:write");
    const { domain, mode } = readInput(given);
    const { activationCode, text } = await createActivationCode(ctx, {
      domain: domain === "" ? null : domain,
      environment: mode === "test" ? "DEV" : "PROD",
    });
    revalidatePath(`/orgs/${org}/activation`);
    return {
      kind: "created",
      code: { text, mode, domain: activationCode.domain, expiresAt: iso(activationCode.expiresAt) },
    };
  } catch (error) {
    const message = await wordsOf(error);
    const isDomain = error instanceof AppError && error.fields.some(({ pointer }) => pointer === "/domain");
    return {
      kind: "refused",
      errors: isDomain ? { domain: `${message} Write it as in shop.example.` } : { form: message },
    };
  }
}

/** Ends an open code. Ending it again does no harm. */
export async function revokeCodeAction(org: string, id: string): Promise<RevokeAnswer> {
  try {
    const { ctx } = await requirePortalAction(org, "activation:write");
    return await revoked(org, ctx, (within) => revokeActivationCode(within, String(id)));
  } catch (error) {
    return { kind: "refused", message: await wordsOf(error) };
  }
}

/** Ends an installation. Ending it again does no harm. */
export async function revokeInstallationAction(org: string, id: string): Promise<RevokeAnswer> {
  try {
    const { ctx } = await requirePortalAction(org, "activation:write");
    return await revoked(org, ctx, (within) => revokeInstallation(within, String(id)));
  } catch (error) {
    return { kind: "refused", message: await wordsOf(error) };
  }
}

async function revoked(org: string, ctx: Ctx, revoke: (ctx: Ctx) => Promise<unknown>): Promise<RevokeAnswer> {
  await revoke(ctx);
  revalidatePath(`/orgs/${org}/activation`);
  return { kind: "revoked" };
}

/** An action's arguments come from outside: types say nothing about them until they are looked at. */
function readInput(given: unknown): CreateCodeInput {
  const { domain, mode } = (typeof given === "object" && given !== null ? given : {}) as Readonly<
    Record<string, unknown>
  >;
  if (typeof domain !== "string" || (mode !== "live" && mode !== "test"))
    throw new AppError("VALIDATION_ERROR", "The form was incomplete. Close it, open it again and repeat.");
  return { domain: domain.trim(), mode };
}

async function wordsOf(error: unknown): Promise<string> {
  if (error instanceof AppError) return error.message;
  const ctx = await visitorContext();
  ctx.log.error({ err: error, requestId: ctx.requestId }, "an action on activation failed");
  return `Something went wrong on our side (${ctx.requestId}). Look what is listed before you try again.`;
}
