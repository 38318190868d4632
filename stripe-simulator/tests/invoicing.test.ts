import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type Stripe from "stripe";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { customerWith, eventTypes, monthlyPrice, openBench, refusal, type Bench } from "./support";

const [HOUR, DAY] = [3_600, 86_400];
let bench: Bench;
beforeEach(async () => void (bench = await openBench({ startAt: new Date("2027-03-01T10:00:00Z") })));
afterEach(() => bench.simulator.close());

async function oneOff(
  amounts: number[],
  more: Partial<Stripe.InvoiceCreateParams> = {},
  token = "pm_card_visa",
): Promise<Stripe.Invoice> {
  const customer = await customerWith(bench.stripe, token);
  const invoice = await bench.stripe.invoices.create({ customer: customer.id, ...more });
  if (amounts.length === 0) return invoice;
  return bench.stripe.invoices.addLines(invoice.id, {
    lines: amounts.map((amount, at) => ({ amount, description: `Line ${at + 1}` })),
  });
}

const paid = async (amounts: number[]) => bench.stripe.invoices.pay((await oneOff(amounts)).id);

describe("invoice items", () => {
  it("wait for the customer's next invoice and are on its preview", async () => {
    const customer = await customerWith(bench.stripe, "pm_card_visa");
    const price = await monthlyPrice(bench.stripe);
    const subscription = await bench.stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
    });
    const setup = await bench.stripe.prices.create({
      product: price.product as string,
      currency: "usd",
      unit_amount: 250,
    });
    const item = await bench.stripe.invoiceItems.create({
      customer: customer.id,
      pricing: { price: setup.id },
      quantity: 3,
    });
    expect(item).toMatchObject({ object: "invoiceitem", amount: 750, quantity: 3, invoice: null });
    await bench.stripe.invoiceItems.create({
      customer: customer.id,
      amount: -100,
      currency: "usd",
      description: "Sorry",
      subscription: subscription.id,
    });
    const amounts = (invoice: Pick<Stripe.Invoice, "lines">) => invoice.lines.data.map((line) => line.amount);
    const preview = await bench.stripe.invoices.createPreview({ subscription: subscription.id });
    expect([amounts(preview), preview.total]).toEqual([[2999, 750, -100], 3649]);
    expect((await bench.stripe.invoiceItems.list({ pending: true })).data).toHaveLength(2);
    await bench.moveTo((subscription.items.data[0]?.current_period_end ?? 0) + 60);
    const { latest_invoice: latest } = await bench.stripe.subscriptions.retrieve(subscription.id);
    expect(amounts(await bench.stripe.invoices.retrieve(latest as string))).toEqual([2999, 750, -100]);
    expect((await bench.stripe.invoiceItems.retrieve(item.id)).invoice).toBe(latest);
    await bench.stripe.invoiceItems.update(item.id, { quantity: 4 });
    expect((await bench.stripe.invoices.retrieve(latest as string)).total).toBe(2999 + 1000 - 100);
    await bench.moveTo((await bench.now()) + 2 * HOUR);
    expect((await bench.stripe.invoices.retrieve(latest as string)).amount_paid).toBe(3899);
    expect((await refusal(bench.stripe.invoiceItems.update(item.id, { quantity: 1 }))).code).toBe(
      "invoice_not_editable",
    );
    expect((await refusal(bench.stripe.invoiceItems.del(item.id))).code).toBe("invoice_not_editable");
  });

  it("are previewed on their own, beside imagined ones that leave nothing behind", async () => {
    const { id: customer } = await customerWith(bench.stripe, "pm_card_visa");
    const none = bench.stripe.invoices.createPreview({ customer });
    expect((await refusal(none)).code).toBe("invoice_upcoming_none");
    await bench.stripe.invoiceItems.create({ customer, amount: 400, currency: "usd" });
    const told = (await eventTypes(bench.stripe)).length;
    const preview = await bench.stripe.invoices.createPreview({
      customer,
      invoice_items: [{ unit_amount: 150, quantity: 2, currency: "usd", description: "Perhaps" }],
    });
    expect(preview.lines.data.map((line) => [line.amount, line.description])).toEqual([
      [400, null],
      [300, "Perhaps"],
    ]);
    const price = await monthlyPrice(bench.stripe);
    const { id: subscription } = await bench.stripe.subscriptions.create({ customer, items: [{ price: price.id }] });
    const next = await bench.stripe.invoices.createPreview({ subscription, invoice_items: [{ amount: 70 }] });
    expect(next.total).toBe(2999 + 70);
    expect((await bench.stripe.invoiceItems.list({ customer })).data).toHaveLength(1);
    expect((await eventTypes(bench.stripe)).slice(told)).not.toContain("invoiceitem.created");
  });

  it("say in one way what they cost", async () => {
    const { id: customer } = await bench.stripe.customers.create({});
    const price = await monthlyPrice(bench.stripe);
    const make = (more: Stripe.InvoiceItemCreateParams) =>
      refusal(bench.stripe.invoiceItems.create({ customer, currency: "usd", ...more }));
    expect((await make({})).code).toBe("parameter_missing");
    expect((await make({ amount: 5, pricing: { price: price.id } })).code).toBe("parameters_exclusive");
    expect((await make({ pricing: { price: price.id } })).message).toContain("type=recurring");
    expect((await make({ amount: 5, invoice: "in_none" })).code).toBe("resource_missing");
    // 3 × 33.5 = 100.5, rounded half away from zero.
    const item = await bench.stripe.invoiceItems.create({
      customer,
      currency: "usd",
      unit_amount_decimal: "33.5" as unknown as Stripe.Decimal,
      quantity: 3,
    });
    expect(item.amount).toBe(101);
    expect(await bench.stripe.invoiceItems.del(item.id)).toMatchObject({ deleted: true });
    expect((await eventTypes(bench.stripe)).slice(-2)).toEqual(["invoiceitem.created", "invoiceitem.deleted"]);
  });
});

