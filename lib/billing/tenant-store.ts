import type { Instant } from "@/lib/kernel/time";
import type { Sql } from "@/lib/platform/sql";
import type { OrganizationKind, OrganizationStatus } from "@/lib/tenancy";
import type { SubscriptionStatus } from "@/lib/subscriptions";

export type TenantSort = "newest" | "oldest" | "name";

/** Where a page ends: the value by which it is sorted (a moment, or a name in lower case), and the id. */
export interface TenantKeyset {
  readonly value: number | string;
  readonly id: string;
}

export interface TenantFilter {
  readonly search: string | null;
  readonly status: OrganizationStatus | null;
  /** The code of the plan that its live subscription is on, whatever the version. */
  readonly plan: string | null;
}

export interface TenantRow {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly externalKey: string | null;
  readonly kind: OrganizationKind;
  readonly status: OrganizationStatus;
  readonly createdAt: Instant;
  readonly nameKey: string;
  readonly plan: { readonly code: string; readonly name: string } | null;
  readonly subscription: SubscriptionStatus | null;
  /** The e-mail of the owner who has been there longest. */
  readonly owner: string | null;
}

const MOMENT = "'epoch'::timestamptz + $5::float8 * interval '1 millisecond'";
const BY: Readonly<Record<TenantSort, { readonly order: string; readonly after: string }>> = {
  newest: {
    order: "o.created_at desc, o.id",
    after: `(o.created_at < ${MOMENT} or (o.created_at = ${MOMENT} and o.id > $6::text))`,
  },
  oldest: {
    order: "o.created_at, o.id desc",
    after: `(o.created_at > ${MOMENT} or (o.created_at = ${MOMENT} and o.id < $6::text))`,
  },
  name: { order: "lower(o.name), o.id", after: "(lower(o.name), o.id) > ($5::text, $6::text)" },
};
const LIVE = "('TRIALING', 'ACTIVE', 'PAST_DUE', 'PAUSED', 'UNPAID')";

/**
 * A page of tenants. What people search for is found in names, slugs and owners' e-mails by any part of it, in ids and
 * external keys by the whole. The page is cut first, and what stands beside it is looked up for its rows alone.
 */
export async function selectTenants(
  sql: Sql,
  { search, status, plan }: TenantFilter,
  sort: TenantSort,
  page: { readonly after: TenantKeyset | null; readonly limit: number },
): Promise<TenantRow[]> {
  const { order, after } = BY[sort];
  const conditions = [
    ...(search === null
      ? ["$1::text is null and $2::text is null"]
      : [
          `(o.id = $1 or o.external_key = $1 or o.slug ilike $2 or o.name ilike $2 or o.id in (
             select m.organization_id from membership m join app_user u on u.id = m.user_id where m.role = 'OWNER' and u.email ilike $2))`,
        ]),
    ...(status === null ? ["$3::text is null"] : [`o.status = $3::"OrganizationStatus"`]),
    ...(plan === null
      ? ["$4::text is null"]
      : [
          `exists (select 1 from subscription s join plan p on p.id = s.plan_id where s.organization_id = o.id and s.status in ${LIVE} and p.code = $4)`,
        ]),
    ...(page.after === null ? ["$5::text is null and $6::text is null"] : [after]),
  ];
  const rows = await sql.query<Found>(
    `select o.id, o.name, o.slug, o.external_key, o.kind::text as kind, o.status::text as status, lower(o.name) as name_key,
       (extract(epoch from o.created_at) * 1000)::float8 as created, s.status::text as subscription, p.code as plan_code, p.name as plan_name,
       (select u.email from membership m join app_user u on u.id = m.user_id
        where m.organization_id = o.id and m.role = 'OWNER' order by m.created_at, m.id limit 1) as owner
     from (select * from organization o where ${conditions.join(" and ")} order by ${order} limit $7::int) o
     left join subscription s on s.organization_id = o.id and s.status in ${LIVE}
     left join plan p on p.id = s.plan_id
     order by ${order}`,
    [
      search,
      search === null ? null : `%${search.replace(/[\\%_]/g, "\\$&")}%`,
      status,
      plan,
      page.after === null ? null : String(page.after.value),
      page.after?.id ?? null,
      page.limit,
    ],
  );
  return rows.map(tenantOf);
}

interface Found {
  id: string;
  name: string;
  slug: string;
  external_key: string | null;
  kind: OrganizationKind;
  status: OrganizationStatus;
  name_key: string;
  created: number;
  subscription: SubscriptionStatus | null;
  plan_code: string | null;
  plan_name: string | null;
  owner: string | null;
}

const tenantOf = (row: Found): TenantRow => ({
  id: row.id,
  name: row.name,
  slug: row.slug,
  externalKey: row.external_key,
  kind: row.kind,
  status: row.status,
  createdAt: row.created,
  nameKey: row.name_key,
  plan: row.plan_code !== null && row.plan_name !== null ? { code: row.plan_code, name: row.plan_name } : null,
  subscription: row.subscription,
  owner: row.owner,
});
