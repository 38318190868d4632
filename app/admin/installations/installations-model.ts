import { z } from "zod";
import type {
  InstallationsFilter,
  InstallationsModel,
  ReadyInstallations,
  TenantInstallation,
} from "@/components/screens/operator-installations/model";
import { listEveryInstallation, type Installation, type InstallationKeyset } from "@/lib/activation";
import type { Ctx } from "@/lib/context";
import { readCursor, writeCursor } from "@/lib/http";
import { securityNow } from "@/lib/platform/clock";
import { findOrganization, organizationBySlug, organizationNames } from "@/lib/tenancy";
import { installationRow } from "../../installation-row";

const PATH = "/admin/installations";
const PAGE = 50;
const LONGEST_TEXT = 200;
const STATES = ["active", "ended", "reused"] as const;
const keyset = z.tuple([z.number().int(), z.string()]);

type Query = Readonly<Record<string, string | string[] | undefined>>;

/** One page of every organization's installations; a state or a cursor that is not ours is as if it were absent. */
export async function installationsModel(ctx: Ctx, query: Query, mayRevoke: boolean): Promise<InstallationsModel> {
  try {
    return await readyModel(ctx, query, mayRevoke);
  } catch (error) {
    ctx.log.error({ err: error, requestId: ctx.requestId }, "the installations could not be listed");
    return { kind: "failed", requestId: ctx.requestId, retryHref: PATH };
  }
}

async function readyModel(ctx: Ctx, query: Query, mayRevoke: boolean): Promise<ReadyInstallations> {
  const filter = filterOf(query);
  const { search } = filter;
  const after = afterOf(textOf(query.cursor));
  // A word that names an organization means it; any other is part of a domain.
  const organization =
    search === "" ? null : ((await findOrganization(ctx, search)) ?? (await organizationBySlug(ctx, search)));
  const { installations, next } = await listEveryInstallation(
    ctx,
    {
      organizationId: organization?.id ?? null,
      domain: search === "" || organization ? null : search,
      standing: filter.state === "" ? null : filter.state,
    },
    { limit: PAGE, ...(after ? { after } : {}) },
  );
  const names = await organizationNames(
    ctx,
    installations.map(({ organizationId }) => organizationId),
  );
  const now = securityNow();
  return {
    kind: "ready",
    filter,
    filtered: search !== "" || filter.state !== "",
    rows: installations.map((each) => rowOf(each, names, now)),
    nextHref: next ? hrefOf(filter, next) : null,
    firstHref: after ? hrefOf(filter, null) : null,
    mayRevoke,
  };
}

const textOf = (value: string | string[] | undefined): string =>
  ((Array.isArray(value) ? value[0] : value) ?? "").trim().replaceAll("\0", "").slice(0, LONGEST_TEXT);

function filterOf(query: Query): InstallationsFilter {
  const state = textOf(query.state);
  return { search: textOf(query.search), state: STATES.find((each) => each === state) ?? "" };
}

function afterOf(cursor: string): InstallationKeyset | null {
  if (cursor === "") return null;
  try {
    const read = readCursor(cursor, keyset);
    return read ? { createdAt: read[0], id: read[1] } : null;
  } catch {
    return null;
  }
}

function hrefOf({ search, state }: InstallationsFilter, after: InstallationKeyset | null): string {
  const query = new URLSearchParams({
    ...(search ? { search } : {}),
    ...(state ? { state } : {}),
    ...(after ? { cursor: writeCursor([after.createdAt, after.id]) } : {}),
  }).toString();
  return query ? `${PATH}?${query}` : PATH;
}

const rowOf = (installation: Installation, names: ReadonlyMap<string, string>, now: number): TenantInstallation => ({
  ...installationRow(installation, now),
  organization: {
    id: installation.organizationId,
    name: names.get(installation.organizationId) ?? installation.organizationId,
    href: `/admin/organizations/${installation.organizationId}`,
  },
});
