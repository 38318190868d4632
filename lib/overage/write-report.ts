import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { iso } from "@/lib/kernel/time";
import type { Tx } from "@/lib/platform/db";
import { emit } from "@/lib/platform/outbox";
import type { MeteredWindow, NewReport } from "./model";
import * as store from "./store";

/** What a report says beside whose window it is about. */
export type WantedReport = Pick<
  NewReport,
  "kind" | "units" | "overageBefore" | "overage" | "level" | "moment" | "sequence" | "failure"
>;

/**
 * Writes down, inside the caller's transaction, what the provider's meter is to be told of a window: before anything is
 * sent, with journal and event. Null when another writer was first; then nothing was written.
 */
export async function writeReport(
  tx: Tx,
  ctx: Ctx,
  window: MeteredWindow,
  overagePriceId: string | null,
  wanted: WantedReport,
): Promise<string | null> {
  const { organizationId, windowId, subscription, meter } = window;
  const id = await store.insertReport(tx, {
    organizationId,
    subscriptionId: subscription.id,
    windowId,
    overagePriceId,
    ...wanted,
  });
  if (id === null) return null;
  const facts = {
    reportId: id,
    subscriptionId: subscription.id,
    meter,
    windowStart: iso(window.period.start),
    windowEnd: iso(window.period.end),
    kind: wanted.kind,
    units: wanted.units.toString(),
    overage: wanted.overage.toString(),
    moment: iso(wanted.moment),
  };
  const type = wanted.failure === null ? "overage.reported" : "overage.failed";
  const told = wanted.failure === null ? facts : { ...facts, reason: wanted.failure };
  await emit(tx, type, organizationId, told);
  await record(tx, ctx, type, {
    entity: { type: "overage_report", id },
    organization: organizationId,
    after: facts,
    ...(wanted.failure === null ? {} : { reason: wanted.failure }),
  });
  return id;
}
