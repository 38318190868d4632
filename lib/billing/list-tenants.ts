import type { Ctx } from "@/lib/context";
import { sqlOf } from "@/lib/platform/db";
import { committedUse, finiteWindowsOfTenants, type CommittedUse } from "@/lib/quota";
import { selectTenants, type TenantFilter, type TenantKeyset, type TenantRow, type TenantSort } from "./tenant-store";

export const TENANT_SORTS: readonly TenantSort[] = ["newest", "oldest", "name"];
export const MAX_TENANTS_PAGE = 100;

/** The finite allowance of which a tenant has used the largest share, in base units of its meter. */
export type FullestAllowance = Pick<CommittedUse, "meter" | "window" | "used" | "allowance" | "policy">;

/** A tenant as the operator's list shows it. */
export interface Tenant extends Omit<TenantRow, "nameKey"> {
  /** Null where nothing finite has been used in a window that runs. */
  readonly fullest: FullestAllowance | null;
}

export interface TenantPage {
  readonly tenants: readonly Tenant[];
  /** Null on the last page. */
  readonly next: TenantKeyset | null;
}

/**
 * A page of the deployment's tenants, for staff; `limit` is cut to 100. Usage is what is committed in production in the
 * windows that run now, from the log; calls in flight are missing. Reads only.
 */
export async function listTenants(
  ctx: Pick<Ctx, "db">,
  about: Partial<TenantFilter> & { sort?: TenantSort; after?: TenantKeyset | null; limit?: number },
): Promise<TenantPage> {
  const { search = null, status = null, plan = null, sort = "newest", after = null } = about;
  const limit = Math.min(Math.max(about.limit ?? 50, 1), MAX_TENANTS_PAGE);
  const sql = sqlOf(ctx.db);
  const found = await selectTenants(sql, { search, status, plan }, sort, { after, limit: limit + 1 });
  const rows = found.slice(0, limit);
  const windows = await finiteWindowsOfTenants(
    sql,
    rows.map(({ id }) => id),
  );
  const fullest = fullestByTenant(await committedUse(sql, windows));
  const last = rows.at(-1);
  return {
    tenants: rows.map(({ nameKey: _key, ...row }) => ({ ...row, fullest: fullest.get(row.id) ?? null })),
    next: found.length > limit && last ? { value: sort === "name" ? last.nameKey : last.createdAt, id: last.id } : null,
  };
}

const shareOf = ({ used, allowance }: FullestAllowance): number => used / allowance;

function fullestByTenant(uses: readonly CommittedUse[]): Map<string, FullestAllowance> {
  const fullest = new Map<string, FullestAllowance>();
  for (const use of uses) {
    const known = fullest.get(use.organizationId);
    if (use.used > 0 && (!known || shareOf(use) > shareOf(known))) fullest.set(use.organizationId, use);
  }
  return fullest;
}
