import type { Command } from "commander";
import { listInvoices, payInvoice } from "@/lib/billing";
import { iso } from "@/lib/kernel/time";
import { getInvoiceRef, type InvoiceRef } from "@/lib/payments";
import { isoOrNull, words } from "../print";
import { pageSize } from "../reading";
import { inSession } from "../session";
import { moneyText } from "./plan-view";

/** An invoice, ready for JSON. Amounts are minor units as text. */
const invoiceView = (invoice: InvoiceRef) => ({
  id: invoice.id,
  number: invoice.number,
  status: invoice.status,
  currency: invoice.currency,
  subtotal: invoice.subtotal.toString(),
  tax: invoice.tax.toString(),
  total: invoice.total.toString(),
  amountDue: invoice.amountDue.toString(),
  amountPaid: invoice.amountPaid.toString(),
  issuedAt: iso(invoice.issuedAt),
  dueAt: isoOrNull(invoice.dueAt),
  paidAt: isoOrNull(invoice.paidAt),
  attempts: invoice.attempts,
  nextAttemptAt: isoOrNull(invoice.nextAttemptAt),
  stripeInvoiceId: invoice.providerInvoiceId,
  hostedUrl: invoice.hostedUrl,
  pdfUrl: invoice.pdfUrl,
  lines: invoice.lines.map(({ description, quantity, amount, period }) => ({
    description,
    quantity,
    amount: amount.amount.toString(),
    periodStart: iso(period.start),
    periodEnd: iso(period.end),
  })),
});

/** `weir invoice …` */
export function addInvoiceVerbs(program: Command): void {
  const invoice = program.command("invoice").description("what organizations were billed, from our copies");
  invoice
    .command("list <organization>")
    .description("invoices, newest first")
    .option("--limit <n>", "at most so many, 1 to 100", pageSize, 20)
    .action(
      inSession<{ limit: number }>("billing:read", async (session, [reference = ""], { limit }) => {
        const organization = await session.organization(reference);
        const { invoices } = await listInvoices(session.as(organization.id), organization.id, { limit });
        session.print.list(
          invoices.map(invoiceView),
          [
            ["id", (row) => row.id],
            ["number", (row) => row.number],
            ["status", (row) => words(row.status)],
            ["total", (row) => moneyText(row.total, row.currency)],
            ["paid", (row) => (row.amountPaid === "0" ? null : moneyText(row.amountPaid, row.currency))],
            ["issued", (row) => row.issuedAt.slice(0, 10)],
            ["next try", (row) => row.nextAttemptAt?.slice(0, 10) ?? null],
          ],
          "It was billed nothing yet.",
        );
      }),
    );
  invoice
    .command("show <organization> <invoice>")
    .description("one invoice with its lines")
    .action(
      inSession("billing:read", async (session, [reference = "", id = ""]) => {
        const organization = await session.organization(reference);
        const view = invoiceView(await getInvoiceRef(session.world, organization.id, id));
        session.print.facts(view, [
          ["id", view.id],
          ["organization", `${organization.name} (${organization.id})`],
          ["number", view.number ?? "–"],
          ["status", words(view.status)],
          ["total", moneyText(view.total, view.currency)],
          ["due", moneyText(view.amountDue, view.currency)],
          ["paid", moneyText(view.amountPaid, view.currency)],
          ["issued", view.issuedAt],
          ["page", view.hostedUrl ?? "–"],
          ["PDF", view.pdfUrl ?? "–"],
          ...view.lines.map(
            ({ description, amount }) => ["line", `${moneyText(amount, view.currency)} ${description}`] as const,
          ),
        ]);
      }),
    );
  invoice
    .command("pay <organization> <invoice>")
    .description("collect an open invoice now, with the means of payment on file")
    .action(
      inSession("billing:write", async (session, [reference = "", id = ""]) => {
        const organization = await session.organization(reference);
        const open = await getInvoiceRef(session.world, organization.id, id);
        const due = moneyText(open.amountDue.toString(), open.currency);
        await session.aboutTo(`charge ${organization.name} ${due}`, { ask: true });
        const view = invoiceView(await payInvoice(session.as(organization.id), id));
        session.print.done(
          view,
          view.status === "paid"
            ? `${view.number ?? view.id} is paid.`
            : `${view.number ?? view.id} is ${words(view.status)}; the bank takes its time.`,
        );
      }),
    );
}
