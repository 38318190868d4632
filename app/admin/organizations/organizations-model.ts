import { z } from "zod";
import type { OrganizationRow, OrganizationsModel } from "@/components/screens/operator-organizations/model";
import type { Ctx } from "@/lib/context";
import { readCursor, writeCursor } from "@/lib/http";
import { iso } from "@/lib/kernel/time";
import { listOrganizations, type Organization, type OrganizationKeyset } from "@/lib/tenancy";

const PATH = "/admin/organizations";
const PAGE = 50;
const LONGEST_SEARCH = 200;
const keyset = z.tuple([z.number().int(), z.string()]);

type Query = Readonly<Record<string, string | string[] | undefined>>;

/** One page of the deployment's organizations; a cursor that is not ours begins at the first. */
export async function organizationsModel(ctx: Ctx, query: Query): Promise<OrganizationsModel> {
  const search = textOf(query.search).trim().slice(0, LONGEST_SEARCH);
  const after = afterOf(textOf(query.cursor));
  try {
    const page = await listOrganizations(ctx, {
      limit: PAGE,
      ...(search ? { search } : {}),
      ...(after ? { after } : {}),
    });
    return {
      kind: "ready",
      search,
      rows: page.organizations.map(rowOf),
      nextHref: page.next ? hrefOf(search, page.next) : null,
      firstHref: after ? hrefOf(search, null) : null,
    };
  } catch (error) {
    ctx.log.error({ err: error, requestId: ctx.requestId }, "the organizations could not be listed");
    return { kind: "failed", requestId: ctx.requestId, retryHref: PATH };
  }
}

const textOf = (value: string | string[] | undefined): string => (Array.isArray(value) ? value[0] : value) ?? "";

function afterOf(cursor: string): OrganizationKeyset | null {
  try {
    const read = readCursor(cursor === "" ? undefined : cursor, keyset);
    return read ? { createdAt: read[0], id: read[1] } : null;
  } catch {
    return null;
  }
}

function hrefOf(search: string, after: OrganizationKeyset | null): string {
  const query = new URLSearchParams({
    ...(search ? { search } : {}),
    ...(after ? { cursor: writeCursor([after.createdAt, after.id]) } : {}),
  }).toString();
  return query ? `${PATH}?${query}` : PATH;
}

const rowOf = (organization: Organization): OrganizationRow => ({
  id: organization.id,
  name: organization.name,
  slug: organization.slug,
  externalKey: organization.externalKey,
  kind: organization.kind === "PERSONAL" ? "personal" : "team",
  status: organization.status === "ACTIVE" ? "active" : organization.status === "SUSPENDED" ? "suspended" : "archived",
  createdAt: iso(organization.createdAt),
  href: `${PATH}/${organization.id}/quota`,
});
