import type { Money } from "../../format";
import type { Allowance } from "../usage/model";

/** How the subscription stands, as far as the billing page words it. */
export type SubscriptionStatus = "trialing" | "active" | "past_due" | "unpaid" | "paused" | "incomplete";

export type BillingInterval = "month" | "year";

/** The plan card. Moments are ISO strings. */
export interface PlanCard {
  name: string;
  status: SubscriptionStatus;
  price: Money;
  interval: BillingInterval;
  periodStart: string;
  periodEnd: string;
  /** End of the trial while it lasts. */
  trialEndsAt: string | null;
  /** Set when the subscription ends instead of renewing. */
  cancelsAt: string | null;
  /** A change that is planned for the period's end. */
  scheduled: { planName: string; at: string } | null;
  /** Until when everything keeps working although a payment is due. */
  graceUntil: string | null;
  allowances: readonly Allowance[];
}

/** A line of the next charge: what, how it comes about, how much. Negative amounts are credits and discounts. */
export interface ChargeLine {
  title: string;
  detail: string | null;
  amount: Money;
  /** Rules off what stands above, as the subtotal does. */
  rule?: boolean;
}

/** One try at collecting an open invoice; the ones ahead have no outcome yet. */
export interface PaymentAttempt {
  at: string;
  outcome: "failed" | "ahead" | "last";
  words: string;
}

/** What will be charged next, or is owed now. */
export interface NextCharge {
  kind: "draft" | "firstAfterTrial" | "owed";
  total: Money;
  /** The day it is charged, or was due when owed. */
  at: string;
  invoiceNumber: string | null;
  lines: readonly ChargeLine[];
  /** Where the pace leads: units and total at the period's end; null when nothing is metered. */
  atThisPace: { units: string; total: Money; spendLimitHref: string | null } | null;
  attempts: readonly PaymentAttempt[];
  curl: string;
}

export interface PaymentMethod {
  brand: string;
  last4: string;
  /** 1 to 12. */
  expiryMonth: number;
  expiryYear: number;
  /** Expires before the next charge. */
  expiring: boolean;
  declined: boolean;
}

export type InvoiceStatus =
  "draft" | "open" | "paid" | "void" | "uncollectible" | "refunded" | "partly_refunded" | "disputed";

export interface InvoiceRow {
  id: string;
  number: string;
  issuedAt: string;
  status: InvoiceStatus;
  total: Money;
  /** Given back so far; shown under the total. */
  refunded: Money | null;
  /** What a bank's dispute means for its reader. */
  note: string | null;
  href: string | null;
  pdfHref: string | null;
}

/** Where the page's buttons lead. An absent address means that the button is not offered. */
export interface BillingLinks {
  changePlan: string | null;
  /** Where more or fewer of a plan that is sold by the quantity are bought. */
  changeQuantity: string | null;
  cancel: string | null;
  /** Where e-mail, address and tax id are written. */
  details: string | null;
  /** The payment method is changed with the payment provider. */
  portal: string | null;
  payNow: string | null;
  plans: string;
  allInvoices: string | null;
}

/** A part of the page that could not be read; the rest stays usable. */
export interface LoadFailure {
  requestId: string;
}

export interface ReadyBilling {
  kind: "ready";
  organizationName: string;
  /** ISO code; the page names the currency in words once. */
  currency: string;
  timeZone: string;
  asOf: string;
  plan: PlanCard;
  /** Null when nothing will be charged: a free plan, a paused or ending subscription. */
  nextCharge: NextCharge | null | LoadFailure;
  paymentMethod: PaymentMethod | null;
  billingEmail: string;
  taxId: string | null;
  invoices: readonly InvoiceRow[] | LoadFailure;
  links: BillingLinks;
  /** Why nothing can be changed here, for a member without billing rights; null for whoever has them. */
  readOnlyReason: string | null;
  /** What became of the last try, when nothing was changed by it. */
  notice: { lead: string; words: string } | null;
  /** Which steps the page offers as buttons of its own. */
  offers: { pause: boolean; wayBack: WayBack | null };
}

/** The one step back to normal: taking back what is planned, ending a pause, or asking the card once more. */
export type WayBack = "keep" | "keep_present" | "resume" | "retry";

/** What the billing page shows. */
export type BillingModel =
  ReadyBilling | { kind: "failed"; requestId: string; retryHref: string } | { kind: "loading" };
