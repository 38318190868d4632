import type { Ctx } from "@/lib/context";
import { record, writtenActor } from "@/lib/journal";
import { notFound, required } from "@/lib/kernel/errors";
import { securityNow } from "@/lib/platform/clock";
import { inTransaction, type Tx } from "@/lib/platform/db";
import { emit } from "@/lib/platform/outbox";
import { redeemedCode } from "./errors";
import { installationOnWire } from "./installation-event";
import type { ActivationCode, Installation } from "./model";
import { getActivationCode } from "./queries";
import { isAlive } from "./rules/refresh";
import { codeIn, installationIn, markCodeRevoked, markInstallationRevoked, revokeAllIn } from "./store";

/**
 * Ends an open code of the context's organization, at once. Repeating it answers the first revocation. Throws NOT_FOUND, also
 * for another's code, and CONFLICT for one that was redeemed: what it made is an installation.
 */
export async function revokeActivationCode(ctx: Ctx, id: string, reason?: string): Promise<ActivationCode> {
  const organizationId = required(ctx.organization, "the organization whose code is revoked");
  await inTransaction(ctx.db, async (tx) => {
    if (!(await codeIn(tx, organizationId, id))) throw notFound("activation code");
    if (await markCodeRevoked(tx, id, writtenActor(ctx.actor), securityNow())) {
      await record(tx, ctx, "activation_code.revoked", {
        entity: { type: "activation_code", id },
        ...(reason === undefined ? {} : { reason }),
      });
      return;
    }
    // Somebody was faster: with the same, or with redeeming it.
    if ((await codeIn(tx, organizationId, id))?.redeemedAt != null) throw redeemedCode(id);
  });
  return getActivationCode(ctx, id);
}

/**
 * Ends an installation of the context's organization: it cannot be refreshed from now on, and its access tokens are refused
 * within a second, in every process. Repeating it answers the first end. Throws NOT_FOUND, also for another's.
 */
export async function revokeInstallation(ctx: Ctx, id: string, reason?: string): Promise<Installation> {
  const organizationId = required(ctx.organization, "the organization whose installation is revoked");
  return inTransaction(ctx.db, async (tx) => {
    const installation = await installationIn(tx, organizationId, id);
    if (!installation) throw notFound("installation");
    const end = { by: writtenActor(ctx.actor), because: "REVOKED" as const, at: securityNow() };
    if (await markInstallationRevoked(tx, id, end)) {
      await emit(tx, "activation.revoked", organizationId, installationOnWire(installation));
      await record(tx, ctx, "installation.revoked", {
        entity: { type: "installation", id },
        before: { generation: installation.generation, domain: installation.domain },
        after: { because: end.because },
        ...(reason === undefined ? {} : { reason }),
      });
    }
    return required(await installationIn(tx, organizationId, id), "the installation that was revoked");
  });
}

/**
 * Ends every installation of an organization that ends, and every open code, in its transaction: nothing is refreshed or redeemed
 * from then on, and access tokens are refused within a second. Answers how many worked until then; whoever calls journals it.
 */
export async function revokeEveryActivation(
  tx: Tx,
  ctx: Ctx,
  organizationId: string,
): Promise<{ readonly installations: number; readonly codes: number }> {
  const now = securityNow();
  const end = { by: writtenActor(ctx.actor), because: "REVOKED" as const, at: now };
  const { installations, codes } = await revokeAllIn(tx, organizationId, end);
  const working = installations.filter((each) => isAlive({ ...each, revokedAt: null }, now));
  for (const each of working) await emit(tx, "activation.revoked", organizationId, installationOnWire(each));
  return { installations: working.length, codes };
}
