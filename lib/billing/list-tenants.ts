import type { Ctx } from "@/lib/context";
import type { Instant } from "@/lib/kernel/time";
import { fullestAllowances, usageSharesSince, type FullestAllowance } from "@/lib/metering";
import { sqlOf } from "@/lib/platform/db";
import {
  selectTenants,
  TENANT_SORTS,
  type TenantFilter,
  type TenantKeyset,
  type TenantRow,
  type TenantSort,
} from "./tenant-store";

export { TENANT_SORTS };
export const MAX_TENANTS_PAGE = 100;
/** No file of tenants is longer. */
export const MOST_TENANTS = 100_000;

/** A tenant as the operator's list shows it. */
export interface Tenant extends Omit<TenantRow, "sortKey"> {
  /** Null where nothing finite has been used in a window that runs. */
  readonly fullest: FullestAllowance | null;
}

export interface TenantPage {
  readonly tenants: readonly Tenant[];
  /** Null on the last page. */
  readonly next: TenantKeyset | null;
}

/** Which tenants, and in which order. What is absent does not narrow. */
export type TenantWish = Partial<TenantFilter> & { readonly sort?: TenantSort };

/**
 * A page of the deployment's tenants, for staff; `limit` is cut to 100. Usage is what is committed in production in the
 * windows that run now, from the log; calls in flight are missing. The order "usage" goes by the shares that are counted
 * every few minutes (`usageOrderSince`), so a row may stand a little off its place. Reads only.
 */
export async function listTenants(
  ctx: Pick<Ctx, "db">,
  about: TenantWish & { readonly after?: TenantKeyset | null; readonly limit?: number },
): Promise<TenantPage> {
  const { search = null, status = null, plan = null, tag = null, sort = "newest", after = null } = about;
  const limit = Math.min(Math.max(about.limit ?? 50, 1), MAX_TENANTS_PAGE);
  const sql = sqlOf(ctx.db);
  const found = await selectTenants(sql, { search, status, plan, tag }, sort, { after, limit: limit + 1 });
  const rows = found.slice(0, limit);
  const fullest = await fullestAllowances(
    sql,
    rows.map(({ id }) => id),
  );
  const last = rows.at(-1);
  return {
    tenants: rows.map(({ sortKey: _key, ...row }) => ({ ...row, fullest: fullest.get(row.id) ?? null })),
    next: found.length > limit && last ? { value: last.sortKey, id: last.id } : null,
  };
}

/** Every tenant that meets the filter, page by page and at most a hundred thousand; whoever stops reading stops asking. */
export async function* everyTenant(ctx: Pick<Ctx, "db">, wish: TenantWish): AsyncGenerator<Tenant> {
  let after: TenantKeyset | null = null;
  for (let seen = 0; seen < MOST_TENANTS; seen += MAX_TENANTS_PAGE) {
    const page: TenantPage = await listTenants(ctx, { ...wish, after, limit: MAX_TENANTS_PAGE });
    yield* page.tenants;
    if (page.next === null) return;
    after = page.next;
  }
}

/** Since when the order by usage holds, in business time; null while it was never counted. */
export const usageOrderSince = (ctx: Pick<Ctx, "db">): Promise<Instant | null> => usageSharesSince(sqlOf(ctx.db));
