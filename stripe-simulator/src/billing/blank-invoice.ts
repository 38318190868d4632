import { wholeList } from "../http/lists";
import { newId } from "../world/ids";
import type { Customer, Invoice, TaxId } from "../world/objects";
import type { World } from "../world/world";
import { invoiceTax } from "./automatic-tax";
import { HOUR } from "./calendar";

/** What makes one new invoice differ from another. */
export interface InvoiceHead {
  customer: Customer;
  currency: string;
  collection: "charge_automatically" | "send_invoice";
  reason: Invoice["billing_reason"];
  parent: Invoice["parent"];
  period: { start: number; end: number };
  automaticTax: boolean;
}

/** A draft without lines; nothing knows of it yet. */
export function blankInvoice(world: World, head: InvoiceHead): Invoice {
  const { customer, period } = head;
  const now = world.now();
  const id = newId(head.reason === "upcoming" ? "upcoming_in" : "in");
  const automatic = head.collection === "charge_automatically";
  return {
    id,
    object: "invoice",
    account_country: "US",
    account_name: "Simulated account",
    account_tax_ids: null,
    amount_due: 0,
    amount_overpaid: 0,
    amount_paid: 0,
    amount_remaining: 0,
    amount_shipping: 0,
    application: null,
    attempt_count: 0,
    attempted: false,
    auto_advance: true,
    automatic_tax: invoiceTax(head.automaticTax, customer),
    automatically_finalizes_at: null,
    billing_reason: head.reason,
    collection_method: head.collection,
    created: now,
    currency: head.currency,
    custom_fields: null,
    customer: customer.id,
    customer_account: null,
    customer_address: customer.address ?? null,
    customer_email: customer.email,
    customer_name: customer.name ?? null,
    customer_phone: customer.phone ?? null,
    customer_shipping: null,
    customer_tax_exempt: customer.tax_exempt ?? "none",
    customer_tax_ids: taxIdsOf(world, customer),
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    due_date: null,
    effective_at: null,
    ending_balance: null,
    footer: null,
    from_invoice: null,
    hosted_invoice_url: null,
    invoice_pdf: null,
    issuer: { type: "self" },
    last_finalization_error: null,
    latest_revision: null,
    lines: wholeList(`/v1/invoices/${id}/lines`, []),
    livemode: false,
    metadata: {},
    next_payment_attempt: automatic ? now + HOUR : null,
    number: null,
    on_behalf_of: null,
    parent: head.parent,
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    period_end: period.end,
    period_start: period.start,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: null,
    shipping_cost: null,
    shipping_details: null,
    starting_balance: 0,
    statement_descriptor: null,
    status: "draft",
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
    subtotal: 0,
    subtotal_excluding_tax: 0,
    test_clock: customer.test_clock ?? null,
    total: 0,
    total_discount_amounts: [],
    total_excluding_tax: 0,
    total_pretax_credit_amounts: [],
    total_taxes: [],
    webhooks_delivered_at: null,
  };
}

function taxIdsOf(world: World, customer: Customer): Invoice["customer_tax_ids"] {
  return [...world.state.taxIds.values()]
    .filter((each: TaxId) => each.customer === customer.id)
    .map(({ type, value }) => ({ type, value }));
}
