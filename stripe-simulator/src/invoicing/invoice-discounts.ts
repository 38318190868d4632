import { inCurrency, redeem, wantedDiscounts, type DiscountParam, type Wanted } from "../billing/redemption";
import { retotal } from "../billing/totals";
import type { Invoice, Subscription } from "../world/objects";
import type { World } from "../world/world";

/**
 * What a request wants taken off one invoice, or off one item.
 *
 * @throws ApiError naming the entry that cannot be had, before anything is redeemed.
 */
export function wantedOn(
  world: World,
  entries: DiscountParam[] | "" | null | undefined,
  {
    customer,
    currency,
    held = [],
    param = "discounts",
  }: { customer: string; currency: string; held?: readonly string[]; param?: string },
): Wanted[] | undefined {
  if (entries == null || (entries !== "" && entries.length === 0)) return undefined;
  const wanted = wantedDiscounts(world, entries, customer, held, { param });
  for (const [at, each] of wanted.entries())
    if ("coupon" in each) inCurrency(each.coupon, { amount: 0, currency }, `${param}[${at}]`);
  return wanted;
}

/** Gives an invoice discounts of its own, in the place of those it had. Its sums are the caller's to work out anew. */
export function giveDiscounts(world: World, invoice: Invoice, wanted: Wanted[]): void {
  const facts = world.state.invoiceFacts.get(invoice.id) ?? { failures: 0 };
  const discounts = wanted.map((each) =>
    "kept" in each ? each.kept : redeem(world, each, { customer: invoice.customer, invoice: invoice.id }).id,
  );
  world.state.invoiceFacts.set(invoice.id, { ...facts, discounts });
}

/** The discounts that a draft has of its own. */
export const ownDiscounts = (world: World, invoice: Invoice): readonly string[] =>
  world.state.invoiceFacts.get(invoice.id)?.discounts ?? [];

/** Adds a draft up again: its subscription's discounts first, then its own, which stay also where they take nothing off. */
export function totalAnew(world: World, draft: Invoice, subscription: Subscription | null): void {
  const own = ownDiscounts(world, draft);
  const others = draft.discounts.filter((id) => world.state.discounts.get(String(id))?.invoice !== draft.id);
  const discounts = [...new Set([...others, ...(subscription?.discounts ?? []), ...own])];
  retotal(world, draft, { discounts, items: subscription?.items });
  draft.discounts = [...new Set([...draft.discounts, ...own])];
}
