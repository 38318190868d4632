import { moneyText } from "../../billing/amounts";
import { lastPeriodEnd } from "../../billing/cancellation";
import { ApiError } from "../../http/errors";
import { unchangeable } from "../../portal/flows";
import type { Invoice, Subscription } from "../../world/objects";
import { alertBox } from "../fields";
import { dateText, html, page, type Html, type Page } from "../html";
import { cardsPart } from "./cards";
import { customerPart } from "./customer";
import { plannedSchedule, planName, totalText } from "./plans";
import { deedText, type Visit } from "./visit";

const FEW_INVOICES = 6;
const MOST_INVOICES = 100;

/** Plan, payment method, billing information and invoices of one customer. */
export function homePage(visit: Visit, complaint: string | null = null, status = 200): Page {
  const { world, session, configuration, abilities } = visit;
  const { headline, privacy_policy_url: privacy, terms_of_service_url: terms } = configuration.business_profile;
  const deed = complaint === null ? deedText(visit.query) : undefined;
  const subscriptions = [...world.state.subscriptions.values()]
    .filter((each) => each.customer === visit.customer.id && each.ended_at === null)
    .reverse();
  const content = html`${session.return_url && html`<p><a href="${session.return_url}">Return</a></p>`}
    <h1>Manage your billing</h1>
    ${headline ? html`<p class="soft">${headline}</p>` : ""}
    ${deed ? html`<p class="done" role="status">${deed}</p>` : ""} ${alertBox(complaint)}
    <section class="card" aria-labelledby="plan">
      <h2 id="plan">Current plan</h2>
      ${
        subscriptions.length === 0
          ? html`<p>No plan.</p>`
          : html`<ul class="list">
              ${subscriptions.map((each) => html`<li>${planPart(visit, each)}</li>`)}
            </ul>`
      }
    </section>
    <section class="card" aria-labelledby="cards">
      <h2 id="cards">Payment methods</h2>
      ${cardsPart(visit)}
    </section>
    <section class="card" aria-labelledby="person">
      <h2 id="person">Billing information</h2>
      ${customerPart(visit)}
    </section>
    ${
      abilities.features.invoice_history.enabled
        ? html`<section class="card" aria-labelledby="invoices">
            <h2 id="invoices">Invoice history</h2>
            ${invoicesPart(visit)}
          </section>`
        : ""
    }
    ${privacy ? html`<p><a href="${privacy}">Privacy</a></p>` : ""}
    ${terms ? html`<p><a href="${terms}">Terms</a></p>` : ""}`;
  return page("Manage your billing", content, status);
}

const STATUS: Record<string, string> = {
  active: "Active",
  trialing: "Trial",
  past_due: "Past due",
  unpaid: "Unpaid",
  incomplete: "Incomplete",
  paused: "Paused",
};

function planPart(visit: Visit, subscription: Subscription): Html {
  const { subscription_cancel: cancel, subscription_update: update } = visit.abilities.features;
  const address = `${visit.home}/subscriptions/${subscription.id}`;
  const ending = subscription.cancel_at !== null;
  const planned = plannedText(visit, subscription);
  return html`<p>
      <strong>${planName(visit.world, subscription)}</strong>
      <span class="tag">${STATUS[subscription.status] ?? subscription.status}</span>
    </p>
    <p>${totalText(visit.world, subscription.items.data)}</p>
    <p class="soft">${whatIsNext(visit, subscription)}</p>
    ${planned ? html`<p>${planned}</p>` : ""} ${openInvoicePart(visit, subscription)}
    ${
      update.enabled && unchangeable(subscription) === undefined
        ? html`<a class="button" href="${address}/update">Update plan</a>`
        : ""
    }
    ${
      planned
        ? html`<form method="post" action="${address}/keep"><button class="plain">Keep current plan</button></form>`
        : ""
    }
    ${
      ending
        ? html`<form method="post" action="${address}/renew"><button>Don't cancel plan</button></form>`
        : cancel.enabled
          ? html`<a class="button plain" href="${address}/cancel">Cancel plan</a>`
          : ""
    }`;
}

/** "Your next charge is $29.99 on Dec 5, 2026.", from the preview of the next invoice. */
function whatIsNext(visit: Visit, subscription: Subscription): string {
  const end = dateText(subscription.cancel_at ?? lastPeriodEnd(subscription));
  if (subscription.cancel_at !== null) return `Your plan will be canceled on ${end}.`;
  const next = nextInvoice(visit, subscription);
  const charge = next ? `${moneyText(next.amount_due, next.currency)} on ${dateText(next.created)}` : null;
  const trial = subscription.status === "trialing" ? `Your trial ends on ${end}. ` : "";
  return charge ? `${trial}Your next charge is ${charge}.` : `${trial}Your plan renews on ${end}.`;
}

function nextInvoice(visit: Visit, subscription: Subscription): Invoice | null {
  try {
    return visit.api.post<Invoice>("/v1/invoices/create_preview", { subscription: subscription.id });
  } catch (error) {
    if (error instanceof ApiError) return null;
    throw error;
  }
}

/** What a schedule will make of the plan when its next phase begins. */
function plannedText(visit: Visit, subscription: Subscription): string | null {
  const { world } = visit;
  const phases = plannedSchedule(world, subscription)?.phases ?? [];
  const next = phases.find((phase) => phase.start_date > world.now());
  if (!next) return null;
  const names = next.items.map((item) => {
    const product = world.state.prices.get(item.price)?.product ?? "";
    return world.state.products.get(product)?.name ?? product;
  });
  return `Changes to ${names.join(", ")} on ${dateText(next.start_date)}.`;
}

function openInvoicePart(visit: Visit, subscription: Subscription): Html {
  const invoice = visit.world.state.invoices.get(subscription.latest_invoice ?? "");
  if (invoice?.status !== "open" || !invoice.hosted_invoice_url) return html``;
  const amount = moneyText(invoice.amount_remaining, invoice.currency);
  return html`<p class="alert" role="alert">
    The last payment did not succeed. <a href="${invoice.hosted_invoice_url}">Pay ${amount} now</a>
  </p>`;
}

function invoicesPart(visit: Visit): Html {
  const all = visit.query.has("invoices");
  const { data, has_more: more } = visit.api.get<{ data: Invoice[]; has_more: boolean }>("/v1/invoices", {
    customer: visit.customer.id,
    limit: all ? MOST_INVOICES : FEW_INVOICES,
  });
  const shown = data.filter((invoice) => invoice.status !== "draft");
  if (shown.length === 0) return html`<p>No invoices yet.</p>`;
  return html`<table>
      <thead>
        <tr>
          <th scope="col">Date</th>
          <th scope="col">Status</th>
          <th scope="col" class="num">Amount</th>
          <th scope="col" class="num">PDF</th>
        </tr>
      </thead>
      <tbody>
        ${shown.map((invoice) => invoiceRow(invoice))}
      </tbody>
    </table>
    ${more && !all ? html`<p><a href="${visit.home}?invoices=all">View more</a></p>` : ""}`;
}

function invoiceRow(invoice: Invoice): Html {
  const number = invoice.number ?? invoice.id;
  return html`<tr>
    <td><a href="${invoice.hosted_invoice_url ?? ""}">${dateText(invoice.created)}</a></td>
    <td>${invoice.status === "paid" ? "Paid" : invoice.status === "open" ? "Open" : (invoice.status ?? "")}</td>
    <td class="num">${moneyText(invoice.total, invoice.currency)}</td>
    <td class="num"><a href="${invoice.invoice_pdf ?? ""}" aria-label="PDF of invoice ${number}">PDF</a></td>
  </tr>`;
}
