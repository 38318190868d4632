import type { BillingInterval, Pricing } from "@/lib/catalog";
import type { Money } from "@/lib/kernel/money";
import type { Instant, Period } from "@/lib/kernel/time";
import type { SubscriptionStatus } from "@/lib/subscriptions";
import type { BillingAddress, TaxId } from "./details";
import type { MeteredItem, MeterPort } from "./meter-port";
import type { MoneyBackProvider } from "./money-back";
import type { PurchaseProvider } from "./promotion";

/** Texts that travel with an object at the provider, so that it can be told whose it is. Never personal. */
export type ProviderMetadata = Readonly<Record<string, string>>;

export interface CustomerRequest {
  readonly organizationId: string;
  readonly name: string;
  readonly email: string | null;
  /** Null leaves the address that the provider has: its own pages may have asked for it. */
  readonly address: BillingAddress | null;
  /** The provider's id when we know it already. */
  readonly customerId: string | null;
}

export interface PriceRequest {
  readonly planId: string;
  readonly planCode: string;
  readonly planName: string;
  readonly description: string;
  readonly priceId: string;
  /** What one costs. */
  readonly amount: Money;
  /** How a quantity becomes an amount; absent: flat. */
  readonly pricing?: Pricing;
  readonly interval: BillingInterval;
}

/** Where our plan and price live at the provider. */
export interface SyncedPrice {
  readonly productId: string;
  readonly priceId: string;
}

export interface CheckoutRequest {
  /** Our payment row: the reference of the session and the root of its idempotency key. */
  readonly paymentId: string;
  readonly organizationId: string;
  readonly customerId: string;
  /** The provider's price. */
  readonly priceId: string;
  readonly planId: string;
  readonly quantity: number;
  /** The provider's prices that count usage beside the plan. */
  readonly metered: readonly string[];
  readonly trialDays: number;
  /** A code that was applied before; without one the provider's page asks for it. */
  readonly promotionId: string | null;
  /** May contain {CHECKOUT_SESSION_ID}, which the provider fills in. */
  readonly successUrl: string;
  readonly cancelUrl: string;
}

export interface CheckoutSession {
  readonly id: string;
  readonly status: "open" | "complete" | "expired";
  readonly paymentStatus: "paid" | "unpaid" | "no_payment_required";
  /** Null once the session is no longer open. */
  readonly url: string | null;
  readonly expiresAt: Instant;
  /** Our payment row, as we gave it. */
  readonly paymentId: string | null;
  readonly customerId: string | null;
  readonly subscriptionId: string | null;
  readonly invoiceId: string | null;
  readonly paymentIntentId: string | null;
  readonly total: Money | null;
}

/** The plan item that a subscription shall have. */
export interface PlanItem {
  /** The provider's price. */
  readonly priceId: string;
  readonly quantity: number;
}

/** The plan item with the prices that count usage beside it; those of the plan before go with their plan. */
export interface SoldItem extends PlanItem {
  readonly metered: readonly string[];
}

/** A change of the plan item, now and prorated. */
export interface PlanChange extends SoldItem {
  readonly subscriptionId: string;
  /** The second from which is prorated. Preview and change name the same one, and so come to the same sum. */
  readonly proratedAt: Instant;
  /** A running trial ends with the change, and the first period is charged. */
  readonly endTrial: boolean;
}

/** An invoice that a change made, as far as the customer has to see to it. */
export interface ChangeInvoice {
  readonly id: string;
  readonly status: InvoiceStatus;
  readonly amountDue: Money;
  readonly hostedUrl: string | null;
}

/** What became of a change. While it waits for its payment the subscription is as it was. */
export interface ChangedPlan {
  readonly subscription: PaidSubscription;
  readonly invoice: ChangeInvoice | null;
  readonly waitsUntil: Instant | null;
}

/** A plan item that takes the place of the present one at a moment that is agreed on. */
export interface PlannedItem extends PlanItem {
  readonly at: Instant;
}