describe("invoices by request", () => {
  it("stay drafts until they are finalized, and are paid, sent and deleted as the API does", async () => {
    const draft = await oneOff([1200, 300]);
    expect(draft).toMatchObject({ status: "draft", total: 1500, billing_reason: "manual", auto_advance: false });
    await bench.moveTo((await bench.now()) + 3 * HOUR);
    expect((await bench.stripe.invoices.retrieve(draft.id)).status).toBe("draft");
    const line = draft.lines.data[1]?.id ?? "";
    await bench.stripe.invoices.updateLines(draft.id, { lines: [{ id: line, amount: 400 }] });
    await bench.stripe.invoices.updateLineItem(draft.id, line, { description: "Second" });
    const open = await bench.stripe.invoices.finalizeInvoice(draft.id);
    expect([open.status, open.amount_due, open.lines.data[1]?.description]).toEqual(["open", 1600, "Second"]);
    const late = await refusal(bench.stripe.invoices.addLines(draft.id, { lines: [{ amount: 1 }] }));
    expect(late.code).toBe("invoice_not_editable");
    const done = await bench.stripe.invoices.pay(draft.id);
    expect([done.status, done.amount_paid, done.amount_remaining]).toEqual(["paid", 1600, 0]);
    expect((await refusal(bench.stripe.invoices.del(draft.id))).code).toBe("invoice_not_editable");
    const other = await oneOff([500]);
    const emptied = await bench.stripe.invoices.removeLines(other.id, {
      lines: [{ id: other.lines.data[0]?.id ?? "", behavior: "unassign" }],
    });
    expect(emptied.total).toBe(0);
    const [waiting] = (await bench.stripe.invoiceItems.list({ pending: true })).data;
    expect(waiting?.amount).toBe(500);
    expect(await bench.stripe.invoices.del(other.id)).toMatchObject({ deleted: true });
    expect((await eventTypes(bench.stripe)).at(-1)).toBe("invoice.deleted");
  });

  it("take what waits when asked, advance by themselves when told, and are due when sent", async () => {
    const customer = await customerWith(bench.stripe, "pm_card_visa");
    await bench.stripe.invoiceItems.create({ customer: customer.id, amount: 700, currency: "usd" });
    const invoice = await bench.stripe.invoices.create({
      customer: customer.id,
      pending_invoice_items_behavior: "include",
      auto_advance: true,
    });
    expect([invoice.total, invoice.status]).toEqual([700, "draft"]);
    await bench.moveTo((await bench.now()) + HOUR + 60);
    expect((await bench.stripe.invoices.retrieve(invoice.id)).status).toBe("paid");
    const noDate = await refusal(
      bench.stripe.invoices.create({ customer: customer.id, collection_method: "send_invoice" }),
    );
    expect(noDate.param).toBe("days_until_due");
    const sent = await oneOff([900], { collection_method: "send_invoice", days_until_due: 14 });
    const out = await bench.stripe.invoices.sendInvoice(sent.id);
    expect([out.status, (out.due_date ?? 0) - out.created, out.next_payment_attempt]).toEqual(["open", 14 * DAY, null]);
    expect((await eventTypes(bench.stripe)).at(-1)).toBe("invoice.sent");
    expect((await bench.stripe.invoices.markUncollectible(sent.id)).status).toBe("uncollectible");
    expect((await bench.stripe.invoices.voidInvoice(sent.id)).status).toBe("void");
  });

  it("are tried by the schedule, which what somebody tries in between leaves alone", async () => {
    const draft = await oneOff([1000], { auto_advance: true }, "pm_card_chargeCustomerFail");
    await bench.moveTo((draft.automatically_finalizes_at ?? 0) + 60);
    const tried = await bench.stripe.invoices.retrieve(draft.id);
    const next = (draft.automatically_finalizes_at ?? 0) + 3 * DAY;
    expect([tried.attempt_count, tried.next_payment_attempt]).toEqual([1, next]);
    const error = await refusal(bench.stripe.invoices.pay(draft.id));
    expect([error.statusCode, error.code]).toEqual([402, "card_declined"]);
    const again = await bench.stripe.invoices.retrieve(draft.id);
    expect([again.attempt_count, again.next_payment_attempt]).toEqual([1, next]);
    expect((await eventTypes(bench.stripe)).at(-1)).toBe("invoice.payment_failed");
    await bench.moveTo(next + 60);
    const second = await bench.stripe.invoices.retrieve(draft.id);
    expect([second.attempt_count, second.next_payment_attempt]).toEqual([2, next + 5 * DAY]);
    const paid = await bench.stripe.invoices.pay(draft.id, { payment_method: "pm_card_visa" });
    expect([paid.status, paid.attempt_count, paid.next_payment_attempt]).toEqual(["paid", 2, null]);
  });

  it("give the balance they used back when they are voided", async () => {
    const invoice = await oneOff([1000]);
    const customer = invoice.customer as string;
    await bench.stripe.customers.createBalanceTransaction(customer, { amount: -600, currency: "usd" });
    const open = await bench.stripe.invoices.finalizeInvoice(invoice.id);
    expect([open.starting_balance, open.ending_balance, open.amount_due]).toEqual([-600, 0, 400]);
    expect(((await bench.stripe.customers.retrieve(customer)) as Stripe.Customer).balance).toBe(0);
    await bench.stripe.invoices.voidInvoice(invoice.id);
    const moves = (await bench.stripe.customers.listBalanceTransactions(customer)).data;
    expect(moves.map((each) => [each.type, each.amount, each.ending_balance])).toEqual([
      ["unapplied_from_invoice", -600, -600],
      ["applied_to_invoice", 600, 0],
      ["adjustment", -600, -600],
    ]);
    const [first] = moves;
    const one = await bench.stripe.customers.retrieveBalanceTransaction(customer, first?.id ?? "");
    expect(one.invoice).toBe(invoice.id);
    const foreign = bench.stripe.customers.createBalanceTransaction(customer, { amount: 1, currency: "eur" });
    expect((await refusal(foreign)).param).toBe("currency");
  });
});

