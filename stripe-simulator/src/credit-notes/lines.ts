import type Stripe from "stripe";
import { decimalText, roundedQuotient, timesQuantity, wholeOrNull } from "../catalog/decimal";
import { mergedMetadata } from "../catalog/metadata";
import { invalidRequest, missingParameter } from "../http/errors";
import { newId } from "../world/ids";
import type { CreditNoteLine, Invoice } from "../world/objects";
import type { Wire } from "../world/wire";

export type LineParam = NonNullable<Wire<Stripe.CreditNoteCreateParams>["lines"]>[number];

/**
 * The lines of a credit note. What a line of the invoice was discounted by is not credited again: a part of the line
 * carries the same part of its discounts.
 *
 * @throws ApiError when a line names nothing on the invoice, or more than was billed.
 */
export function linesFrom(invoice: Invoice, params: LineParam[]): CreditNoteLine[] {
  return params.map((param, at) =>
    param.type === "custom_line_item" ? customLine(param, `lines[${at}]`) : invoiceLine(invoice, param, `lines[${at}]`),
  );
}

/** The one line of a credit note that names only its amount. */
export function amountLine(amount: number): CreditNoteLine {
  return line("custom_line_item", { amount, description: "Credit", quantity: null, unit: null });
}

function customLine(param: LineParam, path: string): CreditNoteLine {
  if (param.invoice_line_item !== undefined)
    throw invalidRequest("Only valid when `type` is `invoice_line_item`.", `${path}[invoice_line_item]`);
  const unit = param.unit_amount_decimal ?? (param.unit_amount === undefined ? undefined : String(param.unit_amount));
  if (unit === undefined) throw missingParameter(`${path}[unit_amount]`);
  if (param.description === undefined) throw missingParameter(`${path}[description]`);
  const quantity = param.quantity ?? 1;
  const amount = timesQuantity(unit, quantity);
  if (quantity < 1 || amount < 0) throw invalidRequest("Invalid non-negative integer", `${path}[unit_amount]`);
  return {
    ...line("custom_line_item", { amount, description: param.description, quantity, unit }),
    metadata: mergedMetadata({}, param.metadata),
  };
}

function invoiceLine(invoice: Invoice, param: LineParam, path: string): CreditNoteLine {
  if (param.invoice_line_item === undefined) throw missingParameter(`${path}[invoice_line_item]`);
  const billed = invoice.lines.data.find((each) => each.id === param.invoice_line_item);
  if (!billed)
    throw invalidRequest(
      `No such invoice line item: '${param.invoice_line_item}'`,
      `${path}[invoice_line_item]`,
      "resource_missing",
    );
  if (param.amount !== undefined && param.quantity !== undefined)
    throw invalidRequest(
      "You may only specify one of these parameters: amount, quantity.",
      `${path}[amount]`,
      "parameters_exclusive",
    );
  const share = shareOf(billed.amount, billed.quantity ?? 1, param, path);
  const discounts = (billed.discount_amounts ?? []).map(({ amount, discount }) => ({
    amount: billed.amount === 0 ? 0 : roundedQuotient(BigInt(amount) * BigInt(share), BigInt(billed.amount)),
    discount,
  }));
  const quantity = param.amount === undefined ? (param.quantity ?? billed.quantity ?? 1) : null;
  const unit = quantity === null ? null : (billed.pricing?.unit_amount_decimal ?? null);
  return {
    ...line("invoice_line_item", { amount: share, description: billed.description, quantity, unit }),
    discount_amount: discounts.reduce((sum, each) => sum + each.amount, 0),
    discount_amounts: discounts,
    invoice_line_item: billed.id,
    metadata: mergedMetadata({}, param.metadata),
  };
}

function shareOf(amount: number, quantity: number, param: LineParam, path: string): number {
  if (param.amount !== undefined) {
    if (param.amount >= 0 && param.amount <= Math.max(0, amount)) return param.amount;
    throw invalidRequest("The amount must not be greater than the invoice line item's amount.", `${path}[amount]`);
  }
  const wanted = param.quantity ?? quantity;
  if (wanted < 1 || wanted > quantity)
    throw invalidRequest("The quantity must not be greater than the invoice line item's.", `${path}[quantity]`);
  return roundedQuotient(BigInt(amount) * BigInt(wanted), BigInt(quantity));
}

function line(
  type: CreditNoteLine["type"],
  fields: { amount: number; description: string | null; quantity: number | null; unit: string | null },
): CreditNoteLine {
  const { amount, description, quantity, unit } = fields;
  return {
    id: newId("cnli"),
    object: "credit_note_line_item",
    amount,
    description,
    discount_amount: 0,
    discount_amounts: [],
    livemode: false,
    metadata: {},
    pretax_credit_amounts: [],
    quantity,
    tax_rates: [],
    taxes: [],
    type,
    unit_amount: unit === null ? null : wholeOrNull(unit),
    unit_amount_decimal: unit === null ? null : decimalText(unit),
  };
}
