import type { Instant } from "@/lib/kernel/time";
import type { Sql } from "@/lib/platform/sql";
import type { OrganizationKind, OrganizationStatus } from "@/lib/tenancy";
import type { SubscriptionStatus } from "@/lib/subscriptions";

export const TENANT_SORTS = ["newest", "oldest", "name", "usage"] as const;
export type TenantSort = (typeof TENANT_SORTS)[number];

/** Where a page ends: the value by which it is sorted (a moment, a name in lower case, or a share in millionths), and the id. */
export interface TenantKeyset {
  readonly value: number | string;
  readonly id: string;
}

export interface TenantFilter {
  readonly search: string | null;
  readonly status: OrganizationStatus | null;
  /** The code of the plan that its live subscription is on, whatever the version. */
  readonly plan: string | null;
  readonly tag: string | null;
}

export interface TenantRow {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly externalKey: string | null;
  readonly kind: OrganizationKind;
  readonly status: OrganizationStatus;
  readonly createdAt: Instant;
  /** The value by which the page is sorted. */
  readonly sortKey: number | string;
  readonly plan: { readonly code: string; readonly name: string } | null;
  readonly subscription: SubscriptionStatus | null;
  /** The e-mail of the owner who has been there longest. */
  readonly owner: string | null;
  /** What staff call it, in alphabetical order. */
  readonly tags: readonly string[];
}

const MOMENT = "'epoch'::timestamptz + $5::float8 * interval '1 millisecond'";
const EPOCH_MS = "(extract(epoch from sort_key) * 1000)::float8";

interface Order {
  /** What is sorted by, of organization `o` and, where it is joined, its share `u`. */
  readonly key: string;
  readonly order: string;
  readonly after: string;
  /** The key as it leaves the statement. */
  readonly told: string;
  readonly join?: string;
}
const BY: Readonly<Record<TenantSort, Order>> = {
  newest: {
    key: "o.created_at",
    order: "sort_key desc, o.id",
    after: `(o.created_at < ${MOMENT} or (o.created_at = ${MOMENT} and o.id > $6::text))`,
    told: EPOCH_MS,
  },
  oldest: {
    key: "o.created_at",
    order: "sort_key, o.id desc",
    after: `(o.created_at > ${MOMENT} or (o.created_at = ${MOMENT} and o.id < $6::text))`,
    told: EPOCH_MS,
  },
  name: {
    key: "lower(o.name)",
    order: "sort_key, o.id",
    after: "(lower(o.name), o.id) > ($5::text, $6::text)",
    told: "sort_key",
  },
  usage: {
    key: "coalesce(u.share_ppm, 0)",
    order: "sort_key desc, o.id",
    after: "(coalesce(u.share_ppm, 0) < $5::bigint or (coalesce(u.share_ppm, 0) = $5::bigint and o.id > $6::text))",
    told: "sort_key::float8",
    // An organization that was not counted yet has used nothing that is known.
    join: "left join usage_share u on u.organization_id = o.id",
  },
};
const LIVE = "('TRIALING', 'ACTIVE', 'PAST_DUE', 'PAUSED', 'UNPAID')";

/**
 * A page of tenants. What people search for is found in names, slugs and owners' e-mails by any part of it, in ids and
 * external keys by the whole. The page is cut first, and what stands beside it is looked up for its rows alone.
 */
export async function selectTenants(
  sql: Sql,
  { search, status, plan, tag }: TenantFilter,
  sort: TenantSort,
  page: { readonly after: TenantKeyset | null; readonly limit: number },
): Promise<TenantRow[]> {
  const { key, order, after, told, join = "" } = BY[sort];
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
    ...(tag === null
      ? ["$8::text is null"]
      : ["exists (select 1 from organization_tag t where t.organization_id = o.id and t.tag = $8)"]),
    ...(page.after === null ? ["$5::text is null and $6::text is null"] : [after]),
  ];
  const rows = await sql.query<Found>(
    `select o.id, o.name, o.slug, o.external_key, o.kind::text as kind, o.status::text as status, ${told} as sort_key,
       (extract(epoch from o.created_at) * 1000)::float8 as created, s.status::text as subscription, p.code as plan_code, p.name as plan_name,
       (select u.email from membership m join app_user u on u.id = m.user_id
        where m.organization_id = o.id and m.role = 'OWNER' order by m.created_at, m.id limit 1) as owner,
       (select coalesce(json_agg(t.tag order by t.tag), '[]')::text from organization_tag t where t.organization_id = o.id) as tags
     from (select o.*, ${key} as sort_key from organization o ${join} where ${conditions.join(" and ")} order by ${order} limit $7::int) o
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
      tag,
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
  sort_key: number | string;
  created: number;
  subscription: SubscriptionStatus | null;
  plan_code: string | null;
  plan_name: string | null;
  owner: string | null;
  tags: string;
}

const tenantOf = (row: Found): TenantRow => ({
  id: row.id,
  name: row.name,
  slug: row.slug,
  externalKey: row.external_key,
  kind: row.kind,
  status: row.status,
  createdAt: row.created,
  sortKey: row.sort_key,
  plan: row.plan_code !== null && row.plan_name !== null ? { code: row.plan_code, name: row.plan_name } : null,
  subscription: row.subscription,
  owner: row.owner,
  tags: JSON.parse(row.tags) as string[],
});
