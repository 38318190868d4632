import { priceAmount } from "../billing/amounts";
import { mergedMetadata, type MetadataParam } from "../catalog/metadata";
import { invalidRequest } from "../http/errors";
import { newId } from "../world/ids";
import type { Invoice, InvoiceItem, InvoiceLine, Subscription } from "../world/objects";
import type { World } from "../world/world";
import type { DiscountParam } from "../billing/redemption";
import { totalAnew } from "./invoice-discounts";
import { giveItemDiscounts, noteNetAmount, wantedOnItem } from "./item-discounts";
import { costOf, type ItemPricing } from "./pricing";

/** What can be said about an item besides its cost. */
export interface ItemWords {
  description?: string;
  discountable?: boolean;
  discounts?: DiscountParam[] | "" | null;
  metadata?: MetadataParam;
  period?: { start: number; end: number };
}

export interface NewInvoiceItem extends ItemPricing, ItemWords {
  customer: string;
  subscription?: string;
}

/** Makes an item that waits for the customer's next invoice. @throws ApiError when its cost makes no sense. */
export function addItem(world: World, wanted: NewInvoiceItem, path = ""): InvoiceItem {
  const item = composeItem(world, wanted, path);
  const discounts = wantedOnItem(world, wanted.discounts, item, path);
  world.state.invoiceItems.set(item.id, item);
  giveItemDiscounts(world, item, discounts);
  noteNetAmount(world, item, lineOf(item));
  world.emit("invoiceitem.created", item);
  return item;
}

/** An item that nothing knows of yet. @throws ApiError when its cost makes no sense. */
export function composeItem(world: World, wanted: NewInvoiceItem, path: string): InvoiceItem {
  const customer = world.need(world.state.customers, "customer", wanted.customer, "customer");
  const cost = costOf(world, wanted, customer.currency ?? "usd", path);
  const product = world.state.products.get(cost.pricing?.price_details?.product ?? "");
  const now = world.now();
  return {
    id: newId("ii"),
    object: "invoiceitem",
    amount: cost.amount,
    currency: cost.currency,
    customer: customer.id,
    customer_account: null,
    date: now,
    description: wanted.description ?? product?.name ?? null,
    discountable: wanted.discountable ?? cost.amount >= 0,
    discounts: [],
    invoice: null,
    livemode: false,
    metadata: mergedMetadata({}, wanted.metadata),
    net_amount: cost.amount,
    parent:
      wanted.subscription === undefined
        ? null
        : { subscription_details: { subscription: wanted.subscription }, type: "subscription_details" },
    period: periodOf(wanted.period, { start: now, end: now }),
    pricing: cost.pricing,
    proration: false,
    quantity: cost.quantity,
    quantity_decimal: String(cost.quantity),
    tax_rates: [],
    test_clock: customer.test_clock ?? null,
  };
}

function periodOf(wanted: ItemWords["period"], usual: { start: number; end: number }): { start: number; end: number } {
  if (!wanted) return usual;
  if (wanted.end < wanted.start) throw invalidRequest("The period's end must not be before its start.", "period[end]");
  return { ...wanted };
}

/**
 * Changes an item that is not on a finalized invoice; a draft that has it follows.
 *
 * @throws ApiError `invoice_not_editable` when its invoice is finalized.
 */
export function changeItem(world: World, item: InvoiceItem, params: ItemPricing & ItemWords, path = ""): InvoiceItem {
  const invoice = editableInvoice(world, item);
  const cost = repriced(world, item, params, path);
  const discounts = wantedOnItem(world, params.discounts, item, path);
  item.description = params.description ?? item.description;
  item.discountable = params.discountable ?? item.discountable;
  item.metadata = mergedMetadata(item.metadata ?? {}, params.metadata);
  item.period = periodOf(params.period, item.period);
  item.amount = cost.amount;
  item.quantity = cost.quantity;
  item.quantity_decimal = String(cost.quantity);
  item.pricing = cost.pricing;
  giveItemDiscounts(world, item, discounts);
  noteNetAmount(world, item, lineOf(item));
  if (invoice) {
    editLines(world, invoice, (lines) =>
      lines.map((line) => (itemOf(line) === item.id ? { ...lineOf(item), id: line.id } : line)),
    );
  }
  return item;
}

