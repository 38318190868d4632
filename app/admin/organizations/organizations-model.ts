import { z } from "zod";
import type {
  OrganizationFilter,
  OrganizationRow,
  OrganizationsModel,
} from "@/components/screens/operator-organizations/model";
import { listTenants, MOST_TENANTS, usageOrderSince, type Tenant, type TenantKeyset } from "@/lib/billing";
import { listMeters, listPlans, type Meter } from "@/lib/catalog";
import type { Ctx } from "@/lib/context";
import { readCursor, writeCursor } from "@/lib/http";
import { iso } from "@/lib/kernel/time";
import { unitName } from "@/lib/kernel/units";
import { listTags } from "@/lib/tenancy";
import { filterParameters, isNarrowed, organizationFilter, textOf, wishOf } from "./organizations-filter";

const PATH = "/admin/organizations";
const PAGE = 50;
/** A moment, or a share in millionths. */
const byNumber = z.tuple([z.number().int(), z.string()]);
const byName = z.tuple([z.string(), z.string()]);

type Query = Readonly<Record<string, string | string[] | undefined>>;

/** One page of the deployment's organizations; a cursor, a state or an order that is not ours is as if it were absent. */
export async function organizationsModel(ctx: Ctx, query: Query): Promise<OrganizationsModel> {
  const filter = organizationFilter(query);
  const after = afterOf(filter.sort, textOf(query.cursor));
  try {
    const [page, plans, meters, tags, countedAt] = await Promise.all([
      listTenants(ctx, { ...wishOf(filter), after, limit: PAGE }),
      listPlans(ctx),
      listMeters(ctx),
      listTags(ctx),
      filter.sort === "usage" ? usageOrderSince(ctx) : null,
    ]);
    const known = new Map(meters.map((meter): [string, Meter] => [meter.slug, meter]));
    return {
      kind: "ready",
      filter,
      filtered: isNarrowed(filter),
      plans: [...new Map(plans.map(({ code, name }) => [code, name]))].map(([code, name]) => ({ code, name })),
      tags,
      orderedAt: countedAt === null ? null : iso(countedAt),
      csvHref: hrefOf(`${PATH}/csv`, filter, null),
      csvRows: MOST_TENANTS,
      rows: page.tenants.map((tenant) => rowOf(tenant, known)),
      nextHref: page.next ? hrefOf(PATH, filter, page.next) : null,
      firstHref: after ? hrefOf(PATH, filter, null) : null,
    };
  } catch (error) {
    ctx.log.error({ err: error, requestId: ctx.requestId }, "the organizations could not be listed");
    return { kind: "failed", requestId: ctx.requestId, retryHref: PATH };
  }
}

function afterOf(sort: OrganizationFilter["sort"], cursor: string): TenantKeyset | null {
  if (cursor === "") return null;
  try {
    const read = sort === "name" ? readCursor(cursor, byName) : readCursor(cursor, byNumber);
    return read ? { value: read[0], id: read[1] } : null;
  } catch {
    return null;
  }
}

function hrefOf(path: string, filter: OrganizationFilter, after: TenantKeyset | null): string {
  const query = new URLSearchParams({
    ...filterParameters(filter),
    ...(after ? { cursor: writeCursor([after.value, after.id]) } : {}),
  }).toString();
  return query ? `${path}?${query}` : path;
}

const rowOf = (tenant: Tenant, meters: ReadonlyMap<string, Meter>): OrganizationRow => ({
  id: tenant.id,
  name: tenant.name,
  slug: tenant.slug,
  externalKey: tenant.externalKey,
  owner: tenant.owner,
  kind: tenant.kind === "PERSONAL" ? "personal" : "team",
  status: tenant.status === "ACTIVE" ? "active" : tenant.status === "SUSPENDED" ? "suspended" : "archived",
  plan: tenant.plan?.name ?? null,
  subscription: tenant.subscription,
  tags: tenant.tags,
  fullest: tenant.fullest && {
    meter: meters.get(tenant.fullest.meter)?.name ?? tenant.fullest.meter,
    window: tenant.fullest.window,
    unit: unitName(meters.get(tenant.fullest.meter)),
    used: tenant.fullest.used,
    limit: tenant.fullest.allowance,
    policy: tenant.fullest.policy,
  },
  createdAt: iso(tenant.createdAt),
  href: `${PATH}/${tenant.id}`,
});
