import { waitsFor } from "../billing/pending-update";
import { totalAnew } from "../invoicing/invoice-discounts";
import type { Invoice, InvoiceLine, MeteredUse, Subscription, SubscriptionItem } from "../world/objects";
import type { World } from "../world/world";
import { usageOf, type Span } from "./usage";
import { linesForUsage } from "./usage-lines";

const isMetered = (item: Pick<SubscriptionItem, "price">): boolean => item.price.recurring?.usage_type === "metered";

/**
 * What was used in the periods that end now, billed in arrears. Nothing is charged for a trial's usage
 * (https://docs.stripe.com/billing/subscriptions/usage-based).
 */
export function closedUsageLines(world: World, subscription: Subscription): InvoiceLine[] {
  return subscription.items.data
    .filter((item) => isMetered(item) && item.current_period_end <= world.now())
    .flatMap((item) => usageLines(world, subscription, item, item.current_period_end, pendingOf(world, subscription)));
}

/** What was used in the running periods until now, as the invoice at their end would have it. */
export function usageLinesSoFar(world: World, subscription: Subscription, waiting: InvoiceLine[]): InvoiceLine[] {
  return subscription.items.data
    .filter(isMetered)
    .flatMap((item) => usageLines(world, subscription, item, item.current_period_end, waiting));
}

/** What an item used until now when it leaves the subscription or gets another price: it is billed at the old one. */
export function leftUsageLines(
  world: World,
  subscription: Subscription,
  before: SubscriptionItem,
  after: SubscriptionItem | null,
): InvoiceLine[] {
  if (!isMetered(before) || after?.price.id === before.price.id) return [];
  return usageLines(world, subscription, before, world.now(), pendingOf(world, subscription));
}

/**
 * What is billed when a subscription ends now: everything that was used and not billed yet, also within this second when
 * the end comes before the period's.
 */
export function lastUsageLines(world: World, subscription: Subscription): InvoiceLine[] {
  const until = world.now();
  const waiting = pendingOf(world, subscription);
  return subscription.items.data
    .filter(isMetered)
    .flatMap((item) =>
      usageLines(world, subscription, item, until, waiting, until < item.current_period_end ? until + 1 : until),
    );
}

const pendingOf = (world: World, subscription: Subscription): InvoiceLine[] =>
  world.state.pendingLines.get(subscription.id) ?? [];

function usageLines(
  world: World,
  subscription: Subscription,
  item: SubscriptionItem,
  end: number,
  waiting: InvoiceLine[],
  countedUntil = end,
): InvoiceLine[] {
  const start = usageStart(world, subscription, item, waiting);
  if (countedUntil <= start) return [];
  const quantity = quantityOf(world, item, subscription.customer, { start, end: countedUntil });
  return linesForUsage(world, subscription, item, quantity, { start, end });
}

/** A period's usage is whole and never below zero on an invoice. */
function quantityOf(world: World, item: Pick<SubscriptionItem, "price">, customer: string, span: Span): number {
  const meter = world.state.meters.get(item.price.recurring?.meter ?? "");
  return meter ? Math.max(0, usageOf(world, meter, customer, span)) : 0;
}

/**
 * An item's billed usage begins with its period, the item, the trial's end, or where billed usage already ends. An update
 * that waits for its payment bills nothing yet, and one that is given up never did: until then the subscription cycles as if
 * nobody had asked for it (https://docs.stripe.com/billing/subscriptions/pending-updates-reference).
 */
function usageStart(world: World, subscription: Subscription, item: SubscriptionItem, waiting: InvoiceLine[]): number {
  const billed = [...waiting];
  for (const invoice of world.state.invoices.values()) {
    const own = invoice.parent?.subscription_details?.subscription === subscription.id;
    if (own && invoice.status !== "void" && !waitsFor(subscription, invoice)) billed.push(...invoice.lines.data);
  }
  const ends = billed
    .filter((line) => isUsageOf(world, line, item.id) && line.period.end > item.current_period_start)
    .map((line) => line.period.end);
  return Math.max(item.current_period_start, item.created, subscription.trial_end ?? 0, ...ends);
}

function isUsageOf(world: World, line: InvoiceLine, item: string): boolean {
  if (line.parent?.subscription_item_details?.subscription_item !== item) return false;
  const price = world.state.prices.get(line.pricing?.price_details?.price ?? "");
  return price !== undefined && isMetered({ price });
}

/**
 * Usage that comes in, or is taken back, while its period's invoice is still a draft changes the draft; afterwards it is
 * too late (https://docs.stripe.com/billing/subscriptions/usage-based/recording-usage).
 */
export function billLateUse(world: World, use: MeteredUse): void {
  const { counted } = use;
  if (!counted) return;
  for (const invoice of world.state.invoices.values()) {
    if (invoice.status !== "draft" || invoice.customer !== counted.customer) continue;
    const items = new Set<string>();
    for (const line of invoice.lines.data) {
      const item = line.parent?.subscription_item_details?.subscription_item ?? "";
      if (isUsageOf(world, line, item) && use.timestamp >= line.period.start && use.timestamp < line.period.end)
        items.add(item);
    }
    for (const item of items) renewUsage(world, invoice, item, use.timestamp);
  }
}

function renewUsage(world: World, invoice: Invoice, item: string, moment: number): void {
  const subscription = world.state.subscriptions.get(invoice.parent?.subscription_details?.subscription ?? "");
  const covers = (line: InvoiceLine) =>
    isUsageOf(world, line, item) && moment >= line.period.start && moment < line.period.end;
  const first = invoice.lines.data.findIndex(covers);
  const old = invoice.lines.data[first];
  const price = world.state.prices.get(old?.pricing?.price_details?.price ?? "");
  if (!subscription || !old || !price) return;
  const quantity = quantityOf(world, { price }, subscription.customer, old.period);
  world.change(invoice, "invoice.updated", (draft) => {
    const lines = linesForUsage(world, subscription, { id: item, price }, quantity, { ...old.period });
    const kept = draft.lines.data.filter((line) => !covers(line));
    kept.splice(first, 0, ...lines);
    draft.lines.data = kept;
    totalAnew(world, draft, subscription);
    draft.ending_balance = null;
  });
}
