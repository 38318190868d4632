import type { Ctx } from "@/lib/context";
import { record, writtenActor } from "@/lib/journal";
import { notFound, required } from "@/lib/kernel/errors";
import { isId } from "@/lib/kernel/ids";
import { iso, type Instant } from "@/lib/kernel/time";
import { securityNow } from "@/lib/platform/clock";
import { inTransaction, type Tx } from "@/lib/platform/db";
import { orderMail } from "@/lib/platform/mail";
import { getOrganization, listMembers, type Organization } from "@/lib/tenancy";
import { holdKeys } from "./key-limit";
import { KEY_LEAKED_MAIL, type ApiKey, type KeyLeakedMail } from "./model";
import { apiKeyIn, lockApiKey, markLeaked, markRevoked } from "./store";

/**
 * Ends a key of the context's organization (of the deployment, when it has none) because its text is in wrong hands, and
 * tells the organization's owners and administrators by mail. Calls with it are refused within a second, in every
 * process. A key that was revoked or has expired can be told of as well. Repeating it changes and sends nothing. Throws
 * NOT_FOUND, also for another's key.
 */
export async function reportLeakedKey(ctx: Ctx, id: string, where?: string): Promise<ApiKey> {
  const told = ctx.organization === null ? null : await readTold(ctx, ctx.organization);
  return inTransaction(ctx.db, async (tx) => {
    const keys = await holdKeys(tx, ctx);
    const key = isId("apiKey", id) ? await lockApiKey(tx, ctx.organization, id) : null;
    if (!key) throw notFound("API key");
    const now = securityNow();
    const revoked = await markRevoked(tx, id, writtenActor(ctx.actor), now);
    if (revoked) await keys.oneLess();
    if (await markLeaked(tx, id, now)) {
      if (told) await tell(tx, ctx, { key, told, now, where: where ?? null });
      await record(tx, ctx, "api_key.leaked", {
        entity: { type: "api_key", id },
        before: { environment: key.environment, scopes: key.scopes, revoked: !revoked },
        after: { revoked: true },
        ...(where === undefined ? {} : { reason: where }),
      });
    }
    return required(await apiKeyIn(tx, ctx.organization, id), "the key that has leaked");
  });
}

interface Told {
  readonly organization: Organization;
  readonly recipients: readonly string[];
}

/** The owners, and the administrators who may make another key. */
async function readTold(ctx: Ctx, organizationId: string): Promise<Told> {
  const [organization, members] = await Promise.all([
    getOrganization(ctx, organizationId),
    listMembers(ctx, organizationId),
  ]);
  const recipients = members.filter(({ role }) => role === "OWNER" || role === "ADMIN").map(({ email }) => email);
  return { organization, recipients };
}

async function tell(
  tx: Tx,
  ctx: Ctx,
  { key, told, now, where }: { key: ApiKey; told: Told; now: Instant; where: string | null },
): Promise<void> {
  const { organization, recipients } = told;
  const model: KeyLeakedMail = {
    organization: organization.name,
    keyName: key.name,
    hint: `${key.prefix}…${key.lastFour}`,
    at: iso(now),
    timeZone: organization.timeZone,
    where,
    lastUsedAt: key.lastUsedAt === null ? null : iso(key.lastUsedAt),
    lastUsedIp: key.lastUsedIp,
    keysUrl: new URL(`/orgs/${organization.slug}/api-keys`, ctx.env.WEIR_URL).href,
  };
  for (const to of recipients) await orderMail(tx, organization.id, { to, kind: KEY_LEAKED_MAIL, model: { ...model } });
}