// https://docs.stripe.com/invoicing/integration/programmatic-credit-notes
describe("credit notes", () => {
  it("lower an open invoice, are taken back by voiding, and pay it when nothing remains", async () => {
    const invoice = await bench.stripe.invoices.finalizeInvoice((await oneOff([2000, 1000])).id);
    const preview = await bench.stripe.creditNotes.preview({ invoice: invoice.id, amount: 500 });
    expect([preview.total, preview.pre_payment_amount, preview.type]).toEqual([500, 500, "pre_payment"]);
    const note = await bench.stripe.creditNotes.create({ invoice: invoice.id, amount: 500, reason: "order_change" });
    expect(note.number).toBe(`${String(invoice.number)}-CN-01`);
    const money = async () => {
      const { amount_due, amount_remaining, total, ...now } = await bench.stripe.invoices.retrieve(invoice.id);
      return [total, amount_due, amount_remaining, now.pre_payment_credit_notes_amount, now.status];
    };
    expect(await money()).toEqual([3000, 2500, 2500, 500, "open"]);
    const above = await refusal(
      bench.stripe.creditNotes.create({ invoice: invoice.id, amount: 2501, credit_amount: 1 }),
    );
    expect(above.param).toBe("amount");
    expect((await bench.stripe.creditNotes.voidCreditNote(note.id)).status).toBe("void");
    expect(await money()).toEqual([3000, 3000, 3000, 0, "open"]);
    const all = invoice.lines.data.map((line) => ({ type: "invoice_line_item" as const, invoice_line_item: line.id }));
    await bench.stripe.creditNotes.create({ invoice: invoice.id, lines: all });
    expect(await money()).toEqual([3000, 0, 0, 3000, "paid"]);
    const types = (await eventTypes(bench.stripe)).filter((type) => type.startsWith("credit_note"));
    expect(types).toEqual(["credit_note.created", "credit_note.voided", "credit_note.created"]);
  });

  it("refund, credit and note what was paid, and the parts must add up", async () => {
    const invoice = await paid([2000, 1000]);
    const make = (more: Omit<Stripe.CreditNoteCreateParams, "invoice">) =>
      bench.stripe.creditNotes.create({ invoice: invoice.id, ...more });
    const short = await refusal(make({ amount: 1000, refund_amount: 400 }));
    expect(short.message).toContain("($4.00) must equal the post payment amount of the credit note ($10.00)");
    const note = await make({ amount: 1000, refund_amount: 400, credit_amount: 350, out_of_band_amount: 250 });
    expect([note.type, note.post_payment_amount, note.refunds[0]?.amount_refunded]).toEqual([
      "post_payment",
      1000,
      400,
    ]);
    const refund = await bench.stripe.refunds.retrieve(note.refunds[0]?.refund as string);
    expect(await bench.stripe.charges.retrieve(refund.charge as string)).toMatchObject({ amount_refunded: 400 });
    const customer = (await bench.stripe.customers.retrieve(invoice.customer as string)) as Stripe.Customer;
    expect(customer.balance).toBe(-350);
    const after = await bench.stripe.invoices.retrieve(invoice.id);
    expect([after.post_payment_credit_notes_amount, after.amount_paid, after.status]).toEqual([1000, 3000, "paid"]);
    // 1500 given back elsewhere leave 500 of 3000 − 1000 to be credited.
    const elsewhere = await bench.stripe.refunds.create({ charge: refund.charge as string, amount: 1500 });
    expect((await refusal(make({ amount: 501, credit_amount: 501 }))).param).toBe("amount");
    expect((await refusal(bench.stripe.creditNotes.voidCreditNote(note.id))).statusCode).toBe(400);
    const linked = await make({ amount: 500, refunds: [{ refund: elsewhere.id, amount_refunded: 500 }] });
    // 1000 of the refund are still without a credit note, and still only 500 beside it.
    const rest = { amount_refunded: 1001, refund: elsewhere.id };
    expect((await refusal(make({ amount: 1001, refunds: [rest] }))).param).toBe("refunds[0][amount_refunded]");
    expect((await refusal(make({ amount: 501, credit_amount: 501 }))).param).toBe("amount");
    expect(linked.refunds).toMatchObject([{ refund: elsewhere.id, amount_refunded: 500 }]);
    expect((await bench.stripe.creditNotes.list({ invoice: invoice.id })).data.map((each) => each.id)).toEqual([
      linked.id,
      note.id,
    ]);
  });

  it("credit parts of lines with their part of the discount", async () => {
    const price = await monthlyPrice(bench.stripe, { unit_amount: 1000 });
    const customer = await customerWith(bench.stripe, "pm_card_visa");
    const coupon = await bench.stripe.coupons.create({ percent_off: 25, duration: "forever" });
    const subscription = await bench.stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id, quantity: 4 }],
      discounts: [{ coupon: coupon.id }],
    });
    const invoice = await bench.stripe.invoices.retrieve(subscription.latest_invoice as string);
    const line = { type: "invoice_line_item", invoice_line_item: invoice.lines.data[0]?.id ?? "" } as const;
    const preview = (more: object) =>
      bench.stripe.creditNotes.preview({ invoice: invoice.id, lines: [{ ...line, ...more }], credit_amount: 1500 });
    // Two of four at 1000, less a quarter: 2000 − 500.
    const two = await preview({ quantity: 2 });
    expect([two.subtotal, two.discount_amount, two.total]).toEqual([2000, 500, 1500]);
    expect((await refusal(preview({ quantity: 5 }))).param).toBe("lines[0][quantity]");
    expect((await refusal(preview({ amount: 4001 }))).param).toBe("lines[0][amount]");
    expect((await bench.stripe.creditNotes.list()).data).toEqual([]);
  });

  it("are kept over a restart, and refused for a draft", async () => {
    const folder = mkdtempSync(join(tmpdir(), "simulator-"));
    const stateFile = join(folder, "state.json");
    await bench.simulator.close();
    bench = await openBench({ stateFile });
    const draft = await oneOff([100]);
    expect((await refusal(bench.stripe.creditNotes.create({ invoice: draft.id, amount: 50 }))).param).toBe("invoice");
    const note = await bench.stripe.creditNotes.create({
      invoice: (await paid([100])).id,
      amount: 50,
      credit_amount: 50,
    });
    await bench.simulator.close();
    bench = await openBench({ stateFile });
    expect(await bench.stripe.creditNotes.retrieve(note.id)).toMatchObject({ total: 50, status: "issued" });
    expect((await bench.stripe.creditNotes.listLineItems(note.id)).data).toHaveLength(1);
    rmSync(folder, { recursive: true });
  });
});
