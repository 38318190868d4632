import { applyDiscounts, netAmount } from "../billing/discounts";
import { redeem, type DiscountParam, type Wanted } from "../billing/redemption";
import type { InvoiceItem, InvoiceLine } from "../world/objects";
import type { World } from "../world/world";
import { wantedOn } from "./invoice-discounts";

/**
 * What a request wants taken off an item; undefined where it says nothing.
 *
 * @throws ApiError naming the entry that cannot be had, before anything is redeemed.
 */
export function wantedOnItem(
  world: World,
  entries: DiscountParam[] | "" | null | undefined,
  item: Pick<InvoiceItem, "customer" | "currency"> & { discounts?: InvoiceItem["discounts"] },
  path: string,
): Wanted[] | undefined {
  return wantedOn(world, entries, {
    customer: String(item.customer),
    currency: item.currency,
    held: (item.discounts ?? []).map(String),
    param: path === "" ? "discounts" : `${path}[discounts]`,
  });
}

/** Gives an item discounts in the place of those it had (https://docs.stripe.com/api/invoiceitems/create). */
export function giveItemDiscounts(world: World, item: InvoiceItem, wanted: Wanted[] | undefined): void {
  if (!wanted) return;
  item.discounts = wanted.map((each) =>
    "kept" in each ? each.kept : redeem(world, each, { customer: String(item.customer), invoiceItem: item.id }).id,
  );
}

/** Works out what an item comes to after its own discounts. `line` is one that was made from it and stands nowhere. */
export function noteNetAmount(world: World, item: InvoiceItem, line: InvoiceLine): void {
  applyDiscounts(world, { discounts: [], currency: item.currency }, [line], world.now());
  item.net_amount = netAmount(line);
}
