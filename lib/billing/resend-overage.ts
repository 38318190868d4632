import type { Ctx } from "@/lib/context";
import { conflict, notFound } from "@/lib/kernel/errors";
import { findReport, giveUpReport } from "@/lib/overage";
import { checkedReason } from "./assign-plan";
import { reportOverage, type OverageRound } from "./report-overage";

/**
 * Has what a failed message covered reported anew, by another message with an identifier of its own, when whatever made
 * it fail is mended. NOT_FOUND for an unknown one, CONFLICT for one that has not failed. Journaled with the reason.
 */
export async function resendOverage(ctx: Ctx, reportId: string, reason: string): Promise<OverageRound> {
  const why = checkedReason(reason);
  const report = await findReport(ctx, reportId);
  if (!report) throw notFound("overage report");
  if (report.state !== "FAILED" || !(await giveUpReport(ctx, report, why)))
    throw conflict(`Only a report that has failed is sent again; this one is ${report.state.toLowerCase()}.`);
  return reportOverage(ctx, { organizationId: report.organizationId });
}
