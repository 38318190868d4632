import { planOfPrice, type BillingInterval, type Plan } from "@/lib/catalog";
import type { Ctx } from "@/lib/context";
import { required } from "@/lib/kernel/errors";
import { money, type Money } from "@/lib/kernel/money";
import type { Instant } from "@/lib/kernel/time";
import type { ProviderInvoice } from "@/lib/payments";
import { liveSubscription } from "@/lib/subscriptions";

/** A change of plan that comes true when its invoice is paid. Until then the plan stays as it is. */
export interface WaitingChange {
  readonly next: Plan;
  readonly interval: BillingInterval;
  readonly amountDue: Money;
  /** The provider's page on which it is paid. */
  readonly url: string;
  /** After this the change is off and its invoice void: nothing is owed. */
  readonly until: Instant;
  /** The holder of the card has to confirm, or the card was refused and another one is needed. */
  readonly because: "confirmation" | "refused";
}

const ASKS_FOR_ITS_HOLDER = "authentication_required";

/** The change that waits for its payment, asked of the provider now; null when there is none. UNAVAILABLE without an answer. */
export async function waitingChange(ctx: Ctx): Promise<WaitingChange | null> {
  const live = await liveSubscription(ctx, required(ctx.organization, "the organization whose plan changes"));
  if (!live.stripeSubscriptionId) return null;
  const paid = await ctx.payments.retrieveSubscription(live.stripeSubscriptionId);
  if (!paid?.waiting || !paid.latestInvoiceId) return null;
  const [sold, invoice] = await Promise.all([
    planOfPrice(ctx, { stripePriceId: paid.waiting.priceId }),
    ctx.payments.retrieveInvoice(paid.latestInvoiceId),
  ]);
  if (!sold || invoice?.status !== "open" || !invoice.hostedUrl) return null;
  return {
    next: sold.plan,
    interval: sold.price.interval,
    amountDue: money(invoice.amountDue, invoice.currency),
    url: invoice.hostedUrl,
    until: paid.waiting.until,
    because: asksForItsHolder(invoice) ? "confirmation" : "refused",
  };
}

/** A bank that wants its customer leaves no failure behind, or one of this name when nobody was there to be asked. */
const asksForItsHolder = ({ failure }: ProviderInvoice): boolean =>
  failure === null || failure.code === ASKS_FOR_ITS_HOLDER;
