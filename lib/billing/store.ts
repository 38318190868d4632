import { sqlOf, type DbOrTx, type Tx } from "@/lib/platform/db";
import type { OverrideSubject } from "./override-entitlement";

/** Whose Stripe customer this is; null when it is nobody's here (another deployment may share the Stripe account). */
export async function organizationOfCustomer(db: DbOrTx, stripeCustomerId: string): Promise<string | null> {
  const rows = await sqlOf(db).query<{ id: string }>("select id from organization where stripe_customer_id = $1", [
    stripeCustomerId,
  ]);
  return rows[0]?.id ?? null;
}

export interface ExpiredOverride {
  readonly id: string;
  readonly organizationId: string;
  readonly subject: OverrideSubject;
}

interface OverrideRow {
  readonly id: string;
  readonly organization_id: string;
  readonly feature_slug: string | null;
  readonly meter_slug: string | null;
  readonly window: NonNullable<OverrideSubject["window"]> | null;
}

/** Overrides whose time is over and that still stand in their place, the longest expired first. */
export async function expiredOverrides(db: DbOrTx, limit: number): Promise<ExpiredOverride[]> {
  const rows = await sqlOf(db).query<OverrideRow>(
    `select id, organization_id, feature_slug, meter_slug, "window"::text as "window" from entitlement_override
     where revoked_at is null and expires_at <= business_now() order by expires_at, id limit $1::int`,
    [limit],
  );
  return rows.map((row) => ({ id: row.id, organizationId: row.organization_id, subject: subjectOf(row) }));
}

/** Whether this override still stands, its row locked. */
export async function lockExpiredOverride(tx: Tx, id: string): Promise<boolean> {
  const rows = await sqlOf(tx).query<{ id: string }>(
    "select id from entitlement_override where id = $1 and revoked_at is null and expires_at <= business_now() for update",
    [id],
  );
  return rows.length === 1;
}

function subjectOf(row: OverrideRow): OverrideSubject {
  if (row.feature_slug !== null) return { feature: row.feature_slug };
  return row.meter_slug !== null && row.window !== null ? { meter: row.meter_slug, window: row.window } : {};
}

/**
 * Takes the organization's turn to change its plan, or takes it again for the same change; false while another change has
 * it. Real time, so that time travel cannot end a turn early.
 */
export async function takeChangeTurn(
  db: DbOrTx,
  turn: { readonly organizationId: string; readonly changeId: string; readonly seconds: number },
): Promise<boolean> {
  const rows = await sqlOf(db).query<{ change_id: string }>(
    `insert into change_turn (organization_id, change_id, until) values ($1, $2, clock_timestamp() + $3::int * interval '1 second')
     on conflict (organization_id) do update set change_id = excluded.change_id, until = excluded.until
     where change_turn.change_id = excluded.change_id or change_turn.until <= clock_timestamp()
     returning change_id`,
    [turn.organizationId, turn.changeId, turn.seconds],
  );
  return rows.length === 1;
}

/** Ends a turn; one that has passed to another change stays. */
export async function endChangeTurn(db: DbOrTx, organizationId: string, changeId: string): Promise<void> {
  await sqlOf(db).query(
    "delete from change_turn where organization_id = $1 and change_id = $2 returning organization_id",
    [organizationId, changeId],
  );
}
