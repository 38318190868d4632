import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { inTransaction } from "@/lib/platform/db";
import { once } from "@/lib/platform/once";
import type { InboxEvent } from "../model";

/** Samples that the journal keeps of each kind of error. */
const SAMPLES = 3;

/**
 * Tells the operators of usage that Stripe could not count, once for each report: in the log, where alarms look, and in the
 * journal. What was not counted is not billed, so somebody has to see it.
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
  ctx.log.error({ eventId: event.id, meterId, count, errors }, "Stripe could not count usage that was reported to it");
  return `told of ${count} reports of usage that Stripe could not count: ${errors.map((kind) => kind.code).join(", ")}`;
}
