import type { Customer, Invoice } from "../world/objects";
import type { World } from "../world/world";
import { applyDiscounts, type DiscountHolder } from "./discounts";

/**
 * Adds an invoice's lines up, with the holder's discounts taken off anew, as far as they run at `moment`. Nothing but the
 * invoice and its lines changes.
 *
 * @throws ApiError when the invoice's customer is gone.
 */
export function retotal(
  world: World,
  invoice: Invoice,
  holder: Pick<DiscountHolder, "discounts" | "items">,
  moment = invoice.created,
): void {
  const lines = invoice.lines.data;
  for (const line of lines) {
    line.invoice = invoice.id;
    line.discount_amounts = [];
    line.discounts = [];
  }
  const applied = applyDiscounts(world, { ...holder, currency: invoice.currency }, lines, moment);
  invoice.discounts = applied.map((each) => each.discount).filter((id) => holder.discounts.includes(id));
  invoice.total_discount_amounts = applied;
  invoice.subtotal = lines.reduce((sum, line) => sum + line.amount, 0);
  invoice.subtotal_excluding_tax = invoice.subtotal;
  invoice.total = invoice.subtotal - applied.reduce((sum, each) => sum + each.amount, 0);
  invoice.total_excluding_tax = invoice.total;
  setDue(invoice, world.need(world.state.customers, "customer", invoice.customer ?? "", "customer"));
}

/** The customer's balance pays first; a negative total becomes balance (amounts below zero are the customer's credit). */
export function setDue(invoice: Invoice, customer: Customer): void {
  const owed = invoice.total + customer.balance;
  invoice.starting_balance = customer.balance;
  invoice.amount_due = Math.max(0, owed);
  invoice.amount_remaining = invoice.amount_due;
  // Only the part of a positive balance that was charged, or of a credit that was used, leaves the balance.
  invoice.ending_balance = Math.min(0, owed);
}
