import type { Ctx } from "@/lib/context";
import { record, writtenActor } from "@/lib/journal";
import { invalid, type FieldError } from "@/lib/kernel/errors";
import { newId } from "@/lib/kernel/ids";
import type { Instant } from "@/lib/kernel/time";
import { securityNow } from "@/lib/platform/clock";
import { hmacSha256, randomText } from "@/lib/platform/crypto";
import { inTransaction, type Tx } from "@/lib/platform/db";
import { once } from "@/lib/platform/once";
import { alreadyCreated } from "./errors";
import type { ApiKey, KeyEnvironment } from "./model";
import { isScope, ORGANIZATION_SCOPES, type Scope } from "./permissions";
import { SECRET_LENGTH, writeKey } from "./rules/key-form";
import { insertApiKey } from "./store";

export const KEY_NAME_MAX = 100;
const SHOWN_END = 4;

export interface CreateApiKey {
  readonly name: string;
  readonly scopes: readonly string[];
  /** PROD makes a live key; STAGING and DEV make test keys. */
  readonly environment?: KeyEnvironment;
  /** Security time; absent or null: it does not expire. */
  readonly expiresAt?: Instant | null;
  readonly idempotencyKey?: string;
}

export interface CreatedApiKey {
  readonly apiKey: ApiKey;
  /** The whole key. It is nowhere else: whoever called shows it once and forgets it. */
  readonly text: string;
}

/**
 * Makes a key for the context's organization, or a deployment key when the context has none (the door sees to it that
 * only operators get there). Throws VALIDATION_ERROR naming each field; CONFLICT when the idempotency key was used
 * before, because the text cannot be shown twice.
 */
export async function createApiKey(ctx: Ctx, input: CreateApiKey): Promise<CreatedApiKey> {
  const now = securityNow();
  const wanted = validated(input, ctx.organization === null, now);
  const { idempotencyKey } = input;
  return inTransaction(ctx.db, async (tx) => {
    if (idempotencyKey === undefined) return makeKey(tx, ctx, wanted, now);
    let created: CreatedApiKey | undefined;
    const scope = `${ctx.organization ?? "deployment"}:createApiKey`;
    const { result } = await once(tx, { scope, key: idempotencyKey, input: wanted }, async () => {
      created = await makeKey(tx, ctx, wanted, now);
      return { id: created.apiKey.id };
    });
    if (!created) throw alreadyCreated(result.id);
    return created;
  });
}

interface Wanted {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly environment: KeyEnvironment;
  readonly expiresAt: Instant | null;
}

function validated(input: CreateApiKey, deployment: boolean, now: Instant): Wanted {
  const errors: FieldError[] = [];
  const name = input.name.trim();
  if (name.length < 1 || name.length > KEY_NAME_MAX || /\p{Cc}/u.test(name)) {
    errors.push({
      pointer: "/name",
      code: "length",
      message: `A key's name has 1 to ${KEY_NAME_MAX} characters.`,
      fix: "Name it for what will use it.",
    });
  }
  const scopes = [...new Set(input.scopes)].filter(isScope).sort();
  const allowed: readonly string[] = deployment ? [...ORGANIZATION_SCOPES, "admin:*"] : ORGANIZATION_SCOPES;
  for (const scope of new Set(input.scopes)) {
    if (!allowed.includes(scope))
      errors.push({
        pointer: "/scopes",
        code: "unknown",
        message: `"${scope}" is no scope of such a key.`,
        fix: `Choose from ${allowed.join(", ")}.`,
      });
  }
  if (input.scopes.length === 0)
    errors.push({
      pointer: "/scopes",
      code: "required",
      message: "A key needs at least one scope.",
      fix: `Choose from ${allowed.join(", ")}.`,
    });
  const expiresAt = input.expiresAt ?? null;
  if (expiresAt !== null && !(Number.isSafeInteger(expiresAt) && expiresAt > now)) {
    errors.push({
      pointer: "/expiresAt",
      code: "past",
      message: "A key expires in the future.",
      fix: "Give a later moment, or none.",
    });
  }
  if (errors.length > 0) throw invalid(errors);
  return { name, scopes, environment: input.environment ?? "PROD", expiresAt };
}

async function makeKey(tx: Tx, ctx: Ctx, wanted: Wanted, now: Instant): Promise<CreatedApiKey> {
  const id = newId("apiKey");
  const deployment = ctx.organization === null;
  const text = writeKey(
    { mode: wanted.environment === "PROD" ? "live" : "test", deployment, id },
    randomText(SECRET_LENGTH),
  );
  const apiKey = await insertApiKey(tx, {
    ...wanted,
    id,
    organizationId: ctx.organization,
    secretHash: hmacSha256(ctx.env.API_KEY_PEPPER, text),
    lastFour: text.slice(-SHOWN_END),
    createdBy: writtenActor(ctx.actor),
    createdAt: now,
  });
  await record(tx, ctx, "api_key.created", {
    entity: { type: "api_key", id },
    after: { environment: apiKey.environment, scopes: apiKey.scopes, deployment, expiresAt: apiKey.expiresAt },
  });
  return { apiKey, text };
}
