import type { ActivationModel, CodeRow } from "@/components/screens/activation/model";
import { can } from "@/lib/access";
import { listActivationCodes, listInstallations, type ActivationCode } from "@/lib/activation";
import { DAY, iso, type Instant } from "@/lib/kernel/time";
import { securityNow } from "@/lib/platform/clock";
import { listMembers } from "@/lib/tenancy";
import { installationRow, modeOf } from "../../../../installation-row";
import type { PortalSession } from "../../../../portal-session";
import { makerWords } from "../api-keys/maker-words";
import { basePathOf } from "../shell-model";

const MOST_SHOWN = 100;
/** A code that ended unused is of interest to whoever waits for it, and not a day later. */
const SHOWN_AFTER_ITS_END = DAY;

/** Codes that wait or ended unused lately, and what was activated. Tokens live in real time, and so does this page. */
export async function activationModel(session: PortalSession, create: boolean): Promise<ActivationModel> {
  const { ctx, organization } = session;
  try {
    const [{ activationCodes }, { installations, next }, members] = await Promise.all([
      listActivationCodes(ctx, { limit: MOST_SHOWN }),
      listInstallations(ctx, { limit: MOST_SHOWN }),
      listMembers(ctx, organization.id),
    ]);
    const now = securityNow();
    const names = new Map(members.map((member) => [`user:${member.userId}`, member.name]));
    return {
      kind: "ready",
      organizationName: organization.name,
      timeZone: organization.timeZone,
      asOf: iso(now),
      codes: activationCodes.filter((code) => isOfInterest(code, now)).map((code) => codeRow(code, names)),
      installations: installations.map((installation) => installationRow(installation, now)),
      more: next !== null,
      mayManage: can(session.asker, "activation:write"),
      snippet: snippetFor(ctx.env.GATEWAY_URL),
      ...(create ? { dialog: { kind: "create" } } : {}),
    };
  } catch (error) {
    ctx.log.error(
      { err: error, requestId: ctx.requestId, organizationId: organization.id },
      "the installations could not be listed",
    );
    return { kind: "failed", requestId: ctx.requestId, retryHref: `${basePathOf(organization)}/activation` };
  }
}

const isOfInterest = (code: ActivationCode, now: Instant): boolean =>
  code.redeemedAt === null && (code.revokedAt ?? code.expiresAt) > now - SHOWN_AFTER_ITS_END;

const codeRow = (code: ActivationCode, names: ReadonlyMap<string, string>): CodeRow => ({
  id: code.id,
  domain: code.domain,
  mode: modeOf(code),
  lastFour: code.lastFour,
  createdBy: names.get(code.createdBy) ?? makerWords(code.createdBy),
  expiresAt: iso(code.expiresAt),
  revokedAt: code.revokedAt === null ? null : iso(code.revokedAt),
});

const snippetFor = (gateway: string): string => `import { activate } from "@weir/node/activation";

const activation = await activate({ baseUrl: "${gateway}", code });
await activation.fetch("/v1/usage", {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ meter: "api_calls", units: 1, idempotencyKey: crypto.randomUUID() }),
});`;
