import { moneyText } from "../billing/amounts";
import { followIntent, payInvoice } from "../billing/collection";
import { collect } from "../payments/charging";
import { needsHolder } from "../checkout/completion";
import { createCard } from "../payments/payment-methods";
import { paymentOf } from "../billing/invoices";
import type { Invoice } from "../world/objects";
import type { World } from "../world/world";
import { cardFields, EMPTY, readCard, testCardHint, type ReadCard } from "./card-form";
import { holderPage } from "./holder-page";
import { dateText, html, isAt, message, page, seeOther, type Page } from "./html";
import { textPdf } from "./pdf";

/** The hosted invoice: its lines, and a card form while it is open. */
export function invoicePage(world: World, path: string, method: string, body: string): Page {
  const pdf = path.endsWith("/pdf");
  const address = path.replace(/\/pdf$/, "");
  const invoice = [...world.state.invoices.values()].find((each) => isAt(each.hosted_invoice_url, address));
  if (!invoice) return message("Page not found", "There is no such invoice.", 404);
  if (pdf) return pdfOf(invoice);
  if (method !== "POST" || invoice.status !== "open") return show(invoice, path, { input: EMPTY, errors: {} }, null);
  const read = readCard(new URLSearchParams(body), world.now());
  if (!read.entry) return show(invoice, path, read, null, 400);
  const card = createCard(world, read.entry.card, read.entry.month, read.entry.year);
  card.billing_details.name = read.entry.name;
  const outcome = payInvoice(world, invoice, { method: card, offSession: false }, "somebody");
  world.onChange();
  if (outcome?.kind === "requires_action" && needsHolder(read.entry.card)) {
    const intent = world.state.paymentIntents.get(paymentOf(world, invoice)?.payment.payment_intent ?? "");
    return seeOther(intent?.next_action?.redirect_to_url?.url ?? path);
  }
  if (outcome?.kind === "declined") return show(invoice, path, read, outcome.decline.message, 402);
  return seeOther(path);
}

function show(
  invoice: Invoice,
  path: string,
  read: Pick<ReadCard, "input" | "errors">,
  alert: string | null,
  status = 200,
): Page {
  const money = (amount: number) => moneyText(amount, invoice.currency);
  return page(
    `Invoice ${invoice.number ?? ""}`,
    html`<section class="card">
        <h1>Invoice ${invoice.number ?? ""}</h1>
        <p class="soft">
          ${dateText(invoice.created)} · ${invoice.status ?? ""} ·
          ${invoice.customer_name ?? invoice.customer_email ?? ""}
        </p>
        <dl>
          ${invoice.lines.data.map(
            (line) =>
              html`<dt>${line.description ?? ""}</dt>
                <dd>${money(line.amount)}</dd>`,
          )}
          <dt>Subtotal</dt>
          <dd>${money(invoice.subtotal)}</dd>
          ${
            invoice.subtotal === invoice.total
              ? ""
              : html`<dt>Discount</dt>
                  <dd>−${money(invoice.subtotal - invoice.total)}</dd>`
          }
          <dt class="total">Amount due</dt>
          <dd class="total">${money(invoice.amount_due)}</dd>
          <dt>Paid</dt>
          <dd>${money(invoice.amount_paid)}</dd>
        </dl>
        <a class="button plain" href="${path}/pdf">Download PDF</a>
      </section>
      ${
        invoice.status === "open"
          ? html`<section class="card">
                <h2>Pay this invoice</h2>
                ${alert && html`<p class="alert" role="alert">${alert}</p>`}
                <form method="post" action="${path}" novalidate>
                  ${cardFields(read)}<button>Pay ${money(invoice.amount_remaining)}</button>
                </form>
              </section>
              <section class="card">${testCardHint()}</section>`
          : ""
      }`,
    status,
  );
}

function pdfOf(invoice: Invoice): Page {
  const money = (amount: number) => moneyText(amount, invoice.currency);
  const lines = [
    "Simulated invoice - no real money",
    "",
    `Invoice ${invoice.number ?? ""}`,
    `Date ${dateText(invoice.created)}`,
    `Status ${String(invoice.status)}`,
    `Billed to ${invoice.customer_name ?? invoice.customer_email ?? String(invoice.customer)}`,
    "",
    ...invoice.lines.data.map((line) => `${line.description ?? ""}   ${money(line.amount)}`),
    "",
    `Total ${money(invoice.total)}`,
    `Amount due ${money(invoice.amount_due)}`,
    `Paid ${money(invoice.amount_paid)}`,
  ];
  const headers = {
    "content-type": "application/pdf",
    "content-disposition": `attachment; filename="Invoice-${invoice.number ?? "draft"}.pdf"`,
    "cache-control": "no-store",
  };
  return { status: 200, headers, body: textPdf(lines) };
}

/** 3-D Secure for an intent that was confirmed through the API or the hosted invoice. */
export function intentHolderPage(world: World, url: URL, method: string, body: string): Page {
  const intent = world.state.paymentIntents.get(url.pathname.split("/")[2] ?? "");
  if (!intent || intent.client_secret !== url.searchParams.get("secret"))
    return message("Page not found", "There is no such payment.", 404);
  if (intent.status !== "requires_action") return message("Done", `This payment's status is ${intent.status}.`, 200);
  if (method !== "POST") return holderPage(url.pathname + url.search);
  const card = world.state.paymentMethods.get(intent.payment_method ?? "");
  if (!card) return message("Page not found", "This payment has no card any more.", 404);
  if (new URLSearchParams(body).get("outcome") === "complete") {
    followIntent(world, intent, collect(world, intent, { method: card, offSession: false, authenticated: true }));
  } else {
    intent.status = "requires_payment_method";
    intent.next_action = null;
    intent.payment_method = null;
    intent.last_payment_error = {
      type: "invalid_request_error",
      code: "payment_intent_authentication_failure",
      doc_url: "https://stripe.com/docs/error-codes/payment-intent-authentication-failure",
      message:
        "The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new PaymentMethod to attempt to fulfill this PaymentIntent again.",
    };
    world.emit("payment_intent.payment_failed", intent);
  }
  world.onChange();
  const back = url.searchParams.get("back") ?? "";
  // Only back into our own pages: an address from a link must not lead anywhere else.
  if (/^\/p\/session\/[\w/-]+$/.test(back)) return seeOther(back);
  return message("Thank you", "You can close this page.", 200);
}
