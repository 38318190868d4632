import type Stripe from "stripe";
import { moneyText } from "../billing/amounts";
import { mergedMetadata } from "../catalog/metadata";
import { invalidRequest, missingParameter } from "../http/errors";
import { wholeList } from "../http/lists";
import { newId, randomText } from "../world/ids";
import type { Charge, CreditNote, Invoice, Refund } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";
import { refundable } from "../refunds/refunds";
import { paymentOf } from "../billing/invoices";
import { amountLine, linesFrom } from "./lines";

export type CreditNoteParams = Omit<Wire<Stripe.CreditNoteCreateParams>, "expand">;

/** A credit note that has been thought through and not been issued: a preview is its `note`. */
export interface PlannedNote {
  note: CreditNote;
  invoice: Invoice;
  /** What to give back to the card, and what to the customer's balance. */
  refund: number;
  credit: number;
  linked: Refund[];
}

/**
 * Works out a credit note: first it lowers what is still to be paid, then what is over must be given back or be
 * credited in full (https://docs.stripe.com/invoicing/integration/programmatic-credit-notes). Changes nothing.
 *
 * @throws ApiError when the invoice cannot be credited, or not so much, or the parts do not add up.
 */
export function planNote(world: World, params: CreditNoteParams): PlannedNote {
  const invoice = world.need(world.state.invoices, "invoice", params.invoice, "invoice");
  refuseUncreditable(invoice);
  const note = compose(world, invoice, params);
  const linked = linkedRefunds(world, invoice, params);
  const linkedSum = linked.reduce((sum, each) => sum + each.amount, 0);
  refuseTooMuch(world, invoice, note, linkedSum);
  note.pre_payment_amount = invoice.status === "paid" ? 0 : Math.min(note.total, invoice.amount_remaining);
  note.post_payment_amount = note.total - note.pre_payment_amount;
  note.type = note.pre_payment_amount === 0 ? "post_payment" : note.post_payment_amount === 0 ? "pre_payment" : "mixed";
  note.refunds = linked.map(({ refund, amount }) => linkOf(refund, amount));
  const planned = {
    note,
    invoice,
    refund: amountOf(params.refund_amount, "refund_amount"),
    credit: amountOf(params.credit_amount, "credit_amount"),
    linked: linked.map((each) => each.refund),
  };
  checkParts(note, planned.refund + planned.credit + linkedSum + (note.out_of_band_amount ?? 0));
  if (planned.refund > 0) refuseUnrefundable(world, invoice, planned.refund);
  return planned;
}

function refuseUncreditable(invoice: Invoice): void {
  if (invoice.status === "open" || invoice.status === "paid") return;
  throw invalidRequest(
    `You can only create credit notes for open or paid invoices. This invoice's status is ${String(invoice.status)}.`,
    "invoice",
  );
}

function compose(world: World, invoice: Invoice, params: CreditNoteParams): CreditNote {
  if (params.shipping_cost !== undefined)
    throw invalidRequest("The simulator's invoices have no shipping cost.", "shipping_cost");
  if (params.amount !== undefined && params.lines !== undefined)
    throw invalidRequest(
      "You may only specify one of these parameters: amount, lines.",
      "amount",
      "parameters_exclusive",
    );
  if (params.amount === undefined && params.lines === undefined) throw missingParameter("amount");
  const lines = params.lines ? linesFrom(invoice, params.lines) : [amountLine(params.amount ?? 0)];
  const subtotal = lines.reduce((sum, line) => sum + line.amount, 0);
  const off = new Map<string, number>();
  for (const { amount, discount } of lines.flatMap((line) => line.discount_amounts))
    off.set(discount, (off.get(discount) ?? 0) + amount);
  const discount = [...off.values()].reduce((sum, amount) => sum + amount, 0);
  const total = subtotal - discount;
  if (total < 1) throw invalidRequest("A credit note's amount must be greater than zero.", "amount");
  const id = newId("cn");
  const issued = [...world.state.creditNotes.values()].filter((each) => each.invoice === invoice.id).length;
  return {
    id,
    object: "credit_note",
    amount: total,
    amount_shipping: 0,
    created: world.now(),
    currency: invoice.currency,
    customer: invoice.customer ?? "",
    customer_account: null,
    customer_balance_transaction: null,
    discount_amount: discount,
    discount_amounts: [...off].map(([each, amount]) => ({ amount, discount: each })),
    effective_at: params.effective_at ?? world.now(),
    invoice: invoice.id,
    lines: wholeList(`/v1/credit_notes/${id}/lines`, lines),
    livemode: false,
    memo: params.memo || null,
    metadata: mergedMetadata({}, params.metadata),
    number: `${invoice.number ?? "SIM"}-CN-${String(issued + 1).padStart(2, "0")}`,
    out_of_band_amount: params.out_of_band_amount ?? null,
    pdf: `${world.publicUrl}/credit_notes/${id}/${randomText(24)}/pdf`,
    post_payment_amount: 0,
    pre_payment_amount: 0,
    pretax_credit_amounts: [],
    reason: params.reason ?? null,
    refunds: [],
    shipping_cost: null,
    status: "issued",
    subtotal,
    subtotal_excluding_tax: subtotal,
    total,
    total_excluding_tax: total,
    total_taxes: [],
    type: "pre_payment",
    voided_at: null,
  };
}

