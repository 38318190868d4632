import type { Instant, Period } from "@/lib/kernel/time";
import type { InvoiceLine, InvoiceStatus, PaymentFailure } from "./invoice-port";
import type { DisputeStatus } from "./money-back";

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
  /** Grows with every reading of its refunds and disputes. */
  readonly revision: number;
}

export type RefundStatus = "PENDING" | "SUCCEEDED" | "FAILED";

/** Money of a payment that goes back. While it is pending it counts as given back; when it fails it does not. */
export interface Refund {
  readonly id: string;
  readonly organizationId: string;
  readonly paymentId: string;
  readonly status: RefundStatus;
  readonly amount: bigint;
  readonly currency: string;
  readonly reason: string | null;
  /** Null until the provider has answered. */
  readonly providerRefundId: string | null;
  readonly failureMessage: string | null;
  readonly createdBy: string;
  readonly createdAt: Instant;
}

/** A payment that its payer's bank asks back. */
export interface Dispute {
  readonly id: string;
  readonly paymentId: string;
  readonly providerDisputeId: string;
  readonly status: DisputeStatus;
  /** The bank asks only, and has taken nothing. */
  readonly inquiry: boolean;
  /** Whether the provider lets the payment be refunded all the same. */
  readonly refundable: boolean;
  readonly amount: bigint;
  /** What was taken for it and not given back. */
  readonly taken: bigint;
  readonly currency: string;
  readonly reason: string;
  /** Until when it can be answered; null when it no longer can. */
  readonly answerBy: Instant | null;
  readonly openedAt: Instant;
  readonly closedAt: Instant | null;
}

/** A payment with all that went back of it, the oldest first. */
export interface PaymentAccount {
  readonly payment: Payment;
  readonly refunds: readonly Refund[];
  readonly disputes: readonly Dispute[];
}

/** Where a page of payments ends: the next begins after it, newest first. */
export interface PaymentKeyset {
  readonly createdAt: Instant;
  readonly id: string;
}

export interface PaymentPage {
  readonly payments: readonly PaymentAccount[];
  /** Null on the last page. */
  readonly next: PaymentKeyset | null;
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
  /** How often it was tried to collect it. */
  readonly attempts: number;
  /** When it is tried again; null when it is not. */
  readonly nextAttemptAt: Instant | null;
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
