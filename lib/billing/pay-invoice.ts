import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { required } from "@/lib/kernel/errors";
import { getInvoiceRef, type InvoiceRef } from "@/lib/payments";
import { inTransaction } from "@/lib/platform/db";
import { applySubscription } from "./apply-subscription";
import { invoiceNotOpen } from "./errors";
import { mirrorInvoice } from "./mirror-invoice";

/**
 * Collects an open invoice of the context's organization now, with the means of payment on file; what the subscription
 * gains by it holds when this returns. PAYMENT_REQUIRED when the means is refused: our copies then say so. CONFLICT for an
 * invoice that is not open, NOT_FOUND for none and another's. One that is paid already is left as it is, so repeating it
 * charges once.
 */
export async function payInvoice(ctx: Ctx, invoiceId: string): Promise<InvoiceRef> {
  const organizationId = required(ctx.organization, "the organization whose invoice is paid");
  const invoice = await getInvoiceRef(ctx, organizationId, invoiceId);
  if (invoice.status === "paid") return invoice;
  if (invoice.status !== "open") throw invoiceNotOpen(invoice.status);
  await inTransaction(ctx.db, (tx) =>
    record(tx, ctx, "invoice.payment_requested", {
      entity: { type: "invoice", id: invoice.id },
      organization: organizationId,
      after: { number: invoice.number, amountDue: invoice.amountDue.toString(), currency: invoice.currency },
    }),
  );
  try {
    await ctx.payments.payInvoice(invoice.providerInvoiceId);
  } finally {
    await follow(ctx, invoice);
  }
  return getInvoiceRef(ctx, organizationId, invoice.id);
}

/** Whatever was answered, our copies follow; the event that tells the same comes to them later and changes nothing. */
async function follow(ctx: Ctx, { providerInvoiceId }: InvoiceRef): Promise<void> {
  const theirs = await ctx.payments.retrieveInvoice(providerInvoiceId);
  await mirrorInvoice(ctx, providerInvoiceId, theirs);
  if (theirs?.subscriptionId) await applySubscription(ctx, theirs.subscriptionId);
}