/** All credit notes and refunds of an invoice together never exceed what was billed. */
function refuseTooMuch(world: World, invoice: Invoice, note: CreditNote, linked: number): void {
  const left = creditable(world, invoice) + linked;
  if (note.total <= left) return;
  const [wanted, most] = [note.total, left].map((each) => moneyText(each, invoice.currency));
  throw invalidRequest(
    `The credit note amount (${wanted}) is greater than what can still be credited on the invoice (${most}).`,
    "amount",
  );
}

/** What was billed, less what credit notes took off and refunds without a credit note gave back. */
function creditable(world: World, invoice: Invoice): number {
  const credited = [...world.state.creditNotes.values()]
    .filter((each) => each.invoice === invoice.id && each.status === "issued")
    .reduce((sum, each) => sum + each.total, 0);
  const charge = chargeOfInvoice(world, invoice);
  const elsewhere = [...world.state.refunds.values()]
    .filter((refund) => refund.charge === charge?.id && refund.status !== "failed")
    .reduce((sum, refund) => sum + unlinked(world, refund), 0);
  return invoice.total - credited - elsewhere;
}

/** The part of a refund that no credit note tells of. */
function unlinked(world: World, refund: Refund): number {
  const links = [...world.state.creditNotes.values()].flatMap((note) => (note.status === "issued" ? note.refunds : []));
  const told = links.filter((link) => link.refund === refund.id).reduce((sum, link) => sum + link.amount_refunded, 0);
  return Math.max(0, refund.amount - told);
}

/** The charge that paid an invoice. */
export function chargeOfInvoice(world: World, invoice: Invoice): Charge | undefined {
  const intent = world.state.paymentIntents.get(paymentOf(world, invoice)?.payment.payment_intent ?? "");
  const charge = world.state.charges.get(intent?.latest_charge ?? "");
  return charge?.status === "succeeded" ? charge : undefined;
}

function amountOf(amount: number | undefined, param: string): number {
  if (amount !== undefined && amount < 0)
    throw invalidRequest("Invalid non-negative integer", param, "parameter_invalid_integer");
  return amount ?? 0;
}

function linkedRefunds(world: World, invoice: Invoice, params: CreditNoteParams): { refund: Refund; amount: number }[] {
  return (params.refunds ?? []).map((entry, at) => {
    if (entry.type === "payment_record_refund")
      throw invalidRequest("The simulator has no payment records.", `refunds[${at}][type]`);
    if (entry.refund === undefined) throw missingParameter(`refunds[${at}][refund]`);
    const refund = world.need(world.state.refunds, "refund", entry.refund, `refunds[${at}][refund]`);
    if (refund.charge !== chargeOfInvoice(world, invoice)?.id)
      throw invalidRequest("The refund is not one of the invoice's payment.", `refunds[${at}][refund]`);
    const left = unlinked(world, refund);
    const amount = entry.amount_refunded ?? left;
    if (amount < 1 || amount > left)
      throw invalidRequest(
        "The amount is greater than the part of the refund that belongs to no credit note.",
        `refunds[${at}][amount_refunded]`,
      );
    return { refund, amount };
  });
}

/** How a credit note shows a refund that belongs to it. */
export function linkOf(refund: Refund, amount: number): CreditNote["refunds"][number] {
  return { amount_refunded: amount, payment_record_refund: null, refund: refund.id, type: "refund" };
}

function checkParts(note: CreditNote, parts: number): void {
  if (parts === note.post_payment_amount) return;
  const [given, needed] = [parts, note.post_payment_amount].map((each) => moneyText(each, note.currency));
  throw invalidRequest(
    `The sum of credit amount, refund amount and out of band amount (${given}) must equal the post payment amount of the credit note (${needed}).`,
  );
}

function refuseUnrefundable(world: World, invoice: Invoice, amount: number): void {
  const charge = chargeOfInvoice(world, invoice);
  if (charge && refundable(charge) >= amount) return;
  throw invalidRequest("The refund amount is greater than what is left of the invoice's charge.", "refund_amount");
}
