import type { Actor, Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { newId } from "@/lib/kernel/ids";
import { securityNow } from "@/lib/platform/clock";
import { equalInConstantTime, hmacSha256 } from "@/lib/platform/crypto";
import { inTransaction } from "@/lib/platform/db";
import { emit } from "@/lib/platform/outbox";
import { writeAccessToken } from "./access-token";
import { endedCode, spentCode, unknownCode, wrongDomain } from "./errors";
import { installationOnWire } from "./installation-event";
import { INSTALLATION_LIFETIME, type IssuedTokens, type StoredCode } from "./model";
import { refreshTokenOf } from "./refresh-token";
import { speakingDomain, type Whereabouts } from "./rules/domain";
import { readCode } from "./rules/token-form";
import { codeById, insertInstallation, spendCode } from "./store";

/** Who acts when an installation acts. */
export const actingInstallation = (installation: { id: string; domain: string }, ip: string | null): Actor => ({
  kind: "installation",
  id: installation.id,
  label: installation.domain,
  ...(ip === null ? {} : { ip }),
});

/**
 * Turns a code into an installation bound to the domain that sent it, and gives its first tokens. A code works once: of
 * several at the same time one wins. Whatever refuses it leaves it as it was. Throws AUTHENTICATION_ERROR, VALIDATION_ERROR
 * for a domain that is missing or none, FORBIDDEN for another domain than the code's. Repeating it is refused; when the
 * answer was lost, a new code is needed.
 */
export async function redeemActivationCode(
  ctx: Ctx,
  given: { readonly code: string } & Whereabouts,
): Promise<IssuedTokens> {
  const code = await presentedCode(ctx, given.code);
  const now = securityNow();
  if (code.redeemedAt !== null) throw spentCode();
  if (code.revokedAt !== null || code.expiresAt <= now) throw endedCode();
  const speaking = speakingDomain(given, code.domain);
  if (!speaking.ok) throw wrongDomain(speaking.wrong);

  const { domain } = speaking;
  const ip = ctx.actor.ip ?? null;
  const id = newId("installation");
  const acting: Ctx = { ...ctx, organization: code.organizationId, actor: actingInstallation({ id, domain }, ip) };
  // Signed before the code is spent: where nothing can be signed, nothing is lost.
  const accessToken = await writeAccessToken(acting, { id, domain, organizationId: code.organizationId });
  const installation = await inTransaction(ctx.db, async (tx) => {
    if (!(await spendCode(tx, code.id, now))) throw spentCode();
    const { organizationId, environment } = code;
    const made = await insertInstallation(tx, {
      ...{ id, organizationId, environment, domain, activationCodeId: code.id, lastIp: ip },
      createdAt: now,
      refreshedAt: now,
      expiresAt: now + INSTALLATION_LIFETIME,
    });
    await emit(tx, "activation.redeemed", organizationId, installationOnWire(made));
    await record(tx, acting, "activation_code.redeemed", {
      entity: { type: "activation_code", id: code.id },
      after: { installation: id, domain, environment },
    });
    return made;
  });
  return { installation, accessToken, refreshToken: refreshTokenOf(ctx, id, installation.generation) };
}

/** The code whose text this is. Compared even when there is none, in the same time. */
async function presentedCode(ctx: Ctx, text: string): Promise<StoredCode> {
  const id = readCode(text);
  if (id === null) throw unknownCode();
  const found = await codeById(ctx.db, id);
  const holds = equalInConstantTime(found?.codeHash ?? "", hmacSha256(ctx.env.API_KEY_PEPPER, text));
  if (!found || !holds) throw unknownCode();
  return found;
}
