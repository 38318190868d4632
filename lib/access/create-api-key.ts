import type { Ctx } from "@/lib/context";
import { invalid } from "@/lib/kernel/errors";
import type { Instant } from "@/lib/kernel/time";
import { securityNow } from "@/lib/platform/clock";
import { inTransaction } from "@/lib/platform/db";
import { once } from "@/lib/platform/once";
import { alreadyCreated } from "./errors";
import { holdKeys } from "./key-limit";
import { makeKey, type CreatedApiKey, type WantedKey } from "./make-key";
import type { KeyEnvironment } from "./model";
import { scopesFor, sortedScopes } from "./permissions";
import { nameErrors, scopeErrors } from "./rules/key-fields";

export interface CreateApiKey {
  readonly name: string;
  readonly scopes: readonly string[];
  /** PROD makes a live key; STAGING and DEV make test keys. */
  readonly environment?: KeyEnvironment;
  /** Security time; absent or null: it does not expire. */
  readonly expiresAt?: Instant | null;
  readonly idempotencyKey?: string;
}

/**
 * Makes a key for the context's organization, or a deployment key when the context has none (the door sees to it that
 * only operators get there). Throws VALIDATION_ERROR naming each field; LIMIT_EXCEEDED when the plan bounds keys and has
 * no room for one more; CONFLICT when the idempotency key was used before, because the text cannot be shown twice.
 */
export async function createApiKey(ctx: Ctx, input: CreateApiKey): Promise<CreatedApiKey> {
  const now = securityNow();
  const wanted = validated(input, ctx.organization === null, now);
  const { idempotencyKey } = input;
  return inTransaction(ctx.db, async (tx) => {
    const keys = await holdKeys(tx, ctx);
    const make = async (): Promise<CreatedApiKey> => {
      await keys.oneMore();
      return makeKey(tx, ctx, { ...wanted, rotatedFromId: null }, now);
    };
    if (idempotencyKey === undefined) return make();
    let created: CreatedApiKey | undefined;
    const scope = `${ctx.organization ?? "deployment"}:createApiKey`;
    const { result } = await once(tx, { scope, key: idempotencyKey, input: wanted }, async () => {
      created = await make();
      return { id: created.apiKey.id };
    });
    if (!created) throw alreadyCreated(result.id);
    return created;
  });
}

function validated(input: CreateApiKey, deployment: boolean, now: Instant): Omit<WantedKey, "rotatedFromId"> {
  const name = input.name.trim();
  const expiresAt = input.expiresAt ?? null;
  const errors = [...nameErrors(name), ...scopeErrors(input.scopes, scopesFor(deployment))];
  if (expiresAt !== null && !(Number.isSafeInteger(expiresAt) && expiresAt > now)) {
    errors.push({
      pointer: "/expiresAt",
      code: "past",
      message: "A key expires in the future.",
      fix: "Give a later moment, or none.",
    });
  }
  if (errors.length > 0) throw invalid(errors);
  return { name, scopes: sortedScopes(input.scopes), environment: input.environment ?? "PROD", expiresAt };
}
