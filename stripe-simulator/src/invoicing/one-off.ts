import type Stripe from "stripe";
import { blankInvoice } from "../billing/blank-invoice";
import { DAY, HOUR } from "../billing/calendar";
import { mergedMetadata } from "../catalog/metadata";
import { invalidRequest, missingParameter } from "../http/errors";
import { needPaymentMethod } from "../payments/payment-methods";
import type { Invoice, Subscription } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";
import { giveDiscounts, totalAnew, wantedOn } from "./invoice-discounts";
import { claimItems, lineOf, pendingItems } from "./items";

type Create = Wire<Stripe.InvoiceCreateParams>;

/**
 * Drafts an invoice by request, empty unless it is to take the items that wait. It stays a draft until somebody
 * finalizes it, or for an hour when it advances by itself.
 *
 * @throws ApiError when its customer, currency or due date makes no sense.
 */
export function draftInvoice(world: World, params: Create): Invoice {
  refuseUnserved(params);
  const subscription = subscriptionOf(world, params);
  const id = params.customer ?? subscription?.customer;
  if (id === undefined) throw missingParameter("customer");
  const customer = world.need(world.state.customers, "customer", id, "customer");
  const currency = (params.currency ?? subscription?.currency ?? customer.currency ?? "usd").toLowerCase();
  if (!/^[a-z]{3}$/.test(currency)) throw invalidRequest(`Invalid currency: ${currency}.`, "currency");
  const collection = params.collection_method === "send_invoice" ? "send_invoice" : "charge_automatically";
  const due = dueDate(world, params, collection);
  const method =
    params.default_payment_method === undefined
      ? null
      : needPaymentMethod(world, params.default_payment_method, "default_payment_method").id;
  const wanted = wantedOn(world, params.discounts, { customer: customer.id, currency, held: subscription?.discounts });
  const now = world.now();
  const invoice = blankInvoice(world, {
    customer,
    currency,
    collection,
    reason: "manual",
    parent: subscription && {
      quote_details: null,
      subscription_details: { metadata: { ...subscription.metadata }, subscription: subscription.id },
      type: "subscription_details",
    },
    period: { start: now, end: now },
    automaticTax: params.automatic_tax?.enabled ?? false,
  });
  invoice.auto_advance = params.auto_advance ?? false;
  invoice.automatically_finalizes_at = invoice.auto_advance ? (params.automatically_finalizes_at ?? now + HOUR) : null;
  if (!invoice.auto_advance) invoice.next_payment_attempt = null;
  invoice.default_payment_method = method;
  invoice.description = params.description || null;
  invoice.due_date = due;
  invoice.footer = params.footer || null;
  invoice.metadata = mergedMetadata({}, params.metadata);
  invoice.number = params.number ?? null;
  if (params.pending_invoice_items_behavior === "include" || subscription)
    invoice.lines.data = pendingItems(world, customer.id, currency, subscription).map(lineOf);
  world.state.invoices.set(invoice.id, invoice);
  world.state.invoiceFacts.set(invoice.id, { failures: 0 });
  giveDiscounts(world, invoice, wanted ?? []);
  totalAnew(world, invoice, null);
  invoice.ending_balance = null;
  claimItems(world, invoice);
  world.emit("invoice.created", invoice);
  return invoice;
}

/** Options that would change amounts are refused aloud rather than ignored. */
function refuseUnserved(params: Create): void {
  for (const name of ["from_invoice", "shipping_cost", "transfer_data", "on_behalf_of"] as const)
    if (params[name] !== undefined) throw invalidRequest(`The simulator does not serve \`${name}\`.`, name);
}

function subscriptionOf(world: World, params: Create): Subscription | null {
  if (params.subscription === undefined) return null;
  const found = world.need(world.state.subscriptions, "subscription", params.subscription, "subscription");
  if (params.customer === undefined || found.customer === params.customer) return found;
  throw invalidRequest("The subscription belongs to another customer.", "subscription");
}

function dueDate(world: World, params: Create, collection: string): number | null {
  const { due_date: date, days_until_due: days } = params;
  if (collection !== "send_invoice") {
    const given = date !== undefined ? "due_date" : days !== undefined ? "days_until_due" : undefined;
    if (given === undefined) return null;
    throw invalidRequest("You can only set a due date when `collection_method` is `send_invoice`.", given);
  }
  if (date === undefined && days === undefined)
    throw invalidRequest(
      "If invoices[collection_method] is set to send_invoice, you must pass due_date or days_until_due.",
      "days_until_due",
    );
  if (date !== undefined && days !== undefined)
    throw invalidRequest(
      "You may only specify one of these parameters: due_date, days_until_due.",
      "due_date",
      "parameters_exclusive",
    );
  const due = date ?? world.now() + (days ?? 0) * DAY;
  if (due < world.now()) throw invalidRequest("The due date must be in the future.", "due_date");
  return due;
}

/** A draft that belongs to no subscription vanishes with its items. @throws ApiError for any other. */
export function deleteDraft(world: World, invoice: Invoice): void {
  if (invoice.status !== "draft" || invoice.parent?.subscription_details)
    throw invalidRequest(
      "You can only delete draft invoices that do not belong to a subscription.",
      undefined,
      "invoice_not_editable",
    );
  for (const item of [...world.state.invoiceItems.values()])
    if (item.invoice === invoice.id) world.state.invoiceItems.delete(item.id);
  world.state.invoices.delete(invoice.id);
  world.state.invoiceFacts.delete(invoice.id);
  world.emit("invoice.deleted", invoice);
}
