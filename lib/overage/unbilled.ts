import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { money } from "@/lib/kernel/money";
import { iso, type Period } from "@/lib/kernel/time";
import { inTransaction, sqlOf, type DbOrTx, type Tx } from "@/lib/platform/db";
import type { OverageReport, UnbilledOverage } from "./model";
import { packagesOf } from "./rules/owed";
import { moveReport, REPORT, reportOf, type ReportRow } from "./store";

const MAX_PAGE = 100;
const ms = (column: string): string => `floor(extract(epoch from ${column}) * 1000)::float8`;

interface UnbilledRow extends ReportRow {
  window_start: number;
  window_end: number;
  per: string | null;
  amount: string | null;
  currency: string | null;
}

/**
 * Usage beyond allowances that nobody has billed and nobody has seen to, newest first, at most `limit` (≤ 100), before one
 * report; of one organization or of all.
 */
export async function listUnbilled(
  { db }: { readonly db: DbOrTx },
  organizationId: string | null,
  page: { readonly limit?: number; readonly before?: string } = {},
): Promise<UnbilledOverage[]> {
  const rows = await sqlOf(db).query<UnbilledRow>(
    `select ${REPORT}, ${ms("w.starts_at")} as window_start, ${ms("w.ends_at")} as window_end, l.overage_per::text as per,
       l.overage_amount::text as amount, plan.currency
     from overage_report r join usage_window w on w.id = r.window_id
     left join plan_overage_price p on p.id = r.overage_price_id
     left join plan_limit l on l.plan_id = p.plan_id and l.meter_slug = p.meter_slug and l.overage_amount is not null
     left join plan on plan.id = p.plan_id
     where r.state = 'FAILED' and ($1::text is null or r.organization_id = $1) and ($2::text is null or r.id < $2)
     order by r.id desc limit $3::int`,
    [organizationId, page.before ?? null, Math.min(Math.max(page.limit ?? 20, 1), MAX_PAGE)],
  );
  return rows.map(unbilledOf);
}

function unbilledOf(row: UnbilledRow): UnbilledOverage {
  const report = reportOf(row);
  const { per, amount, currency } = row;
  return {
    report,
    window: { start: row.window_start, end: row.window_end },
    amount: per === null || amount === null || currency === null ? null : costOf(report, BigInt(per), amount, currency),
  };
}

/** What is begun of a package costs all of it, so the first units of a report may lie in one that is billed. */
const costOf = ({ overageBefore, overage }: OverageReport, per: bigint, amount: string, currency: string) =>
  money((packagesOf(overage, per) - packagesOf(overageBefore, per)) * BigInt(amount), currency);

/**
 * A person has billed what a failed report covers by other means, or lets it go: it is no alarm any more, and is never
 * reported. Journaled with the reason. False for a report that has not failed.
 */
export const settleReport = (ctx: Ctx, report: OverageReport, reason: string): Promise<boolean> =>
  inTransaction(ctx.db, async (tx) => {
    const settled = await moveReport(tx, report.id, ["FAILED"], { state: "SETTLED", reason });
    if (settled)
      await record(tx, ctx, "overage.settled", {
        entity: { type: "overage_report", id: report.id },
        organization: report.organizationId,
        before: { state: "FAILED", reason: report.reason },
        after: { state: "SETTLED", meter: report.meter, units: report.units.toString() },
        reason: reason.slice(0, 500),
      });
    return settled;
  });

/** A line of an invoice that says it bills what was told in a period, by a price of the provider's. */
export interface VoidedUse {
  readonly stripePriceId: string;
  readonly period: Period;
}

/**
 * An invoice is void that was to bill these uses: what was told for it covers nothing any more, so that the next look tells
 * it anew, in a period that is still to be billed. Journaled for each message, inside the caller's transaction. A message
 * that was never sent is given up. Repeating it finds nothing. Returns how many there were.
 */
export async function tellVoidedAnew(
  tx: Tx,
  ctx: Ctx,
  organizationId: string,
  uses: readonly VoidedUse[],
  reason: string,
): Promise<number> {
  if (uses.length === 0) return 0;
  const rows = await sqlOf(tx).query<{ id: string; window_id: string; was: string; state: string; units: string }>(
    `with voided(price, starts_at, ends_at) as (select * from unnest($2::text[], $3::timestamptz[], $4::timestamptz[])),
     found as (
       select r.id, r.state from overage_report r join plan_overage_price p on p.id = r.overage_price_id
       join voided v on v.price = p.stripe_price_id and r.moment >= v.starts_at and r.moment < v.ends_at
       where r.organization_id = $1 and r.state in ('PENDING', 'SENT', 'CONFIRMED') order by r.id for update of r)
     update overage_report r set state = case when r.state = 'PENDING' and r.attempts = 0 then 'REPLACED' else 'VOIDED' end,
       reason = $5, confirmed_at = null
     from found where r.id = found.id returning r.id, r.window_id::text, found.state as was, r.state, r.units::text as units`,
    [
      organizationId,
      uses.map((use) => use.stripePriceId),
      uses.map((use) => iso(use.period.start)),
      uses.map((use) => iso(use.period.end)),
      reason,
    ],
  );
  if (rows.length === 0) return 0;
  await sqlOf(tx).query(
    "update overage_account set settled_at = null, looked_at = null where window_id = any($1::bigint[]) returning window_id::text",
    [rows.map((row) => row.window_id)],
  );
  for (const { id, was, state, units } of rows)
    await record(tx, ctx, state === "VOIDED" ? "overage.voided" : "overage.replaced", {
      entity: { type: "overage_report", id },
      organization: organizationId,
      before: { state: was },
      after: { state, units },
      reason,
    });
  return rows.length;
}
