import type { InvoiceRow } from "@/components/screens/billing/model";
import { moneyOnWire } from "@/lib/kernel/money";
import { iso } from "@/lib/kernel/time";
import { isOpenDispute, type InvoiceRef, type PaymentAccount } from "@/lib/payments";

/** An invoice as its payer reads it: with what went back of its payment, and what a bank's dispute means. */
export const invoiceRow = (invoice: InvoiceRef, account: PaymentAccount | undefined): InvoiceRow => ({
  id: invoice.id,
  number: invoice.number ?? "Draft",
  issuedAt: iso(invoice.issuedAt),
  status: invoiceStatus(invoice, account),
  total: moneyOnWire({ amount: invoice.total, currency: invoice.currency }),
  refunded: account && account.payment.refundedAmount > 0n ? refundedOf(account) : null,
  note: account ? disputeNote(account) : null,
  href: invoice.hostedUrl,
  pdfHref: invoice.pdfUrl,
});

const refundedOf = ({ payment }: PaymentAccount) =>
  moneyOnWire({ amount: payment.refundedAmount, currency: payment.currency });

/** What went back of its payment says more about a paid invoice than that it is paid. */
function invoiceStatus({ status }: InvoiceRef, account: PaymentAccount | undefined): InvoiceRow["status"] {
  if (status !== "paid" || !account) return status;
  const { payment } = account;
  if (payment.status === "DISPUTED") return "disputed";
  if (payment.status === "REFUNDED") return "refunded";
  return payment.refundedAmount > 0n ? "partly_refunded" : status;
}

function disputeNote({ disputes }: PaymentAccount): string | null {
  if (disputes.some(isOpenDispute)) return "Your bank is looking into this payment.";
  return disputes.some(({ status }) => status === "LOST") ? "Your bank took this payment back." : null;
}
