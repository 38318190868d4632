import { moneyText } from "../../billing/amounts";
import { paymentOf } from "../../billing/invoices";
import { productName } from "../../billing/lines";
import { dropPending } from "../../billing/pending-update";
import { ApiError } from "../../http/errors";
import type { Params } from "../../http/inside";
import { unchangeable } from "../../portal/flows";
import type { Invoice, PaymentIntent, Subscription } from "../../world/objects";
import { alertBox } from "../fields";
import { dateText, html, seeOther, type Html, type Page } from "../html";
import { choosePage } from "./choose-plan";
import { readChange, type PlanChange } from "./plan-change";
import { rateText } from "./plans";
import { afterwards, innerPage, refused, type Visit } from "./visit";

/** GET shows what a change costs and when, POST makes it. */
export function confirmPage(visit: Visit, subscription: Subscription): Page {
  const why = unchangeable(subscription);
  if (why) throw refused(`This plan cannot be changed: ${why}`);
  const change = readChange(visit, subscription);
  if (typeof change === "string") return choosePage(visit, subscription, change);
  if (!visit.posted) return show(visit, change, null);
  try {
    return change.atPeriodEnd ? plan(visit, change) : make(visit, change);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return show(visit, change, error.message, error.status);
  }
}

/** The change as the API takes it. The moment is the one that was shown, so that what is charged is what was read. */
function termsOf(visit: Visit, change: PlanChange): Params {
  const { proration_behavior: behavior, trial_update_behavior: trial } = visit.abilities.features.subscription_update;
  const { subscription, item, price, quantity, moment } = change;
  const trialing = subscription.status === "trialing";
  return {
    items: [{ id: item.id, price: price.id, quantity }],
    proration_behavior: behavior,
    ...(!trialing && behavior !== "none" && { proration_date: moment }),
    ...(trialing && trial === "end_trial" && { trial_end: "now" }),
  };
}

function preview(visit: Visit, change: PlanChange): Invoice {
  return visit.api.post<Invoice>("/v1/invoices/create_preview", {
    subscription: change.subscription.id,
    subscription_details: termsOf(visit, change),
    ...(change.discounts.length > 0 && { discounts: change.discounts }),
  });
}

/** Pays what is due now with the card on file; a bank that asks its holder gets to ask before anything changes. */
function make(visit: Visit, change: PlanChange): Page {
  const { subscription, discounts } = change;
  // A discount cannot wait for a payment, so a change with one is made only when the card pays at once.
  const behavior = discounts.length > 0 ? "error_if_incomplete" : "pending_if_incomplete";
  visit.api.post(`/v1/subscriptions/${subscription.id}`, {
    ...termsOf(visit, change),
    payment_behavior: behavior,
    ...(discounts.length > 0 && { discounts }),
  });
  if (subscription.pending_update === null) return afterwards(visit, "plan");
  const intent = intentOf(visit, subscription);
  const bank = intent?.status === "requires_action" ? intent.next_action?.redirect_to_url?.url : null;
  const settled = `${visit.home}/subscriptions/${subscription.id}/settled`;
  if (bank) return seeOther(`${bank}&back=${encodeURIComponent(settled)}`);
  dropPending(visit.world, subscription);
  const refusal = intent?.last_payment_error?.message ?? "There is no payment method to charge.";
  return show(visit, change, refusal, 402);
}

function intentOf(visit: Visit, subscription: Subscription): PaymentIntent | undefined {
  const invoice = visit.world.state.invoices.get(subscription.latest_invoice ?? "");
  const payment = invoice && paymentOf(visit.world, invoice);
  return visit.world.state.paymentIntents.get(payment?.payment.payment_intent ?? "");
}

/** Where the bank sends its holder back to: the change has come true, or it is given up. */
export function settledPage(visit: Visit, subscription: Subscription): Page {
  if (subscription.pending_update === null) return afterwards(visit, "plan");
  dropPending(visit.world, subscription);
  throw refused("The payment was not authenticated, so your plan has not been changed.", 402);
}