/** The present state of a subscription at the provider, in our words. */
export interface PaidSubscription {
  readonly id: string;
  readonly customerId: string;
  readonly status: SubscriptionStatus;
  /** The provider's price of its one plan item. */
  readonly priceId: string;
  readonly interval: BillingInterval;
  readonly quantity: number;
  readonly anchorAt: Instant;
  readonly period: Period;
  readonly trial: Period | null;
  readonly cancelAtPeriodEnd: boolean;
  readonly cancelAt: Instant | null;
  readonly canceledAt: Instant | null;
  readonly endedAt: Instant | null;
  readonly cancelReason: string | null;
  readonly latestInvoiceId: string | null;
  /** What counts usage beside the plan. */
  readonly metered: readonly MeteredItem[];
  /** A change that waits for its moment. */
  readonly planned: PlannedItem | null;
  /** A change that waits for the payment of the latest invoice, and is off when that is not paid by `until`. */
  readonly waiting: (PlanItem & { readonly until: Instant }) | null;
  readonly metadata: ProviderMetadata;
}

/** The card, or other means, that the next invoice will be charged to. */
export interface PaymentMethod {
  readonly brand: string;
  readonly lastFour: string;
  readonly expiresMonth: number;
  readonly expiresYear: number;
}

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

export interface PortalRequest {
  readonly customerId: string;
  readonly returnUrl: string;
}

/** A verified message. It is a hint that an object changed; what is true is read from the object itself. */
export interface ProviderEvent {
  readonly id: string;
  readonly type: string;
  readonly apiVersion: string | null;
  readonly objectId: string | null;
  /** The customer that the object belongs to, or is. */
  readonly customerId: string | null;
  readonly createdAt: Instant;
  /** The text as it came. */
  readonly payload: string;
}

/** Which of the provider's events are wanted: those since a moment, page by page from the newest back. */
export interface EventSearch {
  readonly since: Instant;
  /** The last event of the page before; null for the first page. */
  readonly after: string | null;
  /** At most 100. */
  readonly limit: number;
}

export interface ProviderEventPage {
  /** Newest first. */
  readonly events: readonly ProviderEvent[];
  readonly more: boolean;
}

/** Usage that was reported to the provider's meters and could not be counted there. */
export interface MeterErrors {
  readonly summary: string;
  readonly meterId: string | null;
  readonly errors: readonly {
    readonly code: string;
    readonly count: number;
    /** Some of them, each with the reference that the report carried. */
    readonly samples: readonly { readonly message: string; readonly reference: string }[];
  }[];
}

/** What the provider knows of a customer. */
export interface ProviderCustomer {
  readonly id: string;
  /** Deleted there: nothing can be sold to it any more. */
  readonly deleted: boolean;
  readonly name: string | null;
  readonly email: string | null;
  readonly organizationId: string | null;
}

/** What the provider knows of a price. */
export interface ProviderPrice {
  readonly id: string;
  readonly productId: string;
  readonly active: boolean;
  readonly productActive: boolean;
  /** What one costs; null where that is no whole number of minor units. */
  readonly amount: Money | null;
  /** Null where it is flat or counted by the unit, which is the same there. */
  readonly pricing: Exclude<Pricing, { readonly model: "PER_UNIT" }> | null;
  readonly interval: BillingInterval | null;
  /** The meter that it counts; null when it is paid by quantity. */
  readonly meterId: string | null;
}

/**
 * What the house needs of whoever collects the money. Every write carries an idempotency key made from our own rows, so
 * repeating a call after a lost answer does no harm. Reads of what does not exist give null. Refusals are AppErrors:
 * UNAVAILABLE when the provider cannot be reached (whether it acted is unknown), PAYMENT_REQUIRED for a declined means of
 * payment, STRIPE_ERROR for everything else it refuses. No call may be made inside a database transaction.
 */
