import type Stripe from "stripe";
import { mergedMetadata } from "../catalog/metadata";
import { invalidRequest } from "../http/errors";
import type { Invoice, InvoiceItem } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";
import { giveItemDiscounts, noteNetAmount, wantedOnItem } from "./item-discounts";
import { addItem, attachItems, changeItem, editLines, itemOf, lineOf, removeItem } from "./items";

type Add = Wire<Stripe.InvoiceAddLinesParams>;
type Update = Wire<Stripe.InvoiceUpdateLinesParams>;
type Remove = Wire<Stripe.InvoiceRemoveLinesParams>;
type Line = Add["lines"][number] | Update["lines"][number] | Wire<Stripe.InvoiceUpdateLineItemParams>;

/** @throws ApiError `invoice_not_editable` for anything but a draft. */
export function refuseFinalized(invoice: Invoice): void {
  if (invoice.status === "draft") return;
  throw invalidRequest(
    "Finalized invoices can't be updated in this way: only a draft's lines can change.",
    undefined,
    "invoice_not_editable",
  );
}

/** Puts waiting items, or items made for it, on a draft. */
export function addLines(world: World, invoice: Invoice, params: Add): Invoice {
  refuseFinalized(invoice);
  const waiting = params.lines.map((line, at) => {
    const path = `lines[${at}]`;
    refuseUnserved(line, path);
    const found = line.invoice_item === undefined ? null : waitingItem(world, invoice, line.invoice_item, at);
    const about = found ?? { customer: invoice.customer ?? "", currency: invoice.currency };
    return { found, discounts: wantedOnItem(world, line.discounts, about, path) };
  });
  const items = params.lines.map((line, at) => {
    const { found, discounts } = waiting[at] ?? {};
    if (found) {
      giveItemDiscounts(world, found, discounts);
      noteNetAmount(world, found, lineOf(found));
      return found;
    }
    const customer = invoice.customer ?? "";
    return addItem(world, { currency: invoice.currency, ...line, customer }, `lines[${at}]`);
  });
  attachItems(world, invoice, items);
  noteMetadata(invoice, params.invoice_metadata);
  return invoice;
}

function waitingItem(world: World, invoice: Invoice, id: string, at: number): InvoiceItem {
  const item = world.need(world.state.invoiceItems, "invoice item", id, `lines[${at}][invoice_item]`);
  if (item.invoice === null && item.customer === invoice.customer && item.currency === invoice.currency) return item;
  throw invalidRequest("The invoice item does not wait for this invoice.", `lines[${at}][invoice_item]`);
}

function refuseUnserved(line: Line, path: string): void {
  if (line.tax_amounts) throw invalidRequest("The simulator calculates no tax.", `${path}[tax_amounts]`);
}

/** Changes lines of a draft that were made from items. */
export function updateLines(world: World, invoice: Invoice, params: Update): Invoice {
  refuseFinalized(invoice);
  const items = params.lines.map((line, at) => {
    refuseUnserved(line, `lines[${at}]`);
    return itemBehind(world, invoice, line.id, `lines[${at}][id]`);
  });
  for (const [at, line] of params.lines.entries()) {
    const item = items[at];
    if (item) changeItem(world, item, line, `lines[${at}]`);
  }
  noteMetadata(invoice, params.invoice_metadata);
  return invoice;
}

/** Changes one line of a draft. */
export function updateLine(
  world: World,
  invoice: Invoice,
  id: string,
  params: Wire<Stripe.InvoiceUpdateLineItemParams>,
): Invoice["lines"]["data"][number] {
  refuseFinalized(invoice);
  refuseUnserved(params, "");
  changeItem(world, itemBehind(world, invoice, id, "id"), params);
  const line = invoice.lines.data.find((each) => each.id === id);
  if (!line) throw new Error(`The line ${id} is gone`);
  return line;
}

/** Takes lines off a draft; their items are deleted, or wait for another invoice. */
export function removeLines(world: World, invoice: Invoice, params: Remove): Invoice {
  refuseFinalized(invoice);
  const items = params.lines.map((line, at) => itemBehind(world, invoice, line.id, `lines[${at}][id]`));
  for (const [at, line] of params.lines.entries()) {
    const item = items[at];
    if (!item || item.invoice !== invoice.id) continue;
    if (line.behavior === "delete") removeItem(world, item);
    else {
      item.invoice = null;
      editLines(world, invoice, (lines) => lines.filter((each) => itemOf(each) !== item.id));
    }
  }
  noteMetadata(invoice, params.invoice_metadata);
  return invoice;
}

function itemBehind(world: World, invoice: Invoice, line: string, param: string): InvoiceItem {
  const found = invoice.lines.data.find((each) => each.id === line);
  if (!found) throw invalidRequest(`No such line item: '${line}'`, param, "resource_missing");
  const item = world.state.invoiceItems.get(itemOf(found) ?? "");
  if (item) return item;
  throw invalidRequest("The simulator changes lines of invoice items only.", param);
}

function noteMetadata(invoice: Invoice, metadata: Add["invoice_metadata"]): void {
  invoice.metadata = mergedMetadata(invoice.metadata ?? {}, metadata);
}
