import { moneyText } from "../billing/amounts";
import type { World } from "../world/world";
import { dateText, isAt, message, type Page } from "./html";
import { textPdf } from "./pdf";

/** The PDF of a credit note. */
export function creditNotePage(world: World, path: string): Page {
  const note = [...world.state.creditNotes.values()].find((each) => isAt(each.pdf, path));
  if (!note) return message("Page not found", "There is no such credit note.", 404);
  const money = (amount: number) => moneyText(amount, note.currency);
  const invoice = world.state.invoices.get(note.invoice);
  const lines = [
    "Simulated credit note - no real money",
    "",
    `Credit note ${note.number}`,
    `Date ${dateText(note.created)}`,
    `Status ${note.status}`,
    `Invoice ${invoice?.number ?? note.invoice}`,
    "",
    ...note.lines.data.map((line) => `${line.description ?? ""}   ${money(line.amount)}`),
    "",
    `Total ${money(note.total)}`,
    ...(note.memo ? ["", note.memo] : []),
  ];
  const headers = {
    "content-type": "application/pdf",
    "content-disposition": `attachment; filename="CreditNote-${note.number}.pdf"`,
    "cache-control": "no-store",
  };
  return { status: 200, headers, body: textPdf(lines) };
}
