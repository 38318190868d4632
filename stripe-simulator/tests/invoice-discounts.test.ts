import type Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { customerWith, monthlyPrice, openBench, refusal, type Bench } from "./support";

// https://docs.stripe.com/api/invoices/create#create_invoice-discounts

let bench: Bench;
let customer: string;
beforeAll(async () => {
  bench = await openBench();
  customer = (await customerWith(bench.stripe, "pm_card_visa")).id;
});
afterAll(() => bench.simulator.close());

const quarter = () => bench.stripe.coupons.create({ percent_off: 25, duration: "repeating", duration_in_months: 3 });
const filled = (invoice: Stripe.Invoice, amounts: number[]) =>
  bench.stripe.invoices.addLines(invoice.id, { lines: amounts.map((amount) => ({ amount })) });

describe("discounts of an invoice by request", () => {
  it("wait for its lines, are shared over them, and are paid less of", async () => {
    const { stripe } = bench;
    const coupon = await quarter();
    const draft = await stripe.invoices.create({ customer, discounts: [{ coupon: coupon.id }] });
    expect([draft.discounts.length, draft.total]).toEqual([1, 0]);
    expect((await stripe.coupons.retrieve(coupon.id)).times_redeemed).toBe(1);
    // A quarter of 999 is 249.75, rounded to 250: 66 of 267, the rounding with the last line.
    const invoice = await filled(draft, [267, 732]);
    expect([invoice.subtotal, invoice.total]).toEqual([999, 749]);
    expect(invoice.total_discount_amounts).toEqual([{ amount: 250, discount: draft.discounts[0] }]);
    expect(invoice.lines.data.map((line) => line.discount_amounts?.[0]?.amount)).toEqual([66, 184]);
    const whole = await stripe.invoices.retrieve(invoice.id, { expand: ["discounts"] });
    expect(whole.discounts).toMatchObject([{ invoice: invoice.id, customer, subscription: null, end: null }]);
    expect((await stripe.invoices.pay(invoice.id)).amount_paid).toBe(749);
  });

  it("can be changed and taken away while it is a draft, and by code", async () => {
    const { stripe } = bench;
    const fixed = await stripe.coupons.create({ amount_off: 300, currency: "usd", duration: "once" });
    const code = await stripe.promotionCodes.create({ promotion: { type: "coupon", coupon: fixed.id }, code: "THREE" });
    const draft = await filled(await stripe.invoices.create({ customer }), [1000]);
    const given = await stripe.invoices.update(draft.id, { discounts: [{ coupon: (await quarter()).id }] });
    expect(given.total).toBe(750);
    const [kept = ""] = given.discounts as string[];
    const both = await stripe.invoices.update(draft.id, {
      discounts: [{ discount: kept }, { promotion_code: code.id }],
    });
    // 1000 less a quarter, less three dollars.
    expect([both.total, both.discounts.length]).toEqual([450, 2]);
    expect((await stripe.invoices.update(draft.id, { discounts: "" })).total).toBe(1000);
    await stripe.invoices.finalizeInvoice(draft.id);
    const late = await refusal(stripe.invoices.update(draft.id, { discounts: [{ coupon: fixed.id }] }));
    expect(late.code).toBe("invoice_not_editable");
  });

  it("stand beside those of a subscription whose draft it is", async () => {
    const { stripe } = bench;
    const price = await monthlyPrice(stripe, { unit_amount: 1000 });
    const forever = await stripe.coupons.create({ percent_off: 10, duration: "forever" });
    const subscription = await stripe.subscriptions.create({
      customer,
      items: [{ price: price.id }],
      discounts: [{ coupon: forever.id }],
    });
    await bench.moveTo((subscription.items.data[0]?.current_period_end ?? 0) + 60);
    const [draft] = (await stripe.invoices.list({ subscription: subscription.id, status: "draft" })).data;
    const own = { coupon: (await quarter()).id };
    // 1000 less a tenth, less a quarter of what is left.
    expect((await stripe.invoices.update(draft?.id ?? "", { discounts: [own] })).total).toBe(675);
    expect((await stripe.invoices.update(draft?.id ?? "", { discounts: "" })).total).toBe(900);
  });

  it("are refused where they cannot be had, with nothing made", async () => {
    const { stripe } = bench;
    const euro = await stripe.coupons.create({ amount_off: 300, currency: "eur", duration: "once" });
    const before = (await stripe.invoices.list({ limit: 100 })).data.length;
    const create = (discounts: Stripe.InvoiceCreateParams.Discount[]) =>
      refusal(stripe.invoices.create({ customer, discounts }));
    expect((await create([{ coupon: "none" }])).param).toBe("discounts[0][coupon]");
    expect((await create([{ coupon: euro.id }])).param).toBe("discounts[0]");
    expect((await create([{ discount: "di_none" }])).code).toBe("resource_missing");
    expect((await stripe.invoices.list({ limit: 100 })).data).toHaveLength(before);
  });
});

