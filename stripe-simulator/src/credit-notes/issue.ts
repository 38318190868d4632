import { followPaid } from "../billing/collection";
import { closePayment, markPaid, paymentOf } from "../billing/invoices";
import { invalidRequest } from "../http/errors";
import { moveBalance } from "../payments/customer-balance";
import { refundCharge } from "../refunds/refunds";
import type { CreditNote, Invoice } from "../world/objects";
import type { World } from "../world/world";
import { chargeOfInvoice, linkOf, type PlannedNote } from "./notes";

/** Issues a planned credit note: the invoice owes less, the card and the balance get back what was paid too much. */
export function issueNote(world: World, planned: PlannedNote): CreditNote {
  const { note, invoice } = planned;
  world.state.creditNotes.set(note.id, note);
  const charge = chargeOfInvoice(world, invoice);
  if (planned.refund > 0 && charge) {
    const refund = refundCharge(world, charge, { amount: planned.refund, reason: null, metadata: {} });
    note.refunds = [...note.refunds, linkOf(refund, refund.amount)];
  }
  const customer = world.state.customers.get(note.customer);
  if (planned.credit > 0 && customer) {
    const cause = { type: "credit_note", creditNote: note.id, invoice: invoice.id } as const;
    note.customer_balance_transaction = moveBalance(world, customer, -planned.credit, cause).id;
  }
  world.emit("credit_note.created", note);
  lower(world, invoice, note.pre_payment_amount, note.post_payment_amount);
  if (invoice.status === "open" && invoice.amount_remaining === 0) {
    closePayment(world, invoice);
    markPaid(world, invoice);
    followPaid(world, invoice);
  }
  return note;
}

/** Takes a credit note's amounts off an invoice, or puts them back when they are below zero. */
function lower(world: World, invoice: Invoice, before: number, after: number): void {
  world.change(invoice, "invoice.updated", (draft) => {
    draft.amount_due -= before;
    draft.amount_remaining -= before;
    draft.pre_payment_credit_notes_amount += before;
    draft.post_payment_credit_notes_amount += after;
  });
  const payment = paymentOf(world, invoice);
  const intent = world.state.paymentIntents.get(payment?.payment.payment_intent ?? "");
  if (before === 0 || !payment || !intent || payment.status !== "open" || invoice.amount_remaining === 0) return;
  payment.amount_requested = invoice.amount_remaining;
  intent.amount = invoice.amount_remaining;
}

/**
 * Takes a credit note of an open invoice back: what it took off is owed again.
 *
 * @throws ApiError when it is void already, or its invoice is not open any more.
 */
export function voidNote(world: World, note: CreditNote): CreditNote {
  const invoice = world.state.invoices.get(note.invoice);
  if (note.status === "void") throw invalidRequest("This credit note is already void.", "id");
  if (invoice?.status !== "open")
    throw invalidRequest("You can only void credit notes of open invoices. This invoice isn't open.", "id");
  note.status = "void";
  note.voided_at = world.now();
  lower(world, invoice, -note.pre_payment_amount, -note.post_payment_amount);
  world.emit("credit_note.voided", note);
  return note;
}
