import pg from "pg";

/** When a key was last used is no change of the tenant's, nor when his usage was last counted. */
const NO_FACTS = ["last_used_at", "last_used_ip", "counted_at"];

/**
 * The lock of a meter says nothing of the tenant: whoever looks at a meter first makes its row, also with a page that only
 * reads, and counts in it how often the counters were built anew. What was used behind it is read instead.
 */
const LOCKS = "public.usage_fence";

/**
 * What comes by itself: a list's order, which a job counts again every few minutes, and what Stripe says, which arrives when it
 * arrives. What either comes to stands in the tables of the facts.
 */
const BY_ITSELF = ["public.usage_share", "public.inbox_event"];
const USED = `
  select 'usage' as name, md5(coalesce(string_agg(used::text, '|' order by used::text), '')) as digest from (
    select f.environment, f.meter,
      (select row(count(*), sum(e.units), max(e.recorded_at)) from usage_event e where e.fence_id = f.id) as events,
      (select array_agg(to_jsonb(h) order by h.id) from usage_hold h where h.fence_id = f.id) as holds
    from usage_fence f where f.organization_id = $1
  ) used where used.events::text <> '(0,,)' or used.holds is not null`;

/** Tables that the asking role may read and in which a row belongs to an organization, with the column that says so. */
const TABLES = `
  select format('%I.%I', n.nspname, c.relname) as name, a.attname as owner
  from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
  where n.nspname in ('public', 'audit', 'archive') and c.relkind in ('r', 'p') and not c.relispartition
    and not a.attisdropped and format('%I.%I', n.nspname, c.relname) not in (${[LOCKS, ...BY_ITSELF].map((name) => `'${name}'`).join(", ")})
    and has_table_privilege(c.oid, 'select')
    and (a.attname = 'organization_id' or (c.relname = 'organization' and a.attname = 'id'))
  order by 1`;

/**
 * A digest of every row that belongs to an organization, for every table that has any and for its usage, a line each: equal
 * before and after means that nothing of it was touched, and where it is not, the line names the table.
 */
export async function digestOfTenant(databaseUrl: string, organizationId: string): Promise<string> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string; owner: string }>(TABLES);
    if (tables.length < 10) throw new Error(`Only ${tables.length} tables of tenants can be read.`);
    const without = NO_FACTS.map((column) => ` - '${column}'`).join("");
    const each = tables.map(
      ({ name, owner }) =>
        `select '${name}' as name, md5(coalesce(string_agg(row::text, '|' order by row::text), '')) as digest
          from (select to_jsonb(t)${without} as row from ${name} t where ${owner} = $1) rows`,
    );
    const { rows } = await client.query<{ name: string; digest: string }>([...each, USED].join(" union all "), [
      organizationId,
    ]);
    return rows.map(({ name, digest }) => `${name} ${digest}`).join("\n");
  } finally {
    await client.end();
  }
}
