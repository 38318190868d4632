import type { BillingInterval, Pricing } from "@/lib/catalog";
import type { Money } from "@/lib/kernel/money";
import type { Instant, Period } from "@/lib/kernel/time";
import type { SubscriptionStatus } from "@/lib/subscriptions";
import type { CustomerPort } from "./customer-port";
import type { EventPort } from "./event-port";
import type { InvoicePort, InvoicePreview, InvoiceStatus } from "./invoice-port";
import type { MeteredItem, MeterPort } from "./meter-port";
import type { MoneyBackProvider } from "./money-back";
import type { PurchaseProvider } from "./promotion";

/** Texts that travel with an object at the provider, so that it can be told whose it is. Never personal. */
export type ProviderMetadata = Readonly<Record<string, string>>;

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

/** The one thing that a link into the provider's portal leads to; `home` is its first page, with all that it offers. */
export type PortalFlow =
  | { readonly to: "home" | "payment_method" | "details" }
  | { readonly to: "cancel" | "change_plan"; readonly subscriptionId: string };

export interface PortalRequest {
  readonly customerId: string;
  /** Where the portal leads back to; after the one thing of a deep link by itself. */
  readonly returnUrl: string;
  readonly flow: PortalFlow;
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
export interface PaymentProvider
  extends CustomerPort, EventPort, InvoicePort, MeterPort, MoneyBackProvider, PurchaseProvider {
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
  /**
   * A page of the provider where the customer manages card and subscription. Returns its address, which has to be opened
   * soon. CONFLICT when the portal is not set up to offer what the link leads to.
   */
  createPortalSession(request: PortalRequest): Promise<string>;
  retrievePrice(priceId: string): Promise<ProviderPrice | null>;
  /** Every subscription of a customer that has not ended, at most 100. */
  listLiveSubscriptions(customerId: string): Promise<PaidSubscription[]>;
}
