import type { Ctx } from "@/lib/context";
import { conflict, notFound } from "@/lib/kernel/errors";
import { findReport, settleReport } from "@/lib/overage";
import { checkedReason } from "./assign-plan";

/**
 * Takes usage beyond an allowance off the list of what nobody has billed: a person has billed it by other means, or lets it
 * go. It is never reported after that. NOT_FOUND for an unknown report, CONFLICT for one that has not failed,
 * VALIDATION_ERROR without a reason. Journaled with it.
 */
export async function settleOverage(ctx: Ctx, reportId: string, reason: string): Promise<void> {
  const why = checkedReason(reason);
  const report = await findReport(ctx, reportId);
  if (!report) throw notFound("overage report");
  if (report.state !== "FAILED" || !(await settleReport(ctx, report, why)))
    throw conflict(`Only a report that has failed is settled by hand; this one is ${report.state.toLowerCase()}.`);
}
