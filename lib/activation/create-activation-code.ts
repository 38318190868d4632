import type { KeyEnvironment } from "@/lib/access";
import type { Ctx } from "@/lib/context";
import { record, writtenActor } from "@/lib/journal";
import { required } from "@/lib/kernel/errors";
import { newId } from "@/lib/kernel/ids";
import { securityNow } from "@/lib/platform/clock";
import { hmacSha256, randomText } from "@/lib/platform/crypto";
import { inTransaction, type Tx } from "@/lib/platform/db";
import { once } from "@/lib/platform/once";
import { alreadyMade, wrongDomain } from "./errors";
import { CODE_LIFETIME, type ActivationCode } from "./model";
import { shown } from "./queries";
import { readDomain } from "./rules/domain";
import { CODE_SECRET_LENGTH, writeCode } from "./rules/token-form";
import { insertCode } from "./store";

const SHOWN_END = 4;

export interface CreateActivationCode {
  /** Host, with a port where it is not the usual one; absent or null: whichever redeems it is bound to it. */
  readonly domain?: string | null;
  /** Where the installation's usage counts; PROD when absent. */
  readonly environment?: KeyEnvironment;
  readonly idempotencyKey?: string;
}

export interface CreatedActivationCode {
  readonly activationCode: ActivationCode;
  /** The whole code. It is nowhere else: whoever called shows it once and forgets it. */
  readonly text: string;
}

/**
 * Makes a code that turns one plugin or site of the context's organization into an installation, once and within ten
 * minutes. Throws VALIDATION_ERROR for what is no domain; CONFLICT when the idempotency key was used before, because the text
 * cannot be shown twice.
 */
export async function createActivationCode(ctx: Ctx, input: CreateActivationCode = {}): Promise<CreatedActivationCode> {
  const { idempotencyKey, environment = "PROD" } = input;
  const wanted = { environment, domain: validDomain(input.domain ?? null) };
  return inTransaction(ctx.db, async (tx) => {
    if (idempotencyKey === undefined) return make(tx, ctx, wanted);
    let made: CreatedActivationCode | undefined;
    const scope = `${ctx.organization ?? ""}:createActivationCode`;
    const { result } = await once(tx, { scope, key: idempotencyKey, input: wanted }, async () => {
      made = await make(tx, ctx, wanted);
      return { id: made.activationCode.id };
    });
    if (!made) throw alreadyMade(result.id);
    return made;
  });
}

function validDomain(text: string | null): string | null {
  if (text === null) return null;
  const domain = readDomain(text);
  if (domain === null) throw wrongDomain("not_a_domain");
  return domain;
}

async function make(
  tx: Tx,
  ctx: Ctx,
  wanted: { environment: KeyEnvironment; domain: string | null },
): Promise<CreatedActivationCode> {
  const id = newId("activationCode");
  const now = securityNow();
  const text = writeCode(id, randomText(CODE_SECRET_LENGTH));
  const code = await insertCode(tx, {
    ...wanted,
    id,
    organizationId: required(ctx.organization, "the organization that a code is made for"),
    codeHash: hmacSha256(ctx.env.API_KEY_PEPPER, text),
    lastFour: text.slice(-SHOWN_END),
    createdBy: writtenActor(ctx.actor),
    createdAt: now,
    expiresAt: now + CODE_LIFETIME,
  });
  await record(tx, ctx, "activation_code.created", { entity: { type: "activation_code", id }, after: wanted });
  return { activationCode: shown(code), text };
}
