import type { Ctx } from "@/lib/context";
import { record, writtenActor } from "@/lib/journal";
import { newId } from "@/lib/kernel/ids";
import type { Instant } from "@/lib/kernel/time";
import { hmacSha256, randomText } from "@/lib/platform/crypto";
import type { Tx } from "@/lib/platform/db";
import type { ApiKey, KeyEnvironment } from "./model";
import type { Scope } from "./permissions";
import { SECRET_LENGTH, writeKey } from "./rules/key-form";
import { insertApiKey } from "./store";

const SHOWN_END = 4;

export interface CreatedApiKey {
  readonly apiKey: ApiKey;
  /** The whole key. It is nowhere else: whoever called shows it once and forgets it. */
  readonly text: string;
}

/** A key that was judged and may be made. `rotatedFromId` is the key whose place it takes. */
export interface WantedKey {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly environment: KeyEnvironment;
  readonly expiresAt: Instant | null;
  readonly rotatedFromId: string | null;
}

/** Writes a key of the context's organization (of the deployment, when it has none) and its journal entry. Each call makes another. */
export async function makeKey(tx: Tx, ctx: Ctx, wanted: WantedKey, now: Instant): Promise<CreatedApiKey> {
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
  const { environment, scopes, expiresAt, rotatedFromId } = apiKey;
  await record(tx, ctx, "api_key.created", {
    entity: { type: "api_key", id },
    after: { environment, scopes, deployment, expiresAt, ...(rotatedFromId === null ? {} : { rotatedFromId }) },
  });
  return { apiKey, text };
}
