import { moneyText, priceText } from "../billing/amounts";
import { lastPeriodEnd, setCancelAtPeriodEnd } from "../billing/cancellation";
import { payingMethod } from "../billing/collection";
import { productName } from "../billing/lines";
import { ApiError } from "../http/errors";
import { newestFirst } from "../http/lists";
import { createCard } from "../payments/payment-methods";
import { setUpCard } from "../payments/setup-intents";
import type { Customer, Invoice, PortalSession, Subscription } from "../world/objects";
import type { World } from "../world/world";
import { cardFields, EMPTY, readCard, testCardHint, type ReadCard } from "./card-form";
import { dateText, html, isAt, message, page, seeOther, type Html, type Page } from "./html";

/** The customer portal: subscriptions, card and invoices of one customer. */
export function portalPage(world: World, path: string, method: string, body: string): Page {
  const session = [...world.state.portalSessions.values()].find((each) => isAt(each.url, path));
  const customer = world.state.customers.get(session?.customer ?? "");
  if (!session || !customer) return message("Page not found", "This portal link is not valid any more.", 404);
  if (method !== "POST") return show(world, session, customer, path, null);
  const form = new URLSearchParams(body);
  const done = act(world, customer, form);
  world.onChange();
  return done === true ? seeOther(path) : show(world, session, customer, path, done, 400);
}

type Complaint = { read: Pick<ReadCard, "input" | "errors">; alert: string | null };

function act(world: World, customer: Customer, form: URLSearchParams): true | Complaint {
  const action = form.get("action");
  if (action === "card") return changeCard(world, customer, form);
  const subscription = world.state.subscriptions.get(form.get("subscription") ?? "");
  if (subscription?.customer === customer.id && subscription.ended_at === null) {
    world.change(subscription, "customer.subscription.updated", (draft) =>
      setCancelAtPeriodEnd(world, draft, action === "cancel"),
    );
  }
  return true;
}

/** A new card becomes the default for everything the customer pays. */
function changeCard(world: World, customer: Customer, form: URLSearchParams): true | Complaint {
  const read = readCard(form, world.now(), false);
  if (!read.entry) return { read, alert: null };
  const card = createCard(world, read.entry.card, read.entry.month, read.entry.year);
  card.billing_details.name = read.entry.name;
  try {
    setUpCard(world, customer.id, card, true);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    world.state.paymentMethods.delete(card.id);
    world.state.cards.delete(card.id);
    return { read, alert: error.message };
  }
  world.change(customer, "customer.updated", (draft) => void (draft.invoice_settings.default_payment_method = card.id));
  for (const subscription of world.state.subscriptions.values()) {
    if (subscription.customer !== customer.id || subscription.ended_at !== null) continue;
    world.change(
      subscription,
      "customer.subscription.updated",
      (draft) => void (draft.default_payment_method = card.id),
    );
  }
  return true;
}

function show(
  world: World,
  session: PortalSession,
  customer: Customer,
  path: string,
  complaint: Complaint | null,
  status = 200,
): Page {
  const subscriptions = newestFirst(world.state.subscriptions).filter(
    (each) => each.customer === customer.id && each.ended_at === null,
  );
  const invoices = newestFirst(world.state.invoices).filter(
    (each) => each.customer === customer.id && each.status !== "draft",
  );
  const content = html` <h1>Billing</h1>
    <p class="soft">${customer.name ?? customer.email ?? customer.id}</p>
    ${session.return_url && html`<p><a href="${session.return_url}">Return</a></p>`}
    <section class="card">
      <h2>Subscription</h2>
      ${
        subscriptions.length === 0
          ? html`<p>No running subscription.</p>`
          : subscriptions.map((each) => subscriptionPart(world, each, path))
      }
    </section>
    <section class="card">
      <h2>Payment method</h2>
      ${cardPart(world, subscriptions[0], customer, path, complaint)}
    </section>
    <section class="card">
      <h2>Invoices</h2>
      ${invoices.length === 0 ? html`<p>No invoices yet.</p>` : invoiceTable(invoices)}
    </section>`;
  return page("Billing", content, status);
}

function subscriptionPart(world: World, subscription: Subscription, path: string): Html {
  const [item] = subscription.items.data;
  const end = dateText(subscription.cancel_at ?? lastPeriodEnd(subscription));
  const trial = subscription.status === "trialing" ? `Trial until ${end}` : `Renews on ${end}`;
  const ending = subscription.cancel_at !== null;
  return html`<p><strong>${item ? productName(world, item) : ""}</strong> ${item ? priceText(item.price) : ""}</p>
    <p class="soft">${subscription.status} · ${ending ? `Ends on ${end}` : trial}</p>
    <form method="post" action="${path}">
      <input type="hidden" name="subscription" value="${subscription.id}" />${
        ending
          ? html`<button class="plain" name="action" value="undo">Keep subscription</button>`
          : html`<button class="plain" name="action" value="cancel">Cancel on ${end}</button>`
      }
    </form>`;
}

function cardPart(
  world: World,
  subscription: Subscription | undefined,
  customer: Customer,
  path: string,
  complaint: Complaint | null,
): Html {
  const id = customer.invoice_settings.default_payment_method ?? "";
  const method = (subscription && payingMethod(world, subscription)) ?? world.state.paymentMethods.get(id);
  const { card } = method ?? {};
  const current = card
    ? `${card.brand} ending in ${card.last4}, expires ${card.exp_month}/${card.exp_year}`
    : "No card saved.";
  return html`<p>${current}</p>
    <details ${complaint ? html`open` : ""}>
      <summary>Change card</summary>
      ${complaint?.alert ? html`<p class="alert" role="alert">${complaint.alert}</p>` : ""}
      <form method="post" action="${path}" novalidate>
        ${cardFields(complaint?.read ?? { input: EMPTY, errors: {} }, false)}<button name="action" value="card">
          Save card
        </button>
      </form>
      ${testCardHint()}
    </details>`;
}

function invoiceTable(invoices: Invoice[]): Html {
  return html`<table>
    <thead>
      <tr>
        <th>Date</th>
        <th>Status</th>
        <th class="num">Amount</th>
      </tr>
    </thead>
    <tbody>
      ${invoices.map(
        (each) =>
          html`<tr>
            <td><a href="${each.hosted_invoice_url ?? ""}">${dateText(each.created)}</a></td>
            <td>${each.status ?? ""}</td>
            <td class="num">${moneyText(each.total, each.currency)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
