import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { invalid, notFound } from "@/lib/kernel/errors";
import { isId } from "@/lib/kernel/ids";
import { securityNow } from "@/lib/platform/clock";
import { inTransaction } from "@/lib/platform/db";
import { unchangeableKey } from "./errors";
import type { ApiKey } from "./model";
import { scopesFor, sortedScopes } from "./permissions";
import { hasEnded } from "./rules/has-ended";
import { nameErrors, scopeErrors } from "./rules/key-fields";
import { lockApiKey, setNameAndScopes } from "./store";

/** What shall be otherwise; what is absent stays. */
export interface ChangeApiKey {
  readonly name?: string;
  readonly scopes?: readonly string[];
}

/**
 * Changes name or scopes of a key of the context's organization (of the deployment, when it has none). Calls with it have the
 * new scopes within a second, in every process. Repeating it changes nothing. Throws NOT_FOUND, also for another's key;
 * VALIDATION_ERROR naming each field; CONFLICT for a key that has ended.
 */
export async function changeApiKey(ctx: Ctx, id: string, change: ChangeApiKey): Promise<ApiKey> {
  const name = change.name?.trim();
  const errors = [
    ...(name === undefined ? [] : nameErrors(name)),
    ...(change.scopes === undefined ? [] : scopeErrors(change.scopes, scopesFor(ctx.organization === null))),
  ];
  if (errors.length > 0) throw invalid(errors);
  return inTransaction(ctx.db, async (tx) => {
    const key = isId("apiKey", id) ? await lockApiKey(tx, ctx.organization, id) : null;
    if (!key) throw notFound("API key");
    if (hasEnded(key, securityNow())) throw unchangeableKey(id);
    const before = { name: key.name, scopes: key.scopes };
    const after = { name: name ?? key.name, scopes: change.scopes ? sortedScopes(change.scopes) : key.scopes };
    if (before.name === after.name && before.scopes.join() === after.scopes.join()) return key;
    const changed = await setNameAndScopes(tx, id, after);
    await record(tx, ctx, "api_key.changed", { entity: { type: "api_key", id }, before, after });
    return changed;
  });
}
