import { payingMethod } from "../../billing/collection";
import { needsHolder, type CardEntry } from "../../checkout/completion";
import { ApiError } from "../../http/errors";
import { newestFirst } from "../../http/lists";
import { createCard } from "../../payments/payment-methods";
import { setUpCard } from "../../payments/setup-intents";
import { randomText } from "../../world/ids";
import type { PaymentMethod } from "../../world/objects";
import type { World } from "../../world/world";
import { cardFields, EMPTY, readCard, testCardHint, type ReadCard } from "../card-form";
import { holderPage } from "../checkout-page";
import { alertBox } from "../fields";
import { html, seeOther, type Html, type Page } from "../html";
import { afterwards, innerPage, notFound, refused, type Visit } from "./visit";

/** Cards waiting for their holder. Lost with a restart: the person then types the card again. */
const waiting = new WeakMap<World, Map<string, { customer: string; entry: CardEntry }>>();

const NOT_AUTHENTICATED =
  "We are unable to authenticate your payment method. Please choose a different payment method and try again.";

/** The saved cards and what can be done with each. */
export function cardsPart(visit: Visit): Html {
  const cards = cardsOf(visit);
  const chosen = defaultCard(visit);
  const editable = visit.abilities.features.payment_method_update.enabled;
  return html`${
    cards.length === 0
      ? html`<p>No payment method saved.</p>`
      : html`<ul class="list">
          ${cards.map((card) => cardRow(visit, card, card.id === chosen, editable))}
        </ul>`
  }
  ${editable ? html`<a class="button plain" href="${visit.home}/payment-methods/add">Add payment method</a>` : ""}`;
}

function cardRow(visit: Visit, method: PaymentMethod, isDefault: boolean, editable: boolean): Html {
  const { card } = method;
  if (!card) return html``;
  const name = `${card.brand} ending in ${card.last4}`;
  const address = `${visit.home}/payment-methods/${method.id}`;
  const removable = editable && !(isDefault && running(visit).length > 0);
  return html`<li class="row">
    <span
      >${name}${isDefault ? html` <span class="tag">Default</span>` : ""}<br /><span class="soft"
        >Expires ${String(card.exp_month).padStart(2, "0")}/${card.exp_year}</span
      ></span
    >
    <form method="post" action="${address}/${isDefault ? "remove" : "default"}" class="row">
      ${editable && !isDefault ? html`<button class="plain small" aria-label="Make ${name} the default">Make default</button>` : ""}
      ${removable ? html`<button class="plain small" formaction="${address}/remove" aria-label="Remove ${name}">Remove</button>` : ""}
    </form>
  </li>`;
}

function cardsOf(visit: Visit): PaymentMethod[] {
  return newestFirst(visit.world.state.paymentMethods).filter((each) => each.customer === visit.customer.id);
}

function running(visit: Visit) {
  return [...visit.world.state.subscriptions.values()].filter(
    (each) => each.customer === visit.customer.id && each.ended_at === null,
  );
}

function defaultCard(visit: Visit): string | null {
  const [first] = running(visit);
  return (first && payingMethod(visit.world, first)?.id) ?? visit.customer.invoice_settings.default_payment_method;
}

/** GET shows the card form, POST saves the card, or sends its holder to the bank first. */
export function addCardPage(visit: Visit): Page {
  const blank = { input: EMPTY, errors: {} };
  if (!visit.posted) return cardForm(visit, blank, visit.query.get("failed") ? NOT_AUTHENTICATED : null);
  const read = readCard(visit.form, visit.world.now(), false);
  if (!read.entry) return cardForm(visit, read, null, 400);
  if (!needsHolder(read.entry.card)) return save(visit, read.entry, read, false);
  const cards = waiting.get(visit.world) ?? new Map<string, { customer: string; entry: CardEntry }>();
  waiting.set(visit.world, cards);
  const token = randomText(24);
  cards.set(token, { customer: visit.customer.id, entry: read.entry });
  return seeOther(`${visit.home}/payment-methods/3ds/${token}`);
}

/** The bank asks the holder before the card is saved. */
export function cardHolderPage(visit: Visit, token: string): Page {
  const held = waiting.get(visit.world)?.get(token);
  if (held?.customer !== visit.customer.id) return notFound();
  if (!visit.posted) return holderPage(`${visit.home}/payment-methods/3ds/${token}`);
  waiting.get(visit.world)?.delete(token);
  if (visit.form.get("outcome") !== "complete") return seeOther(`${visit.home}/payment-methods/add?failed=1`);
  return save(visit, held.entry, { input: EMPTY, errors: {} }, true);
}

/** A new card becomes the default for everything the customer pays. */
function save(visit: Visit, entry: CardEntry, read: Pick<ReadCard, "input" | "errors">, authenticated: boolean): Page {
  const { world, customer } = visit;
  const card = createCard(world, entry.card, entry.month, entry.year);
  card.billing_details.name = entry.name;
  try {
    setUpCard(world, customer.id, card, authenticated);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    world.state.paymentMethods.delete(card.id);
    world.state.cards.delete(card.id);
    return cardForm(visit, read, error.message, 402);
  }
  payWith(visit, card.id);
  return afterwards(visit, "card");
}

function payWith(visit: Visit, method: string): void {
  const { api, customer } = visit;
  api.post(`/v1/customers/${customer.id}`, { invoice_settings: { default_payment_method: method } });
  for (const each of running(visit)) api.post(`/v1/subscriptions/${each.id}`, { default_payment_method: method });
}

export function makeDefault(visit: Visit, id: string): Page {
  if (!cardsOf(visit).some((card) => card.id === id)) return notFound();
  payWith(visit, id);
  return afterwards(visit, "default");
}

/** Takes a card away; the one that pays a running subscription stays. */
export function removeCard(visit: Visit, id: string): Page {
  if (!cardsOf(visit).some((card) => card.id === id)) return notFound();
  if (id === defaultCard(visit) && running(visit).length > 0)
    throw refused("This payment method pays your plan. Add another one first.");
  visit.api.post(`/v1/payment_methods/${id}/detach`);
  return afterwards(visit, "removed");
}

function cardForm(
  visit: Visit,
  read: Pick<ReadCard, "input" | "errors">,
  complaint: string | null,
  status = 200,
): Page {
  return innerPage(
    visit,
    "Add payment method",
    html`<section class="card">
        ${alertBox(complaint)}
        <form method="post" action="${visit.home}/payment-methods/add" novalidate>
          ${cardFields(read, false)}<button>Save card</button>
        </form>
        <p class="soft">Your plan and later invoices are paid with it from then on.</p>
      </section>
      <section class="card">${testCardHint()}</section>`,
    status,
  );
}
