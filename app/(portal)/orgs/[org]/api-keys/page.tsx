import type { Metadata } from "next";
import { ApiKeysScreen } from "@/components/screens/api-keys/api-keys";
import type { ApiKeyActions, ApiKeyRow, ApiKeysModel, ScopeChoice } from "@/components/screens/api-keys/model";
import { can, listApiKeys, ORGANIZATION_SCOPES, requestsByDay, type ApiKey, type Scope } from "@/lib/access";
import { iso, isoOrNull } from "@/lib/kernel/time";
import { securityNow } from "@/lib/platform/clock";
import { listMembers } from "@/lib/tenancy";
import { requirePortal, type PortalSession } from "../../../../portal-session";
import { firstCall } from "../home-model";
import { basePathOf } from "../shell-model";
import { changeKeyAction, createKeyAction, leakKeyAction, revokeKeyAction, rotateKeyAction } from "./actions";
import { makerWords } from "./maker-words";

export const metadata: Metadata = { title: "API keys" };

const MOST_SHOWN = 100;
const DAYS_DRAWN = 7;
const SCOPE_WORDS: Readonly<Record<(typeof ORGANIZATION_SCOPES)[number], Pick<ScopeChoice, "description" | "usual">>> =
  {
    "usage:write": { description: "Report usage and consume the quota.", usual: true },
    "usage:read": { description: "Read usage, limits and what is left.", usual: true },
    "billing:read": { description: "Read subscription, invoices and payments.", usual: false },
    "billing:write": { description: "Start a checkout, change and cancel the subscription.", usual: false },
  };

interface PageProps {
  params: Promise<{ org: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function ApiKeysPage({ params, searchParams }: PageProps) {
  const { org } = await params;
  const session = await requirePortal(org, "keys:read");
  const create = can(session.asker, "keys:write") && (await searchParams).create !== undefined;
  const actions: ApiKeyActions = {
    create: createKeyAction.bind(null, org),
    change: changeKeyAction.bind(null, org),
    rotate: rotateKeyAction.bind(null, org),
    revoke: revokeKeyAction.bind(null, org),
    leak: leakKeyAction.bind(null, org),
  };
  return <ApiKeysScreen model={await modelOf(session, create)} actions={actions} />;
}

async function modelOf(session: PortalSession, create: boolean): Promise<ApiKeysModel> {
  const { ctx, organization } = session;
  try {
    const [{ apiKeys }, members] = await Promise.all([
      listApiKeys(ctx, { limit: MOST_SHOWN }),
      listMembers(ctx, organization.id),
    ]);
    const requests = await requestsByDay(
      ctx,
      apiKeys.map(({ id }) => id),
      DAYS_DRAWN,
    );
    const names = new Map(members.map((member) => [`user:${member.userId}`, member.name]));
    return {
      kind: "ready",
      organizationName: organization.name,
      timeZone: organization.timeZone,
      // Keys live in real time: business time neither ages nor ends them.
      asOf: iso(securityNow()),
      keys: apiKeys.map((key) => rowOf(key, names, requests.get(key.id) ?? [])),
      scopes: ORGANIZATION_SCOPES.map((name: Scope & keyof typeof SCOPE_WORDS) => ({ name, ...SCOPE_WORDS[name] })),
      mayManage: can(session.asker, "keys:write"),
      snippet: firstCall(ctx.env.GATEWAY_URL, "api_calls"),
      ...(create ? { dialog: { kind: "create" } } : {}),
    };
  } catch (error) {
    ctx.log.error(
      { err: error, requestId: ctx.requestId, organizationId: organization.id },
      "the API keys could not be listed",
    );
    return { kind: "failed", requestId: ctx.requestId, retryHref: `${basePathOf(organization)}/api-keys` };
  }
}

function rowOf(key: ApiKey, names: ReadonlyMap<string, string>, requests: readonly number[]): ApiKeyRow {
  return {
    id: key.id,
    name: key.name,
    mode: key.environment === "PROD" ? "live" : "test",
    prefix: key.prefix,
    lastFour: key.lastFour,
    scopes: key.scopes,
    createdBy: names.get(key.createdBy) ?? makerWords(key.createdBy),
    createdAt: iso(key.createdAt),
    lastUsedAt: isoOrNull(key.lastUsedAt),
    lastUsedIp: key.lastUsedIp,
    requestsByDay: requests,
    expiresAt: isoOrNull(key.expiresAt),
    revokedAt: isoOrNull(key.revokedAt),
    leakedAt: isoOrNull(key.leakedAt),
  };
}
