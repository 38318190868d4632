import { z } from "zod";
import type {
  OrganizationFilter,
  OrganizationRow,
  OrganizationsModel,
} from "@/components/screens/operator-organizations/model";
import { listTenants, TENANT_SORTS, type Tenant, type TenantKeyset } from "@/lib/billing";
import { listMeters, listPlans, type Meter } from "@/lib/catalog";
import type { Ctx } from "@/lib/context";
import { readCursor, writeCursor } from "@/lib/http";
import { iso } from "@/lib/kernel/time";
import { unitName } from "@/lib/kernel/units";
import type { OrganizationStatus } from "@/lib/tenancy";

const PATH = "/admin/organizations";
const PAGE = 50;
const LONGEST_TEXT = 200;
const STATUSES: readonly OrganizationStatus[] = ["ACTIVE", "SUSPENDED", "ARCHIVED"];
const byMoment = z.tuple([z.number().int(), z.string()]);
const byName = z.tuple([z.string(), z.string()]);

type Query = Readonly<Record<string, string | string[] | undefined>>;

/** One page of the deployment's organizations; a cursor, a state or an order that is not ours is as if it were absent. */
export async function organizationsModel(ctx: Ctx, query: Query): Promise<OrganizationsModel> {
  const filter = filterOf(query);
  const after = afterOf(filter.sort, textOf(query.cursor));
  try {
    const [page, plans, meters] = await Promise.all([
      listTenants(ctx, {
        search: filter.search || null,
        status: STATUSES.find((status) => status.toLowerCase() === filter.status) ?? null,
        plan: filter.plan || null,
        sort: filter.sort,
        after,
        limit: PAGE,
      }),
      listPlans(ctx),
      listMeters(ctx),
    ]);
    const known = new Map(meters.map((meter): [string, Meter] => [meter.slug, meter]));
    return {
      kind: "ready",
      filter,
      filtered: filter.search !== "" || filter.status !== "" || filter.plan !== "",
      plans: [...new Map(plans.map(({ code, name }) => [code, name]))].map(([code, name]) => ({ code, name })),
      rows: page.tenants.map((tenant) => rowOf(tenant, known)),
      nextHref: page.next ? hrefOf(filter, page.next) : null,
      firstHref: after ? hrefOf(filter, null) : null,
    };
  } catch (error) {
    ctx.log.error({ err: error, requestId: ctx.requestId }, "the organizations could not be listed");
    return { kind: "failed", requestId: ctx.requestId, retryHref: PATH };
  }
}

const textOf = (value: string | string[] | undefined): string =>
  ((Array.isArray(value) ? value[0] : value) ?? "").trim().replaceAll("\0", "").slice(0, LONGEST_TEXT);

function filterOf(query: Query): OrganizationFilter {
  const status = textOf(query.status);
  const sort = textOf(query.sort);
  return {
    search: textOf(query.search),
    status: (["active", "suspended", "archived"] as const).find((each) => each === status) ?? "",
    plan: textOf(query.plan),
    sort: TENANT_SORTS.find((each) => each === sort) ?? "newest",
  };
}

function afterOf(sort: OrganizationFilter["sort"], cursor: string): TenantKeyset | null {
  if (cursor === "") return null;
  try {
    const read = sort === "name" ? readCursor(cursor, byName) : readCursor(cursor, byMoment);
    return read ? { value: read[0], id: read[1] } : null;
  } catch {
    return null;
  }
}

function hrefOf({ search, status, plan, sort }: OrganizationFilter, after: TenantKeyset | null): string {
  const query = new URLSearchParams({
    ...(search ? { search } : {}),
    ...(status ? { status } : {}),
    ...(plan ? { plan } : {}),
    ...(sort === "newest" ? {} : { sort }),
    ...(after ? { cursor: writeCursor([after.value, after.id]) } : {}),
  }).toString();
  return query ? `${PATH}?${query}` : PATH;
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