// https://docs.stripe.com/api/invoiceitems/create#create_invoiceitem-discounts; the order of items before the whole:
// https://docs.stripe.com/billing/subscriptions/coupons
describe("discounts of a single invoice item", () => {
  const tenth = () => bench.stripe.coupons.create({ percent_off: 10, duration: "once" });

  it("are taken off its line alone, before those of the invoice", async () => {
    const { stripe } = bench;
    const item = { customer, currency: "usd", amount: 2000, discounts: [{ coupon: (await quarter()).id }] };
    const made = await stripe.invoiceItems.create(item);
    expect([made.amount, made.net_amount, made.discounts?.length]).toEqual([2000, 1500, 1]);
    await stripe.invoiceItems.create({ customer, currency: "usd", amount: 500 });
    const draft = await stripe.invoices.create({
      customer,
      pending_invoice_items_behavior: "include",
      discounts: [{ coupon: (await tenth()).id }],
    });
    // 2000 less a quarter is 1500; with the other 500 a tenth of 2000 goes: 150 of the first, 50 of the second.
    expect([draft.subtotal, draft.total, draft.discounts.length]).toEqual([2500, 1800, 1]);
    const taken = draft.lines.data.map((line) => line.discount_amounts?.map(({ amount }) => amount));
    expect(taken.sort((a, b) => (b?.length ?? 0) - (a?.length ?? 0))).toEqual([[500, 150], [50]]);
    const expanded = await stripe.invoiceItems.retrieve(made.id, { expand: ["discounts"] });
    expect(expanded.discounts).toMatchObject([{ invoice_item: made.id, customer, invoice: null, end: null }]);
    expect((await stripe.invoices.pay(draft.id)).amount_paid).toBe(1800);
  });

  it("change with the item and with its line, and go", async () => {
    const { stripe } = bench;
    const draft = await stripe.invoices.create({ customer });
    const own = { discounts: [{ coupon: (await tenth()).id }] };
    const { lines, total } = await stripe.invoices.addLines(draft.id, {
      lines: [{ amount: 1000, ...own }, { amount: 300 }],
    });
    // 1000 less a tenth, and 300.
    expect(total).toBe(1200);
    const [first] = lines.data;
    const item = String(first?.parent?.invoice_item_details?.invoice_item);
    expect((await stripe.invoiceItems.update(item, { amount: 2000 })).net_amount).toBe(1800);
    expect((await stripe.invoices.retrieve(draft.id)).total).toBe(2100);
    const fixed = await stripe.coupons.create({ amount_off: 250, currency: "usd", duration: "forever" });
    const [kept = ""] = (await stripe.invoiceItems.retrieve(item)).discounts as string[];
    await stripe.invoices.updateLineItem(draft.id, first?.id ?? "", {
      discounts: [{ discount: kept }, { coupon: fixed.id }],
    });
    // 2000 less a tenth, less 2.50, and 300.
    expect((await stripe.invoices.retrieve(draft.id)).total).toBe(1850);
    await stripe.invoiceItems.update(item, { discounts: "" });
    expect((await stripe.invoices.retrieve(draft.id)).total).toBe(2300);
  });

  it("are refused where they cannot be had, and make and redeem nothing", async () => {
    const { stripe } = bench;
    const euro = await stripe.coupons.create({ amount_off: 300, currency: "eur", duration: "once" });
    const good = await tenth();
    const items = async () => (await stripe.invoiceItems.list({ limit: 100 })).data.length;
    const before = await items();
    const create = (discounts: Stripe.InvoiceItemCreateParams.Discount[]) =>
      refusal(stripe.invoiceItems.create({ customer, currency: "usd", amount: 5, discounts }));
    expect((await create([{ coupon: "none" }])).param).toBe("discounts[0][coupon]");
    expect((await create([{ coupon: good.id }, { coupon: euro.id }])).param).toBe("discounts[1]");
    const draft = await stripe.invoices.create({ customer });
    const lines = [
      { amount: 1, discounts: [{ coupon: good.id }] },
      { amount: 1, discounts: [{ discount: "di_none" }] },
    ];
    expect((await refusal(stripe.invoices.addLines(draft.id, { lines }))).param).toBe(
      "lines[1][discounts][0][discount]",
    );
    expect([await items(), (await stripe.coupons.retrieve(good.id)).times_redeemed]).toEqual([before, 0]);
  });
});
