import { LoggedMap } from "./logged-map";
import type * as o from "./objects";

/** What a state file says beside its tables. */
export interface StateHead {
  clockOffset: number;
  /** The log that belongs to this state, and how much of it; null when there is none yet. */
  log: { name: string; bytes: number } | null;
}

const FORMAT = 2;

/** Everything the simulator remembers; insertion order is creation order. */
export class State {
  readonly customers = new Map<string, o.Customer>();
  readonly deletedCustomers = new Map<string, { id: string; object: "customer"; deleted: true }>();
  readonly testClocks = new Map<string, o.TestClock>();
  readonly products = new Map<string, o.Product>();
  readonly prices = new Map<string, o.Price>();
  readonly priceTiers = new Map<string, o.PriceTier[]>();
  readonly paymentMethods = new Map<string, o.PaymentMethod>();
  readonly cards = new Map<string, o.CardFacts>();
  readonly paymentIntents = new Map<string, o.PaymentIntent>();
  readonly setupIntents = new Map<string, o.SetupIntent>();
  readonly charges = new Map<string, o.Charge>();
  readonly coupons = new Map<string, o.Coupon>();
  /** Coupons that were deleted go on in the discounts they made. */
  readonly deletedCoupons = new Map<string, o.Coupon>();
  readonly couponProducts = new Map<string, string[]>();
  readonly promotionCodes = new Map<string, o.PromotionCode>();
  readonly discounts = new Map<string, o.Discount>();
  readonly subscriptions = new Map<string, o.Subscription>();
  readonly subscriptionSchedules = new Map<string, o.SubscriptionSchedule>();
  readonly pendingLines = new Map<string, o.InvoiceLine[]>();
  readonly subscriptionFacts = new Map<string, o.SubscriptionFacts>();
  readonly invoices = new Map<string, o.Invoice>();
  readonly invoiceFacts = new Map<string, o.InvoiceFacts>();
  readonly invoicePayments = new Map<string, o.InvoicePayment>();
  readonly checkoutSessions = new Map<string, o.CheckoutSession>();
  readonly checkoutPlans = new Map<string, o.CheckoutPlan>();
  readonly portalSessions = new Map<string, o.PortalSession>();
  readonly invoiceItems = new Map<string, o.InvoiceItem>();
  readonly balanceMoves = new Map<string, o.BalanceMove>();
  readonly balanceTransactions = new Map<string, o.BalanceTransaction>();
  readonly taxIds = new Map<string, o.TaxId>();
  readonly refunds = new Map<string, o.Refund>();
  readonly creditNotes = new Map<string, o.CreditNote>();
  readonly refundsAtBank = new Map<string, o.RefundAtBank>();
  readonly disputesToCome = new Map<string, o.DisputeToCome>();
  readonly disputes = new Map<string, o.Dispute>();
  readonly meters = new Map<string, o.Meter>();
  readonly meteredUses = new Map<string, o.MeteredUse>();
  readonly meterFailures = new Map<string, o.MeterFailure>();
  readonly thinEvents = new Map<string, o.ThinEvent>();
  readonly portalSessionFacts = new Map<string, o.PortalSessionFacts>();
  readonly portalConfigurations = new Map<string, o.PortalConfiguration>();
  readonly portalProducts = new Map<string, o.PortalProduct[]>();
  readonly webhookEndpoints = new Map<string, o.WebhookEndpoint>();
  readonly webhookSecrets = new Map<string, string>();
  readonly events = new LoggedMap<o.StoredEvent>();
  readonly deliveries = new LoggedMap<o.Delivery>();
  readonly idempotency = new LoggedMap<o.IdempotencyRecord>();

  private tables(): [string, Map<string, unknown>][] {
    return Object.entries(this).filter((entry): entry is [string, Map<string, unknown>] => entry[1] instanceof Map);
  }

  /** The tables that are kept as a log; everything else is kept whole. */
  logged(): [string, LoggedMap<unknown>][] {
    return this.tables().filter((entry): entry is [string, LoggedMap<unknown>] => entry[1] instanceof LoggedMap);
  }

  /** Everything but the logged tables, as JSON text with `head` in it. */
  serialize(head: StateHead): string {
    const whole = this.tables().filter(([, table]) => !(table instanceof LoggedMap));
    const tables = Object.fromEntries(whole.map(([name, table]) => [name, [...table]]));
    return JSON.stringify({ format: FORMAT, ...head, tables });
  }

  /**
   * Replaces everything by what `serialize` wrote and gives back its head. The logged tables of format 1, which stood among
   * the others, are read too.
   *
   * @throws Error when the text is not ours; nothing has changed then.
   */
  restore(text: string): StateHead {
    const saved = JSON.parse(text) as Partial<StateHead> & {
      format?: number;
      tables?: Record<string, [string, unknown][]>;
    };
    if ((saved.format !== 1 && saved.format !== FORMAT) || !saved.tables)
      throw new Error(`The state file is not a simulator state of format ${FORMAT}`);
    this.clear();
    for (const [name, table] of this.tables()) {
      for (const [key, value] of saved.tables[name] ?? []) table.set(key, value);
    }
    // Format 1 knew one endpoint only.
    if (saved.format === 1) for (const delivery of this.deliveries.values()) delivery.endpoint = "given";
    return { clockOffset: saved.clockOffset ?? 0, log: saved.log ?? null };
  }

  /** Forgets everything. */
  clear(): void {
    for (const [, table] of this.tables()) table.clear();
  }

  /** The API object with this id, of whatever kind. */
  find(id: string): object | undefined {
    for (const [name, table] of this.tables()) {
      if (name === "idempotency" || name === "deliveries" || FACTS.has(name)) continue;
      const found = table.get(id);
      if (found) return found;
    }
    return undefined;
  }
}

const FACTS = new Set([
  "priceTiers",
  "couponProducts",
  "pendingLines",
  "cards",
  "subscriptionFacts",
  "invoiceFacts",
  "checkoutPlans",
  "refundsAtBank",
  "disputesToCome",
  "meteredUses",
  "meterFailures",
  "portalSessionFacts",
  "portalProducts",
  "webhookSecrets",
]);
