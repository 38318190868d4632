import type { Instant, Period } from "@/lib/kernel/time";
import type { InvoiceLine, InvoiceStatus, PaymentFailure } from "./provider";

export type PaymentStatus = "PENDING" | "SUCCEEDED" | "FAILED" | "REFUNDED" | "DISPUTED";

/** Ties a Checkout session or a payment intent to what was bought. Amounts are minor units of `currency`. */
export interface Payment {
  readonly id: string;
  readonly organizationId: string;
  readonly status: PaymentStatus;
  readonly planPriceId: string | null;
  readonly subscriptionId: string | null;
  readonly amount: bigint;
  readonly refundedAmount: bigint;
  readonly currency: string;
  readonly checkoutSessionId: string | null;
  readonly paymentIntentId: string | null;
  readonly providerInvoiceId: string | null;
  readonly checkoutUrl: string | null;
  readonly failure: PaymentFailure | null;
  readonly attempts: number;
  readonly createdBy: string;
  readonly createdAt: Instant;
  readonly settledAt: Instant | null;
}

/** Our copy of an invoice that the provider keeps. Amounts are minor units of `currency`. */
export interface InvoiceRef {
  readonly id: string;
  readonly organizationId: string;
  readonly subscriptionId: string | null;
  readonly providerInvoiceId: string;
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
  readonly lines: readonly InvoiceLine[];
}

/** Where a page of invoices ends: the next begins after it, newest first. */
export interface InvoiceKeyset {
  readonly issuedAt: Instant;
  readonly id: string;
}

export interface InvoicePage {
  readonly invoices: readonly InvoiceRef[];
  /** Null on the last page. */
  readonly next: InvoiceKeyset | null;
}
