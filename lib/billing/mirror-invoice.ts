import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { tellVoidedAnew } from "@/lib/overage";
import {
  mirrorInvoiceRow,
  recordRenewalAttempt,
  tieIntent,
  type InvoiceRef,
  type MirroredInvoice,
  type ProviderInvoice,
} from "@/lib/payments";
import { inTransaction, type Tx } from "@/lib/platform/db";
import { emit } from "@/lib/platform/outbox";
import { findSubscriptionByStripeId } from "@/lib/subscriptions";
import { voidedInPause } from "./rules/never-billed";
import * as store from "./store";

/** Our copy, or null with the reason why there is none. */
export interface AppliedInvoice {
  readonly invoice: InvoiceRef | null;
  readonly outcome: string;
}

/**
 * Brings our copy of a Stripe invoice, and the payment that collects it, to its present state. Safe twice and out of
 * order. Each change of the invoice's state and each attempt to collect it is told once. Whoever has just read it hands his
 * reading over.
 */
export async function mirrorInvoice(
  ctx: Ctx,
  stripeInvoiceId: string,
  read?: ProviderInvoice | null,
): Promise<AppliedInvoice> {
  const invoice = read === undefined ? await ctx.payments.retrieveInvoice(stripeInvoiceId) : read;
  if (!invoice) return { invoice: null, outcome: "ignored: Stripe knows no such invoice" };
  const organizationId = await store.organizationOfCustomer(ctx.db, invoice.customerId);
  if (!organizationId) return { invoice: null, outcome: "ignored: the customer belongs to no organization here" };
  const mirrored = await inTransaction(ctx.db, (tx) => commit(tx, ctx, organizationId, invoice));
  return {
    invoice: mirrored.after,
    outcome: mirrored.before?.status === mirrored.after.status ? "unchanged" : `invoice ${mirrored.after.status}`,
  };
}

async function commit(tx: Tx, ctx: Ctx, organizationId: string, invoice: ProviderInvoice): Promise<MirroredInvoice> {
  const subscription =
    invoice.subscriptionId === null ? null : await findSubscriptionByStripeId({ db: tx }, invoice.subscriptionId);
  const owner = { organizationId, subscriptionId: subscription?.id ?? null };
  const mirrored = await mirrorInvoiceRow(tx, owner, invoice);
  if (invoice.origin === "start") await tieIntent(tx, organizationId, invoice);
  const told = [...eventsOfInvoice(mirrored), ...(await eventsOfCollection(tx, owner, invoice))];
  for (const type of told) await emit(tx, type, organizationId, invoiceFacts(mirrored.after, invoice));
  const voided = `the invoice ${invoice.id} that was to bill it is void`;
  await tellVoidedAnew(tx, ctx, organizationId, voidedInPause(invoice), voided);
  if (mirrored.before?.status !== mirrored.after.status || told.length > 0) {
    await record(tx, ctx, "invoice.mirrored", {
      entity: { type: "invoice", id: mirrored.after.id },
      organization: organizationId,
      before: { status: mirrored.before?.status ?? null },
      after: { ...invoiceFacts(mirrored.after, invoice), told },
    });
  }
  return mirrored;
}

const STATUS_EVENT = {
  draft: null,
  open: "invoice.finalized",
  paid: "invoice.paid",
  void: "invoice.voided",
  uncollectible: "invoice.uncollectible",
} as const;

function eventsOfInvoice({ before, after }: MirroredInvoice): string[] {
  const created = before === null ? ["invoice.created"] : [];
  const reached = before?.status === after.status ? null : STATUS_EVENT[after.status];
  return reached ? [...created, reached] : created;
}

/** A first invoice is collected by its Checkout, which has a payment of its own; the rows here are those of renewals. */
async function eventsOfCollection(
  tx: Tx,
  owner: { organizationId: string; subscriptionId: string | null },
  invoice: ProviderInvoice,
): Promise<string[]> {
  if (invoice.origin === "start" || invoice.status === "draft" || invoice.amountDue === 0n) return [];
  const { before, after } = await recordRenewalAttempt(tx, owner, invoice);
  if (after.status === "SUCCEEDED") return before?.status === "SUCCEEDED" ? [] : ["payment.succeeded"];
  return after.status === "FAILED" && after.attempts > (before?.attempts ?? 0) ? ["payment.failed"] : [];
}

const invoiceFacts = (row: InvoiceRef, invoice: ProviderInvoice) => ({
  invoiceId: row.id,
  subscriptionId: row.subscriptionId,
  number: row.number,
  status: row.status,
  total: row.total.toString(),
  currency: row.currency,
  attempts: invoice.attempts,
  failureCode: invoice.failure?.code ?? null,
});
