import { AppError, conflict, forbidden } from "@/lib/kernel/errors";
import type { KeyForm } from "./rules/key-form";
import type { Scope } from "./permissions";

const FORM_WORDS: Record<Extract<KeyForm, { ok: false }>["wrong"], string> = {
  not_a_key: "This is not an API key of Weir: one begins with weir_live_ or weir_test_.",
  incomplete: "This API key is incomplete or has characters too many. Copy it whole.",
  checksum: "This API key's checksum does not match: a character was changed or lost. Copy it again.",
};

/** The text cannot be a key, and no database was asked. */
export const malformedKey = (wrong: Extract<KeyForm, { ok: false }>["wrong"]): AppError =>
  new AppError("AUTHENTICATION_ERROR", FORM_WORDS[wrong]);

/** One answer for unknown, revoked, expired and wrong secret: whoever holds no valid key learns nothing about any. */
export const refusedKey = (): AppError =>
  new AppError(
    "AUTHENTICATION_ERROR",
    "This API key is not accepted. It may have been revoked or have expired; create a new one in the portal.",
  );

export const missingScope = (scope: Scope): AppError =>
  forbidden(`This API key lacks the scope ${scope}. Use a key that has it, or create one.`);

export const alreadyCreated = (id: string): AppError =>
  conflict(
    `This request was done before and made the key ${id}; its secret was shown then. Revoke it and create another if it is lost.`,
    { apiKey: id },
  );

/** The plan has no room for another key. */
export const keyLimitReached = (used: number, limit: number): AppError =>
  new AppError(
    "LIMIT_EXCEEDED",
    `The plan has ${limit} API ${limit === 1 ? "key" : "keys"}, and ${used} work. Revoke one that is not needed, or upgrade the plan.`,
    {
      details: {
        ...{ meter: "api_keys", limit, current: used, remaining: Math.max(0, limit - used) },
        ...{ window: "LIFETIME", resetsAt: null },
      },
    },
  );

/** A key that works no more has nothing to hand over. */
export const endedKey = (id: string): AppError =>
  conflict(`The key ${id} was revoked or has expired, so it cannot be rotated. Create a new one.`, { apiKey: id });

/** A key that works no more cannot be made to do anything else. */
export const unchangeableKey = (id: string): AppError =>
  conflict(`The key ${id} was revoked or has expired, so it cannot be changed. Create a new one.`, { apiKey: id });

export const alreadyRotated = (id: string, successor: string): AppError =>
  conflict(
    `The key ${id} was rotated before, and ${successor} takes its place. Rotate that one, or revoke it if its text is lost.`,
    { apiKey: id, successor },
  );

export const notForAnother = (): AppError =>
  forbidden(
    "Nobody does this in another's name. End acting for the member: only the member can do this, or the console offers it.",
  );

export const lacksPermission = (): AppError =>
  forbidden("Your role in this organization does not allow this. Ask an owner or an administrator of it.");
