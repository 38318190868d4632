import { businessNow } from "@/lib/platform/clock";
import { sqlOf, type Tx } from "@/lib/platform/db";
import type { InvoiceRef } from "./model";
import type { ProviderInvoice } from "./invoice-port";
import { mayFollow } from "./rules/invoice-order";
import * as store from "./invoices/store";

export interface MirroredInvoice {
  readonly before: InvoiceRef | null;
  readonly after: InvoiceRef;
}

/**
 * Writes a reading of the provider's invoice into our copy, inside the caller's transaction and one reading at a time.
 * A reading older than what is known is left aside. Returns the copy before and after.
 */
export async function mirrorInvoiceRow(
  tx: Tx,
  owner: { organizationId: string; subscriptionId: string | null },
  invoice: ProviderInvoice,
): Promise<MirroredInvoice> {
  const before = await store.lockInvoice(tx, invoice.id);
  if (before && !mayFollow(before.status, invoice.status)) return { before, after: before };
  const kept = { ...owner, subscriptionId: owner.subscriptionId ?? before?.subscriptionId ?? null };
  return { before, after: await store.saveInvoice(tx, kept, invoice, await businessNow(sqlOf(tx))) };
}