/** Leaves the running period as it is and lets the next one begin with the new price. */
function plan(visit: Visit, change: PlanChange): Page {
  const { api } = visit;
  const { subscription, price, quantity } = change;
  const schedule = api.post<{ id: string; phases: { start_date: number; end_date: number }[] }>(
    "/v1/subscription_schedules",
    { from_subscription: subscription.id },
  );
  const [running] = schedule.phases;
  try {
    api.post(`/v1/subscription_schedules/${schedule.id}`, {
      end_behavior: "release",
      proration_behavior: "none",
      phases: [
        {
          start_date: running?.start_date,
          end_date: running?.end_date,
          items: subscription.items.data.map((each) => ({ price: each.price.id, quantity: each.quantity })),
          ...(subscription.status === "trialing" && { trial_end: subscription.trial_end ?? undefined }),
        },
        { items: [{ price: price.id, quantity }], proration_behavior: "none" },
      ],
    });
  } catch (error) {
    api.post(`/v1/subscription_schedules/${schedule.id}/release`);
    throw error;
  }
  return afterwards(visit, "planned");
}

function show(visit: Visit, change: PlanChange, complaint: string | null, status = 200): Page {
  const { subscription, item, price, quantity } = change;
  const name = (of: PlanChange["price"]) => productName(visit.world, { price: of });
  const again = new URLSearchParams({ price: price.id, quantity: String(quantity) });
  const fields = { price: price.id, quantity: String(quantity), code: change.code, moment: String(change.moment) };
  const costs = change.atPeriodEnd ? null : preview(visit, change);
  const due = costs && costs.created <= visit.world.now() ? costs.amount_due : 0;
  const verb = due > 0 ? `Confirm and pay ${moneyText(due, subscription.currency)}` : "Confirm";
  return innerPage(
    visit,
    "Confirm your change",
    html`<section class="card">
      ${alertBox(complaint)}
      <dl>
        <dt>Current plan</dt>
        <dd>${name(item.price)}, ${rateText(item.price, item.quantity ?? 1)}</dd>
        <dt class="total">New plan</dt>
        <dd class="total">${name(price)}, ${rateText(price, quantity)}</dd>
      </dl>
      <h2>What you pay</h2>
      ${costs ? costsPart(visit, costs, change) : plannedPart(change)}
      <form method="post" action="${visit.home}/subscriptions/${subscription.id}/confirm">
        ${Object.entries(fields).map(
          ([field, value]) => html`<input type="hidden" name="${field}" value="${value}" />`,
        )}<button>${verb}</button>
      </form>
      ${
        visit.session.flow?.type === "subscription_update_confirm"
          ? ""
          : html`<a
              class="button plain"
              href="${visit.home}/subscriptions/${subscription.id}/update?${again.toString()}"
              >Choose another plan</a
            >`
      }
    </section>`,
    status,
  );
}

function plannedPart({ item, price, quantity }: PlanChange): Html {
  const date = dateText(item.current_period_end);
  return html`<p>
    Nothing is due now. Your plan changes on ${date}, and from then on you pay ${rateText(price, quantity)}.
  </p>`;
}

/** The lines of the invoice that the change makes, now or at the end of the period. */
function costsPart(visit: Visit, costs: Invoice, { price, quantity }: PlanChange): Html {
  const money = (amount: number) => moneyText(amount, costs.currency);
  const now = costs.created <= visit.world.now();
  const off = costs.subtotal - costs.total;
  const balance = costs.total - costs.amount_due;
  return html`${now ? "" : html`<p>Nothing is due now. This is your next invoice, on ${dateText(costs.created)}.</p>`}
    <dl>
      ${costs.lines.data.map(
        (line) =>
          html`<dt>${line.description ?? ""}</dt>
            <dd>${money(line.amount)}</dd>`,
      )}
      ${
        off > 0
          ? html`<dt>Discount</dt>
              <dd>−${money(off)}</dd>`
          : ""
      }
      ${
        balance !== 0
          ? html`<dt>${balance > 0 ? "Paid by your credit balance" : "Kept as credit for later invoices"}</dt>
              <dd>${money(-balance)}</dd>`
          : ""
      }
      <dt class="total">${now ? "Amount due today" : `Amount due on ${dateText(costs.created)}`}</dt>
      <dd class="total">${money(costs.amount_due)}</dd>
    </dl>
    ${now ? html`<p class="soft">Then ${rateText(price, quantity)}.</p>` : ""}`;
}
