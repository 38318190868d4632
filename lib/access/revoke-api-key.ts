import type { Ctx } from "@/lib/context";
import { record, writtenActor } from "@/lib/journal";
import { notFound, required } from "@/lib/kernel/errors";
import { securityNow } from "@/lib/platform/clock";
import { inTransaction } from "@/lib/platform/db";
import { holdKeys } from "./key-limit";
import type { ApiKey } from "./model";
import { apiKeyIn, markRevoked } from "./store";

/**
 * Ends a key of the context's organization (of the deployment, when it has none). Calls with it are refused within a
 * second, in every process. Repeating it answers the first revocation. Throws NOT_FOUND, also for another's key.
 */
export async function revokeApiKey(ctx: Ctx, id: string, reason?: string): Promise<ApiKey> {
  return inTransaction(ctx.db, async (tx) => {
    const keys = await holdKeys(tx, ctx);
    const key = await apiKeyIn(tx, ctx.organization, id);
    if (!key) throw notFound("API key");
    const revoked = await markRevoked(tx, id, writtenActor(ctx.actor), securityNow());
    if (revoked) {
      await keys.oneLess();
      await record(tx, ctx, "api_key.revoked", {
        entity: { type: "api_key", id },
        before: { environment: key.environment, scopes: key.scopes },
        ...(reason === undefined ? {} : { reason }),
      });
    }
    return required(await apiKeyIn(tx, ctx.organization, id), "the key that was revoked");
  });
}
