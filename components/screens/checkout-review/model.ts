import type { Money } from "@/components/format";

export interface ReviewLine {
  label: string;
  note?: string;
  amount: Money;
}

export interface ReadyReview {
  kind: "ready";
  organizationName: string;
  planCode: string;
  /** Made with the page: a button pressed twice sends it twice, and one order results. */
  key: string;
  planName: string;
  interval: "month" | "year";
  price: Money;
  trialDays: number;
  /** How many, of a plan that is sold by the quantity; null where one is bought. */
  quantity: { value: number; most: number } | null;
  /** What makes up the sum due today, in order. */
  lines: readonly ReviewLine[];
  dueToday: Money;
  /** The first charge afterwards; null when the plan costs nothing. */
  then: { amount: Money; on: string } | null;
  /** What the plan allows, one line per limit. */
  includes: readonly string[];
  /** Absent where codes are entered on the payment page. */
  coupon?: { code: string; applied?: string; error?: string };
  /** Whether tax is added by the provider at payment. */
  taxAtPayment: boolean;
  timeZone: string;
  backHref: string;
  /** Set in a demo, where the payment page is a simulated one. */
  simulated: boolean;
}

export type CheckoutReviewModel =
  | ReadyReview
  | { kind: "provider_down"; planName: string; requestId: string; retryHref: string; backHref: string }
  | { kind: "not_sold"; planName: string; plansHref: string };
