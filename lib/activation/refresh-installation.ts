import type { Ctx } from "@/lib/context";
import { record, writtenActor } from "@/lib/journal";
import { iso, type Instant } from "@/lib/kernel/time";
import { securityNow } from "@/lib/platform/clock";
import { inTransaction, type Tx } from "@/lib/platform/db";
import { orderMail } from "@/lib/platform/mail";
import { emit } from "@/lib/platform/outbox";
import { getOrganization, listMembers, type Organization } from "@/lib/tenancy";
import { writeAccessToken } from "./access-token";
import { endedInstallation, reusedToken, unknownRefreshToken, wrongDomain } from "./errors";
import { installationOnWire } from "./installation-event";
import { ACTIVATION_REUSED_MAIL, type ActivationReusedMail, type Installation, type IssuedTokens } from "./model";
import { actingInstallation } from "./redeem-activation-code";
import { genuineRefreshToken, refreshTokenOf } from "./refresh-token";
import { speakingDomain, type Whereabouts } from "./rules/domain";
import { judgeRefresh } from "./rules/refresh";
import { installationById, lockInstallation, markInstallationRevoked, moveOn } from "./store";

/** What refreshing led to, once it is committed. */
type Outcome =
  | { readonly kind: "tokens"; readonly installation: Installation }
  | { readonly kind: "reuse" }
  | { readonly kind: "ended" };

/**
 * Spends a refresh token and gives its successor with a new access token. Within a minute the token before the present one
 * gives the same successor again, so that a lost answer or a second tab does no harm; any other spent token ends the
 * installation, in the journal, with an event and a mail to its owners. Throws AUTHENTICATION_ERROR for a token that is none
 * or whose installation has ended, FORBIDDEN or VALIDATION_ERROR for another domain; none of these spends anything.
 */
export async function refreshInstallation(
  ctx: Ctx,
  given: { readonly refreshToken: string } & Whereabouts,
): Promise<IssuedTokens> {
  const token = genuineRefreshToken(ctx, given.refreshToken);
  const seen = token ? await installationById(ctx.db, token.installationId) : null;
  if (!token || !seen || token.generation > seen.generation) throw unknownRefreshToken();
  // Where it speaks is asked of the token's holder even if the browser says it: a binding that nobody names binds nothing.
  if (given.origin === null && given.stated === null) throw wrongDomain("no_domain");
  const speaking = speakingDomain(given, seen.domain);
  if (!speaking.ok) throw wrongDomain(speaking.wrong);

  const ip = ctx.actor.ip ?? null;
  const acting: Ctx = { ...ctx, organization: seen.organizationId, actor: actingInstallation(seen, ip) };
  const outcome = await spend(acting, seen, token.generation, ip);
  if (outcome.kind === "reuse") throw reusedToken();
  if (outcome.kind === "ended") throw endedInstallation();
  const { installation } = outcome;
  return {
    installation,
    accessToken: await writeAccessToken(acting, installation),
    refreshToken: refreshTokenOf(ctx, installation.id, installation.generation),
  };
}

/** A token that was the present one and is not any more has been spent: the second look is the last. */
const LOOKS = 2;

async function spend(ctx: Ctx, seen: Installation, generation: number, ip: string | null): Promise<Outcome> {
  let installation: Installation | null = seen;
  for (let look = 1; installation !== null && look <= LOOKS; look += 1) {
    const now = securityNow();
    const verdict = judgeRefresh(installation, generation, now);
    if (verdict === "again") return { kind: "tokens", installation };
    if (verdict === "ended") return { kind: "ended" };
    if (verdict === "reuse") return endForReuse(ctx, installation, generation);
    // One statement and no transaction: of many at the same time one moves it on, and nobody waits for anybody.
    const moved = await moveOn(ctx.db, installation, now, ip);
    if (moved) return { kind: "tokens", installation: moved };
    installation = await installationById(ctx.db, seen.id);
  }
  return { kind: "ended" };
}

/** Ends the installation, unless that was done meanwhile; who finds it done tells nobody again. */
async function endForReuse(ctx: Ctx, seen: Installation, generation: number): Promise<Outcome> {
  const told = await readTold(ctx, seen);
  return inTransaction(ctx.db, async (tx) => {
    const installation = await lockInstallation(tx, seen.id);
    const now = securityNow();
    // Spent tokens stay spent, so only its end can have come in between.
    if (!installation || judgeRefresh(installation, generation, now) === "ended") return { kind: "ended" };
    await tellOfReuse(tx, ctx, installation, { generation, now, told });
    return { kind: "reuse" };
  });
}

interface Told {
  readonly organization: Organization;
  readonly recipients: readonly string[];
}

/** The owners, and the administrators who may make codes. */
async function readTold(ctx: Ctx, { organizationId }: Installation): Promise<Told> {
  const [organization, members] = await Promise.all([
    getOrganization(ctx, organizationId),
    listMembers(ctx, organizationId),
  ]);
  const recipients = members.filter(({ role }) => role === "OWNER" || role === "ADMIN").map(({ email }) => email);
  return { organization, recipients };
}

async function tellOfReuse(
  tx: Tx,
  ctx: Ctx,
  installation: Installation,
  found: { readonly generation: number; readonly now: Instant; readonly told: Told },
): Promise<void> {
  const { id, organizationId, domain } = installation;
  const { now, told } = found;
  await markInstallationRevoked(tx, id, { by: writtenActor(ctx.actor), because: "REUSE", at: now });
  await emit(tx, "activation.reuse_detected", organizationId, installationOnWire(installation));
  const model: ActivationReusedMail = {
    organization: told.organization.name,
    domain,
    at: iso(now),
    ip: ctx.actor.ip ?? null,
    timeZone: told.organization.timeZone,
    activationUrl: new URL(`/orgs/${told.organization.slug}/activation`, ctx.env.WEIR_URL).href,
  };
  for (const to of told.recipients)
    await orderMail(tx, organizationId, { to, kind: ACTIVATION_REUSED_MAIL, model: { ...model } });
  await record(tx, ctx, "installation.revoked", {
    entity: { type: "installation", id },
    before: { generation: installation.generation, domain },
    after: { because: "REUSE", presentedGeneration: found.generation },
    reason: "a spent refresh token was used again",
  });
}
