import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/platform/db";
import { DEPLOYMENT_CHAIN, type Change } from "./model";
import { writtenActor } from "./rules/actor";
import { insertEntry } from "./store";

/** What `record` needs of a context: who acts, for whom, in which request. */
export type RecordingContext = Pick<Ctx, "actor" | "organization" | "requestId">;

/**
 * Writes one entry into the caller's transaction; returns its id. Call it last: it takes the lock of the chain's head
 * and keeps it until commit. An action is named `thing.happened` (`api_key.revoked`). `before` and `after` are JSON
 * values of ids, states and figures; bigint and Date are written as text.
 */
export async function record(tx: Tx, ctx: RecordingContext, action: string, change: Change): Promise<string> {
  const organization = change.organization === undefined ? ctx.organization : change.organization;
  return insertEntry(tx, {
    chain: organization ?? DEPLOYMENT_CHAIN,
    organization,
    actor: writtenActor(ctx.actor),
    actorLabel: ctx.actor.label,
    onBehalfOf: ctx.actor.onBehalfOf ?? null,
    ip: ctx.actor.ip ?? null,
    action,
    entity: change.entity,
    before: change.before,
    after: change.after,
    reason: change.reason ?? null,
    correlationId: ctx.requestId,
  });
}
