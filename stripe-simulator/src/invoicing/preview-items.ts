import type Stripe from "stripe";
import { blankInvoice } from "../billing/blank-invoice";
import { retotal } from "../billing/totals";
import { invalidRequest, missingParameter } from "../http/errors";
import type { Invoice } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";
import { composeItem, lineOf, pendingItems } from "./items";

type Preview = Wire<Stripe.InvoiceCreatePreviewParams>;
type Imagined = NonNullable<Preview["invoice_items"]>[number];

/**
 * Runs `work` as if the items of a preview waited for a customer's next invoice, and forgets them again.
 *
 * @throws ApiError for an item that says nothing, or something that cannot be previewed.
 */
export function imagineItems<T>(world: World, customer: string, params: Preview, work: () => T): T {
  const made: string[] = [];
  try {
    for (const [at, each] of (params.invoice_items ?? []).entries()) {
      const item = imagined(world, customer, each, `invoice_items[${at}]`);
      world.state.invoiceItems.set(item.id, item);
      made.push(item.id);
    }
    return work();
  } finally {
    for (const id of made) world.state.invoiceItems.delete(id);
  }
}

function imagined(world: World, customer: string, param: Imagined, path: string) {
  for (const name of ["invoiceitem", "price_data", "discounts"] as const)
    if (param[name] !== undefined && param[name] !== "")
      throw invalidRequest("The simulator previews new items of a price or an amount.", `${path}[${name}]`);
  const { price, unit_amount: unit, amount, currency, quantity, unit_amount_decimal: decimal } = param;
  const { description, discountable, period } = param;
  return composeItem(
    world,
    {
      customer,
      ...(amount !== undefined && { amount }),
      ...(currency !== undefined && { currency }),
      ...(quantity !== undefined && { quantity }),
      ...(price !== undefined && { pricing: { price } }),
      ...(unit !== undefined && { unit_amount_decimal: String(unit) }),
      ...(decimal !== undefined && { unit_amount_decimal: decimal }),
      ...(description !== undefined && { description }),
      ...(discountable !== undefined && { discountable }),
      ...(period !== undefined && { period }),
    },
    path,
  );
}

/**
 * The invoice that a customer's waiting items would make on their own. Changes nothing.
 *
 * @throws ApiError `invoice_upcoming_none` when nothing waits.
 */
export function previewItems(world: World, params: Preview): Invoice {
  if (params.customer === undefined) throw missingParameter("customer");
  const customer = world.need(world.state.customers, "customer", params.customer, "customer");
  return imagineItems(world, customer.id, params, () => {
    const waiting = [...world.state.invoiceItems.values()].filter(
      (item) => item.customer === customer.id && item.invoice === null && item.parent === null,
    );
    const currency = params.currency ?? waiting[0]?.currency ?? "usd";
    const lines = pendingItems(world, customer.id, currency, null).map(lineOf);
    if (lines.length === 0)
      throw invalidRequest(`No upcoming invoices for customer: ${customer.id}`, "customer", "invoice_upcoming_none");
    const now = world.now();
    const invoice = blankInvoice(world, {
      customer,
      currency,
      collection: "charge_automatically",
      reason: "upcoming",
      parent: null,
      period: { start: now, end: now },
      automaticTax: params.automatic_tax?.enabled ?? false,
    });
    invoice.lines.data = lines;
    retotal(world, invoice, { discounts: [] });
    return invoice;
  });
}
