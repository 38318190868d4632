import type { Money } from "../../format";

/** How a payment stands; `partly_refunded` is a succeeded one of which something went back. */
export type PaymentState = "pending" | "succeeded" | "failed" | "refunded" | "partly_refunded" | "disputed";

export interface RefundLine {
  id: string;
  amount: Money;
  status: "pending" | "succeeded" | "failed";
  reason: string | null;
  at: string;
  /** Why it failed. */
  failure: string | null;
}

export interface DisputeLine {
  id: string;
  amount: Money;
  status: "needs_response" | "under_review" | "won" | "lost" | "closed";
  inquiry: boolean;
  /** The bank's word, such as "product not received". */
  reason: string;
  openedAt: string;
  /** Until when it can be answered at Stripe; null when it no longer can. */
  answerBy: string | null;
}

export interface PaymentRow {
  id: string;
  at: string;
  state: PaymentState;
  /** Number of the invoice it has paid; null where there is none. */
  invoice: string | null;
  amount: Money;
  refunded: Money | null;
  /** What can still be given back; null when nothing can. */
  refundable: Money | null;
  refunds: readonly RefundLine[];
  disputes: readonly DisputeLine[];
}

export interface ReadyPayments {
  kind: "ready";
  organization: { id: string; name: string };
  rows: readonly PaymentRow[];
  mayRefund: boolean;
  nextHref: string | null;
  firstHref: string | null;
  /** A dialog that is open at the start, by the payment's id; for the gallery. */
  open?: string;
}

export type PaymentsModel = ReadyPayments | { kind: "failed"; requestId: string; retryHref: string };

export interface RefundOrder {
  payment: string;
  /** Minor units. */
  amount: string;
  reason: string;
  /** Names this refund: the same key gives back once. */
  key: string;
}

export type RefundAnswer = { kind: "refunded"; amount: Money; pending: boolean } | { kind: "refused"; message: string };

/** What the screen may ask of the house. */
export interface PaymentsActions {
  refund(order: RefundOrder): Promise<RefundAnswer>;
}
