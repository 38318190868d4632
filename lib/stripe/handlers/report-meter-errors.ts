import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { inTransaction } from "@/lib/platform/db";
import { failReport, findReport } from "@/lib/overage";
import type { MeterErrors } from "@/lib/payments";
import { once } from "@/lib/platform/once";
import type { InboxEvent } from "../model";

/** Samples that the journal keeps of each kind of error. */
const SAMPLES = 3;

/**
 * Tells the operators of usage that Stripe could not count, once for each report: in the log, where alarms look, and in the
 * journal. What was not counted is not billed, so somebody has to see it. Messages of ours that it names are marked failed
 * with the reason, and can be sent again; it names some of them only, and the comparison of sums finds the others.
 */
export async function reportMeterErrors(ctx: Ctx, event: InboxEvent): Promise<string> {
  const found = await ctx.payments.retrieveMeterErrors(event.id);
  if (!found) return "ignored: Stripe knows no such report";
  const meterId = found.meterId ?? event.objectId;
  const count = found.errors.reduce((sum, kind) => sum + kind.count, 0);
  const errors = found.errors.map((kind) => ({ ...kind, samples: kind.samples.slice(0, SAMPLES) }));
  await inTransaction(ctx.db, (tx) =>
    once(tx, { scope: "stripe.meter-errors", key: event.id, input: null }, () =>
      record(tx, ctx, "stripe_meter.errors_reported", {
        entity: { type: "stripe_meter", id: meterId ?? "unknown" },
        organization: null,
        after: { errors: count, kinds: errors },
        reason: found.summary.slice(0, 500),
      }),
    ),
  );
  const failed = await failNamed(ctx, found);
  ctx.log.error(
    { eventId: event.id, meterId, count, failed, errors },
    "Stripe could not count usage that was reported to it",
  );
  return `told of ${count} reports of usage that Stripe could not count: ${errors.map((kind) => kind.code).join(", ")}`;
}

/** Which of our messages it is about, by the identifiers that they carried. Returns how many are failed by this. */
async function failNamed(ctx: Ctx, { errors }: MeterErrors): Promise<number> {
  let failed = 0;
  for (const { code, samples } of errors)
    for (const { message, reference } of samples) {
      const report = await findReport(ctx, reference);
      if (report && (await failReport(ctx, report, `${code}: ${message}`))) failed += 1;
    }
  return failed;
}
