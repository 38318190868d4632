import type { Money } from "@/lib/kernel/money";
import type { Instant, Period } from "@/lib/kernel/time";

export type InvoiceStatus = "draft" | "open" | "paid" | "uncollectible" | "void";

export interface InvoiceLine {
  readonly description: string;
  readonly quantity: number | null;
  readonly amount: Money;
  readonly period: Period;
  readonly proration: boolean;
}

export interface PricedLine extends InvoiceLine {
  /** The provider's price. */
  readonly priceId: string | null;
}

/** The last attempt to collect an invoice that did not succeed. */
export interface PaymentFailure {
  readonly code: string;
  readonly message: string;
}

export interface ProviderInvoice {
  readonly id: string;
  readonly customerId: string;
  readonly subscriptionId: string | null;
  /** Why it was made: the beginning of a subscription, a renewal, or something else. */
  readonly origin: "start" | "renewal" | "other";
  readonly number: string | null;
  readonly status: InvoiceStatus;
  readonly currency: string;
  readonly subtotal: bigint;
  readonly tax: bigint;
  readonly total: bigint;
  readonly amountDue: bigint;
  readonly amountPaid: bigint;
  readonly period: Period;
  readonly issuedAt: Instant;
  readonly dueAt: Instant | null;
  readonly paidAt: Instant | null;
  readonly hostedUrl: string | null;
  readonly pdfUrl: string | null;
  readonly lines: readonly PricedLine[];
  readonly attempts: number;
  readonly nextAttemptAt: Instant | null;
  readonly paymentIntentId: string | null;
  readonly failure: PaymentFailure | null;
}

/** What the next invoice would say if it were cut on its day and nothing changed until then. */
export interface InvoicePreview {
  readonly lines: readonly PricedLine[];
  readonly subtotal: Money;
  /** What codes and coupons take off. */
  readonly discount: Money;
  readonly tax: Money;
  readonly total: Money;
  /** After credits that the customer holds at the provider. */
  readonly amountDue: Money;
  readonly chargedAt: Instant | null;
}

/** The part of the port that is about invoices. */
export interface InvoicePort {
  /** Collects an open invoice now, with the means of payment on file. One that is paid is left as it is. */
  payInvoice(invoiceId: string): Promise<void>;
  /** Newest first, at most `limit` (≤ 100). */
  listInvoices(customerId: string, limit: number): Promise<ProviderInvoice[]>;
  retrieveInvoice(invoiceId: string): Promise<ProviderInvoice | null>;
  /** Null when nothing will be charged: the subscription ends before its next invoice, or is no more. */
  previewNextInvoice(subscriptionId: string): Promise<InvoicePreview | null>;
}
