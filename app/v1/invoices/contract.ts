import { z } from "zod";
import { contract, pageQuery } from "@/lib/http";
import { dataOf, listOf, longField, moneyShape, organizationField } from "../fields";

const byId = { params: z.strictObject({ id: longField("id", 100) }) } as const;
const reads = { kind: "caller", scope: "billing:read", permission: "billing:read" } as const;
const writes = { kind: "caller", scope: "billing:write", permission: "billing:write" } as const;

const lineShape = z.object({
  description: z.string(),
  quantity: z.number().nullable(),
  amount: moneyShape,
  periodStart: z.string(),
  periodEnd: z.string(),
  proration: z.boolean(),
});

export const invoiceShape = z.object({
  id: z.string(),
  organization: z.string(),
  subscription: z.string().nullable(),
  number: z.string().nullable(),
  status: z.enum(["draft", "open", "paid", "uncollectible", "void"]),
  subtotal: moneyShape,
  tax: moneyShape,
  total: moneyShape,
  amountDue: moneyShape,
  amountPaid: moneyShape,
  periodStart: z.string(),
  periodEnd: z.string(),
  issuedAt: z.string(),
  dueAt: z.string().nullable(),
  paidAt: z.string().nullable(),
  attempts: z.number().int().meta({ description: "How often it was tried to collect it" }),
  nextAttemptAt: z.string().nullable(),
  hostedUrl: z.string().nullable().meta({ description: "The provider's page of it, where it can be paid while open" }),
  pdfUrl: z.string().nullable(),
  lines: z.array(lineShape),
});

export const getInvoices = contract({
  method: "GET",
  path: "/v1/invoices",
  operationId: "listInvoices",
  summary: "An organization's invoices, newest first, from our copies of the payment provider's",
  access: reads,
  query: z.strictObject({ organization: organizationField.optional(), ...pageQuery }),
  answers: { 200: { description: "Invoices", schema: listOf(invoiceShape) } },
});

export const getInvoiceById = contract({
  method: "GET",
  path: "/v1/invoices/{id}",
  operationId: "getInvoice",
  summary: "One invoice with its lines",
  access: reads,
  ...byId,
  answers: { 200: { description: "The invoice", schema: dataOf(invoiceShape) } },
});

export const getInvoicePdf = contract({
  method: "GET",
  path: "/v1/invoices/{id}/pdf",
  operationId: "getInvoicePdf",
  summary: "Leads to the invoice as a PDF",
  description: "The PDF is the payment provider's. A draft has none yet: 404.",
  access: reads,
  ...byId,
  answers: { 302: { description: "The address of the PDF, in the Location header" } },
});

export const postInvoicePay = contract({
  method: "POST",
  path: "/v1/invoices/{id}/pay",
  operationId: "payInvoice",
  summary: "Collect an open invoice now, with the means of payment on file",
  description:
    "What the subscription gains by it holds when this answers. One that is paid already is left as it is, so repeating it charges once; under the same Idempotency-Key the first answer is given again.",
  access: writes,
  ...byId,
  answers: {
    200: { description: "The invoice as it is now", schema: dataOf(invoiceShape) },
    402: { description: "The means of payment was refused; the invoice stays open" },
    409: { description: "It is not open: state names what it is" },
  },
});