function repriced(
  world: World,
  item: InvoiceItem,
  params: ItemPricing,
  path: string,
): Pick<InvoiceItem, "amount" | "quantity" | "pricing"> {
  const names = ["amount", "pricing", "price_data", "unit_amount_decimal"] as const;
  if (names.some((name) => params[name] !== undefined)) {
    const quantity = params.amount === undefined ? (params.quantity ?? item.quantity) : params.quantity;
    const cost = costOf(world, { ...params, ...(quantity !== undefined && { quantity }) }, item.currency, path);
    if (cost.currency === item.currency) return cost;
    throw invalidRequest("The currency of an invoice item cannot change.", "currency");
  }
  if (params.quantity === undefined) return item;
  const price = world.state.prices.get(item.pricing?.price_details?.price ?? "");
  const { quantity } = params;
  if (price) return { amount: priceAmount(world, price, quantity), quantity, pricing: item.pricing };
  const unit = item.pricing?.unit_amount_decimal ?? "0";
  const { amount } = costOf(world, { unit_amount_decimal: unit, quantity }, item.currency, path);
  return { amount, quantity, pricing: item.pricing };
}

/** Takes an item away, also from a draft that has it. @throws ApiError when its invoice is finalized. */
export function removeItem(world: World, item: InvoiceItem): void {
  const invoice = editableInvoice(world, item);
  world.state.invoiceItems.delete(item.id);
  if (invoice) editLines(world, invoice, (lines) => lines.filter((line) => itemOf(line) !== item.id));
  world.emit("invoiceitem.deleted", item);
}

/** The draft that has an item, if any. @throws ApiError when the invoice is not a draft any more. */
function editableInvoice(world: World, item: InvoiceItem): Invoice | undefined {
  const invoice = world.state.invoices.get(item.invoice ?? "");
  if (!invoice || invoice.status === "draft") return invoice;
  throw invalidRequest(
    "This invoice item is attached to an invoice that is no longer editable.",
    undefined,
    "invoice_not_editable",
  );
}

/** Changes a draft's lines and adds it up again. */
export function editLines(world: World, invoice: Invoice, edit: (lines: InvoiceLine[]) => InvoiceLine[]): void {
  const subscription = world.state.subscriptions.get(invoice.parent?.subscription_details?.subscription ?? "");
  world.change(invoice, "invoice.updated", (draft) => {
    draft.lines.data = edit(draft.lines.data);
    totalAnew(world, draft, subscription ?? null);
    draft.ending_balance = null;
  });
}

/** Puts items on a draft. @throws ApiError when one has another customer's, or another currency's, money in it. */
export function attachItems(world: World, invoice: Invoice, items: InvoiceItem[]): void {
  for (const item of items) {
    if (item.customer !== invoice.customer)
      throw invalidRequest("The invoice item belongs to another customer than the invoice.", "invoice");
    if (item.currency !== invoice.currency)
      throw invalidRequest(
        `The currency of the invoice item (${item.currency}) does not match the invoice's (${invoice.currency}).`,
        "currency",
      );
  }
  for (const item of items) item.invoice = invoice.id;
  editLines(world, invoice, (lines) => [...lines, ...items.map(lineOf)]);
}

/** Items of a customer that wait for an invoice: of a subscription, those made for it and those made for nothing special. */
export function pendingItems(
  world: World,
  customer: string,
  currency: string,
  subscription: Pick<Subscription, "id"> | null,
): InvoiceItem[] {
  return [...world.state.invoiceItems.values()].filter((item) => {
    const made = item.parent?.subscription_details?.subscription;
    const fits = made === undefined || made === subscription?.id;
    return item.invoice === null && item.customer === customer && item.currency === currency && fits;
  });
}

/** Lets the items whose lines are on a stored invoice know it. */
export function claimItems(world: World, invoice: Invoice): void {
  for (const line of invoice.lines.data) {
    const item = world.state.invoiceItems.get(itemOf(line) ?? "");
    if (item) item.invoice = invoice.id;
  }
}

/** The item that a line was made from. */
export const itemOf = (line: InvoiceLine): string | undefined => line.parent?.invoice_item_details?.invoice_item;

/** The line an item makes on an invoice. */
export function lineOf(item: InvoiceItem): InvoiceLine {
  const subscription = item.parent?.subscription_details?.subscription ?? null;
  return {
    id: newId("il"),
    object: "line_item",
    amount: item.amount,
    currency: item.currency,
    description: item.description,
    discount_amounts: [],
    discountable: item.discountable,
    discounts: [],
    invoice: item.invoice,
    livemode: false,
    metadata: { ...item.metadata },
    parent: {
      invoice_item_details: { invoice_item: item.id, proration: false, proration_details: null, subscription },
      subscription_item_details: null,
      type: "invoice_item_details",
    },
    period: { ...item.period },
    pretax_credit_amounts: [],
    pricing: item.pricing && structuredClone(item.pricing),
    quantity: item.quantity,
    quantity_decimal: item.quantity_decimal,
    subscription,
    subtotal: item.amount,
    taxes: [],
  };
}
