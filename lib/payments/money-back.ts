import type { Money } from "@/lib/kernel/money";
import type { Instant } from "@/lib/kernel/time";

/** The part of the port through which money goes back: by our wish, or because the payer's bank asks for it. */

/** Where a dispute stands. CLOSED is an inquiry that came to nothing. */
export type DisputeStatus = "NEEDS_RESPONSE" | "UNDER_REVIEW" | "WON" | "LOST" | "CLOSED";

export interface RefundRequest {
  /** Our refund row: it travels with the refund and is the root of its idempotency key. */
  readonly refundId: string;
  readonly paymentIntentId: string;
  readonly amount: Money;
}

export interface ProviderRefund {
  readonly id: string;
  /** Our row, when we asked for it. */
  readonly refundId: string | null;
  readonly amount: Money;
  readonly status: "PENDING" | "SUCCEEDED" | "FAILED";
  readonly reason: string | null;
  readonly failureMessage: string | null;
  readonly createdAt: Instant;
}

export interface ProviderDispute {
  readonly id: string;
  readonly status: DisputeStatus;
  readonly inquiry: boolean;
  readonly refundable: boolean;
  readonly amount: Money;
  /** What the provider has taken for it and not given back. */
  readonly taken: bigint;
  readonly reason: string;
  readonly answerBy: Instant | null;
  readonly openedAt: Instant;
}

/** Everything that went back of one payment, or is asked back, the oldest first. */
export interface MoneyBack {
  readonly refunds: readonly ProviderRefund[];
  readonly disputes: readonly ProviderDispute[];
}

/** What an event may name that belongs to a payment. */
export type BelongsToPayment = "refund" | "charge" | "dispute";

/** What the house needs for it. For errors and repetition see PaymentProvider. */
export interface MoneyBackProvider {
  /**
   * Gives an amount of a payment back. Repeating it for the same row gives the refund that was made, also when its answer
   * was lost. CONFLICT with the provider's words when it refuses: less is left, or the payment is disputed.
   */
  makeRefund(request: RefundRequest): Promise<ProviderRefund>;
  moneyBackOf(paymentIntentId: string): Promise<MoneyBack>;
  /** The payment intent that something belongs to; null when there is none, or no such thing. */
  paymentIntentOf(what: BelongsToPayment, id: string): Promise<string | null>;
  /** The invoice that a payment intent has paid; null when it paid none. */
  invoiceOfPaymentIntent(paymentIntentId: string): Promise<string | null>;
}
