import type Stripe from "stripe";
import type { Wire } from "./wire";

export type Customer = Wire<Stripe.Customer>;
export type Product = Wire<Stripe.Product>;
export type Price = Wire<Stripe.Price>;
export type PriceTier = Wire<Stripe.Price.Tier>;
export type PaymentMethod = Wire<Stripe.PaymentMethod>;
export type PaymentIntent = Wire<Stripe.PaymentIntent>;
export type SetupIntent = Wire<Stripe.SetupIntent>;
export type Charge = Wire<Stripe.Charge>;
export type Coupon = Wire<Stripe.Coupon>;
export type PromotionCode = Wire<Stripe.PromotionCode>;
export type Discount = Wire<Stripe.Discount>;
export type Subscription = Wire<Stripe.Subscription>;
export type SubscriptionSchedule = Wire<Stripe.SubscriptionSchedule>;
export type TestClock = Wire<Stripe.TestHelpers.TestClock>;
export type SchedulePhase = SubscriptionSchedule["phases"][number];
export type SubscriptionItem = Wire<Stripe.SubscriptionItem>;
export type Invoice = Wire<Stripe.Invoice>;
export type InvoiceLine = Wire<Stripe.InvoiceLineItem>;
export type InvoicePayment = Wire<Stripe.InvoicePayment>;
export type CheckoutSession = Wire<Stripe.Checkout.Session>;
export type CheckoutLine = Wire<Stripe.LineItem>;
export type PortalSession = Wire<Stripe.BillingPortal.Session>;
export type Meter = Wire<Stripe.Billing.Meter>;
export type MeterEvent = Wire<Stripe.Billing.MeterEvent>;
export type MeterEventSummary = Wire<Stripe.Billing.MeterEventSummary>;
export type PortalConfiguration = Wire<Stripe.BillingPortal.Configuration>;
export type PortalFeatures = PortalConfiguration["features"];
export type PortalProduct = NonNullable<PortalFeatures["subscription_update"]["products"]>[number];

export type WebhookEndpoint = Wire<Stripe.WebhookEndpoint>;

/** An event as stored and delivered; its object is a snapshot of the moment. */
export interface StoredEvent {
  id: string;
  object: "event";
  api_version: string;
  created: number;
  data: { object: unknown; previous_attributes?: Record<string, unknown> };
  livemode: false;
  pending_webhooks: number;
  request: { id: string | null; idempotency_key: string | null };
  type: string;
}

export type TaxId = Wire<Stripe.TaxId>;
export type BalanceMove = Wire<Stripe.CustomerBalanceTransaction>;
export type BalanceTransaction = Wire<Stripe.BalanceTransaction>;
export type Refund = Wire<Stripe.Refund>;
export type CreditNote = Wire<Stripe.CreditNote>;
export type CreditNoteLine = Wire<Stripe.CreditNoteLineItem>;
export type Dispute = Wire<Stripe.Dispute>;
export type InvoiceItem = Wire<Stripe.InvoiceItem>;

/** A refund whose bank has not answered yet. */
export interface RefundAtBank {
  at: number;
  outcome: "pending" | "fails";
}

/** A charge whose holder is going to dispute it. */
export interface DisputeToCome {
  at: number;
  as: { reason: string; networkCode: string; inquiry: boolean };
}

/** An event of the second generation: its receiver gets the head only, and fetches `data` by the id. */
export interface ThinEvent {
  id: string;
  object: "v2.core.event";
  context: string | null;
  created: string;
  data: Record<string, unknown>;
  livemode: false;
  reason: null;
  related_object: { id: string; type: string; url: string } | null;
  type: string;
}

/** One use of a meter as it came in. */
export interface MeteredUse {
  identifier: string;
  eventName: string;
  payload: Record<string, string>;
  timestamp: number;
  /** When it came in, in billing time. */
  receivedAt: number;
  /** What it counts for; null when it was accepted and found wrong afterwards. */
  counted: { meter: string; customer: string; value: number } | null;
  canceled: boolean;
}

/** What was found wrong with a use after it had been accepted, until a report tells of it. */
export interface MeterFailure {
  meter: string | null;
  identifier: string;
  code: string;
  message: string;
  at: number;
}

/** What the hosted page needs to finish a session and the API never shows. */
export interface CheckoutPlan {
  lines: CheckoutLine[];
  trialEnd: number | null;
  trialDays: number | null;
  subscriptionMetadata: Record<string, string>;
  subscriptionDescription: string | null;
  missingPaymentMethod: "cancel" | "create_invoice" | "pause";
  intentMetadata: Record<string, string>;
  intentDescription: string | null;
  receiptEmail?: string | null;
  setupFutureUsage?: PaymentIntent["setup_future_usage"];
  coupon: string | null;
  promotionCode: string | null;
  /** The address of the page becomes the customer's. Absent in states of an earlier version. */
  savesAddress?: boolean;
}

/** Facts about an object which the API does not show. */
export interface CardFacts {
  number: string;
  /** The bank has seen its holder once: cards that ask only then stay quiet off-session. */
  authenticated: boolean;
}

export interface InvoiceFacts {
  /** How many automatic attempts failed; picks the next retry's delay. */
  failures: number;
  /** How collection was paused when the invoice was made; a later pause leaves it alone. */
  paused?: "keep_as_draft" | "mark_uncollectible" | "void";
  /** That the due date has passed was told. */
  overdueSent?: boolean;
  /** Discounts that were given to this invoice alone, whether they take something off yet or not. */
  discounts?: string[];
}

export interface ScheduleFacts {
  /** The end that was announced. */
  expiringSentFor: number;
}

export interface SubscriptionFacts {
  trialWillEndSent: boolean;
  /** The end of the period whose next invoice was announced last. */
  upcomingSentFor?: number;
  /** When the invoice of a resumption has to be paid. */
  resumesUntil?: number;
}

/** When a portal link was made and last used, in real unix seconds: links grow old in real time. */
export interface PortalSessionFacts {
  madeAt: number;
  seenAt: number | null;
  /** The one thing that a deep link leads to was done. */
  flowDone: boolean;
}

/** One try to hand an event to the webhook address; times are real unix milliseconds. */
export interface DeliveryAttempt {
  at: number;
  status: number | null;
  error: string | null;
}

export interface Delivery {
  id: string;
  /** Id of the endpoint, or "given" for the one named at the start. */
  endpoint: string;
  event: string;
  type: string;
  url: string;
  state: "pending" | "delivered" | "failed" | "dropped";
  nextAttemptAt: number;
  attempts: DeliveryAttempt[];
}

/** The answer to the first use of an idempotency key; `at` is real unix seconds. */
export interface IdempotencyRecord {
  at: number;
  fingerprint: string;
  route: string;
  status: number;
  body: string;
  requestId: string;
}
