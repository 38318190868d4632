import type { Money } from "@/lib/kernel/money";
import type { Instant } from "@/lib/kernel/time";
import type { InvoicePreview } from "./invoice-port";
import type { SoldItem } from "./provider";

/** The part of the port that concerns what somebody is about to buy: codes that make it cheaper, and what it comes to. */

/** What a promotion code takes off. Either a percentage or an amount. */
export interface Promotion {
  /** The provider's id of the code. */
  readonly id: string;
  readonly code: string;
  readonly percentOff: number | null;
  readonly amountOff: Money | null;
  readonly duration: "once" | "repeating" | "forever";
  /** How long it takes something off, when that is repeating. */
  readonly months: number | null;
}

/** Why a code takes nothing off this purchase. */
export type PromotionRefusal =
  | {
      readonly because: "unknown" | "switched_off" | "exhausted" | "not_for_plan" | "first_purchase_only" | "not_yours";
    }
  | { readonly because: "expired"; readonly at: Instant | null }
  | { readonly because: "too_little"; readonly minimum: Money | null };

export type FoundPromotion =
  { readonly kind: "usable"; readonly promotion: Promotion } | ({ readonly kind: "refused" } & PromotionRefusal);

export interface PromotionQuestion {
  readonly code: string;
  readonly customerId: string;
  /** The provider's product, of which a coupon may be the only one. */
  readonly productId: string;
  /** What is bought, before discounts. */
  readonly amount: Money;
  /** By the provider's clock, which is business time. */
  readonly now: Instant;
}

export interface PurchasePreview extends SoldItem {
  readonly customerId: string;
  readonly promotionId: string | null;
}

/** What the house needs for it. For errors and repetition see PaymentProvider. */
export interface PurchaseProvider {
  /** A code as this customer could use it for this purchase now. */
  findPromotion(question: PromotionQuestion): Promise<FoundPromotion>;
  /** The first invoice that a subscription would make, as if it began now and without a trial. Changes nothing. */
  previewPurchase(purchase: PurchasePreview): Promise<InvoicePreview>;
}