export interface PaymentProvider extends MeterPort, MoneyBackProvider, PurchaseProvider {
  /** Makes the organization's one customer, or finds and adopts it, and brings name, e-mail and address up to date. Returns its id. */
  ensureCustomer(request: CustomerRequest): Promise<string>;
  /**
   * Gives a customer a tax id, or finds it there, and returns the provider's id of it. VALIDATION_ERROR at /taxId/value when
   * the provider finds it badly written.
   */
  addTaxId(customerId: string, taxId: TaxId): Promise<string>;
  /** Takes a tax id from a customer. One that is not there any more is as good as taken. */
  removeTaxId(customerId: string, providerTaxId: string): Promise<void>;
  /** Makes product and price, or finds and adopts those made before under our ids. */
  syncPrice(request: PriceRequest): Promise<SyncedPrice>;
  createCheckout(request: CheckoutRequest): Promise<CheckoutSession>;
  retrieveCheckout(sessionId: string): Promise<CheckoutSession | null>;
  /** Closes an open session for good. A session that is not open any more is left as it is and returned. */
  expireCheckout(sessionId: string): Promise<CheckoutSession | null>;
  retrieveSubscription(subscriptionId: string): Promise<PaidSubscription | null>;
  /** At period end, or now without a refund. A planned change gives way. Canceling a canceled one gives its present state. */
  cancelSubscription(
    subscriptionId: string,
    when: "period_end" | "now",
    reason: string,
    /** Whether what was used and not billed yet is billed by a last invoice. At the period's end it always is. */
    last?: { readonly billUsage: boolean },
  ): Promise<PaidSubscription>;
  undoCancel(subscriptionId: string): Promise<PaidSubscription>;
  /** From now on nothing is collected, until it is resumed. */
  pauseSubscription(subscriptionId: string): Promise<PaidSubscription>;
  /**
   * Ends a pause. What was paid before it goes on; where a period has passed unpaid, a new one begins now and is charged.
   */
  resumeSubscription(subscriptionId: string): Promise<PaidSubscription>;
  /** Lets a running trial end at another moment. Nothing is charged before it. */
  extendTrial(subscriptionId: string, until: Instant): Promise<PaidSubscription>;
  /** Collects an open invoice now, with the means of payment on file. One that is paid is left as it is. */
  payInvoice(invoiceId: string): Promise<void>;
  /** The invoice that the change would make now. Changes nothing. */
  previewChange(change: PlanChange): Promise<InvoicePreview>;
  /**
   * Changes the plan now and charges the difference. A charge that the card refuses, or that its holder has to confirm,
   * leaves the subscription as it was until its invoice is paid. A change that was planned gives way.
   */
  changePlan(change: PlanChange & { readonly idempotencyKey: string }): Promise<ChangedPlan>;
  /** Plans the change for the end of the running period, in the place of whatever was planned. Nothing is charged now. */
  planChange(subscriptionId: string, next: SoldItem, idempotencyKey: string): Promise<PaidSubscription>;
  /** Takes a planned change back. Having nothing to take back changes nothing. */
  revokePlannedChange(subscriptionId: string): Promise<PaidSubscription>;
  paymentMethodOf(subscriptionId: string): Promise<PaymentMethod | null>;
  /** Newest first, at most `limit` (≤ 100). */
  listInvoices(customerId: string, limit: number): Promise<ProviderInvoice[]>;
  retrieveInvoice(invoiceId: string): Promise<ProviderInvoice | null>;
  /** Null when nothing will be charged: the subscription ends before its next invoice, or is no more. */
  previewNextInvoice(subscriptionId: string): Promise<InvoicePreview | null>;
  /** A page of the provider where the customer manages card and subscription. Returns its address. */
  createPortalSession(request: PortalRequest): Promise<string>;
  /** Checks the signature over the raw bytes. MALFORMED when it does not hold, with the likely cause. */
  verifyWebhook(rawBody: Uint8Array, signature: string | null): ProviderEvent;
  /** The same for an event that only names what happened. */
  verifyThinWebhook(rawBody: Uint8Array, signature: string | null): ProviderEvent;
  /** One page of the provider's events; moments are of the provider's time. */
  listEvents(search: EventSearch): Promise<ProviderEventPage>;
  /** What a report of meter errors says; null when there is no such report any more. */
  retrieveMeterErrors(eventId: string): Promise<MeterErrors | null>;
  retrieveCustomer(customerId: string): Promise<ProviderCustomer | null>;
  retrievePrice(priceId: string): Promise<ProviderPrice | null>;
  /** Every subscription of a customer that has not ended, at most 100. */
  listLiveSubscriptions(customerId: string): Promise<PaidSubscription[]>;
}
