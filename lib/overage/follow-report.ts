import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import type { Period } from "@/lib/kernel/time";
import { inTransaction, type DbOrTx } from "@/lib/platform/db";
import { emit } from "@/lib/platform/outbox";
import type { OverageReport } from "./model";
import * as store from "./store";

/** The provider has taken a message. Repeating it changes nothing. */
export const markSent = (db: DbOrTx, id: string): Promise<boolean> =>
  store.moveReport(db, id, ["PENDING"], { state: "SENT" });

/**
 * The provider could not count a message: it stays visible with the reason until somebody has it sent again. Journaled
 * and told once; repeating it changes nothing. False for one that is not on its way.
 */
export async function failReport(ctx: Ctx, report: OverageReport, reason: string): Promise<boolean> {
  const failed = await inTransaction(ctx.db, async (tx) => {
    const moved = await store.moveReport(tx, report.id, ["PENDING", "SENT", "CONFIRMED"], { state: "FAILED", reason });
    if (!moved) return false;
    const { id, meter, units, organizationId } = report;
    await emit(tx, "overage.failed", organizationId, { reportId: id, meter, units: units.toString(), reason });
    await record(tx, ctx, "overage.failed", {
      entity: { type: "overage_report", id },
      organization: organizationId,
      before: { state: report.state },
      after: { state: "FAILED", meter, units: units.toString() },
      reason: reason.slice(0, 500),
    });
    return true;
  });
  if (failed)
    ctx.log.error(
      { reportId: report.id, organizationId: report.organizationId, units: report.units.toString(), reason },
      "usage beyond an allowance could not be reported and is not billed",
    );
  return failed;
}

/**
 * Gives a message up, so that what it covered is reported anew by another one. Only for one that the provider has not
 * counted, for certain. Journaled. False when it has moved on meanwhile.
 */
export const giveUpReport = (ctx: Ctx, report: OverageReport, reason: string): Promise<boolean> =>
  inTransaction(ctx.db, async (tx) => {
    const moved = await store.moveReport(tx, report.id, ["PENDING", "FAILED"], { state: "REPLACED", reason });
    if (moved)
      await record(tx, ctx, "overage.replaced", {
        entity: { type: "overage_report", id: report.id },
        organization: report.organizationId,
        before: { state: report.state },
        after: { state: "REPLACED", units: report.units.toString() },
        reason: reason.slice(0, 500),
      });
    return moved;
  });

/** The meter's sum shows everything that was sent in a range: its messages are confirmed. Returns how many were new. */
export const confirmReports = (
  db: DbOrTx,
  about: { readonly organizationId: string; readonly meter: string; readonly range: Period },
): Promise<number> => store.confirmBetween(db, about);
