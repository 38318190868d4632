import type * as o from "./objects";

/** Everything the simulator remembers; insertion order is creation order. */
export class State {
  readonly customers = new Map<string, o.Customer>();
  readonly deletedCustomers = new Map<string, { id: string; object: "customer"; deleted: true }>();
  readonly products = new Map<string, o.Product>();
  readonly prices = new Map<string, o.Price>();
  readonly priceTiers = new Map<string, o.PriceTier[]>();
  readonly paymentMethods = new Map<string, o.PaymentMethod>();
  readonly cards = new Map<string, o.CardFacts>();
  readonly paymentIntents = new Map<string, o.PaymentIntent>();
  readonly setupIntents = new Map<string, o.SetupIntent>();
  readonly charges = new Map<string, o.Charge>();
  readonly coupons = new Map<string, o.Coupon>();
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
  readonly events = new Map<string, o.StoredEvent>();
  readonly deliveries = new Map<string, o.Delivery>();
  readonly idempotency = new Map<string, o.IdempotencyRecord>();

  private tables(): [string, Map<string, unknown>][] {
    return Object.entries(this).filter((entry): entry is [string, Map<string, unknown>] => entry[1] instanceof Map);
  }

  /** Everything as JSON text. */
  serialize(clockOffset: number): string {
    const tables = Object.fromEntries(this.tables().map(([name, table]) => [name, [...table]]));
    return JSON.stringify({ format: 1, clockOffset, tables });
  }

  /**
   * Replaces everything by what `serialize` wrote and gives back the clock's offset.
   *
   * @throws Error when the text is not ours; nothing has changed then.
   */
  restore(text: string): number {
    const saved = JSON.parse(text) as {
      format?: number;
      clockOffset?: number;
      tables?: Record<string, [string, unknown][]>;
    };
    if (saved.format !== 1 || !saved.tables) throw new Error("The state file is not a simulator state of format 1");
    this.clear();
    for (const [name, table] of this.tables()) {
      for (const [key, value] of saved.tables[name] ?? []) table.set(key, value);
    }
    return saved.clockOffset ?? 0;
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

const FACTS = new Set(["priceTiers", "pendingLines", "cards", "subscriptionFacts", "invoiceFacts", "checkoutPlans"]);
