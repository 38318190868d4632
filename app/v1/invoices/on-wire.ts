import { moneyOnWire } from "@/lib/kernel/money";
import { iso } from "@/lib/kernel/time";
import type { InvoiceRef } from "@/lib/payments";
import { isoOrNull } from "../fields";

export function invoiceOnWire(invoice: InvoiceRef) {
  const money = (amount: bigint) => moneyOnWire({ amount, currency: invoice.currency });
  return {
    id: invoice.id,
    organization: invoice.organizationId,
    subscription: invoice.subscriptionId,
    number: invoice.number,
    status: invoice.status,
    subtotal: money(invoice.subtotal),
    tax: money(invoice.tax),
    total: money(invoice.total),
    amountDue: money(invoice.amountDue),
    amountPaid: money(invoice.amountPaid),
    periodStart: iso(invoice.period.start),
    periodEnd: iso(invoice.period.end),
    issuedAt: iso(invoice.issuedAt),
    dueAt: isoOrNull(invoice.dueAt),
    paidAt: isoOrNull(invoice.paidAt),
    attempts: invoice.attempts,
    nextAttemptAt: isoOrNull(invoice.nextAttemptAt),
    hostedUrl: invoice.hostedUrl,
    pdfUrl: invoice.pdfUrl,
    lines: invoice.lines.map((line) => ({
      description: line.description,
      quantity: line.quantity,
      amount: moneyOnWire(line.amount),
      periodStart: iso(line.period.start),
      periodEnd: iso(line.period.end),
      proration: line.proration,
    })),
  };
}
