import { moneyText } from "../billing/amounts";
import type { World } from "../world/world";
import { dateText, html, isAt, message, page, type Page } from "./html";

/** The receipt of a charge that succeeded, with what was given back since. */
export function receiptPage(world: World, path: string): Page {
  const charge = [...world.state.charges.values()].find((each) => isAt(each.receipt_url, path));
  if (!charge) return message("Page not found", "There is no such receipt.", 404);
  const money = (amount: number) => moneyText(amount, charge.currency);
  const { card } = charge.payment_method_details ?? {};
  const refunds = [...world.state.refunds.values()].filter((each) => each.charge === charge.id);
  return page(
    "Receipt",
    html`<section class="card">
      <h1>Receipt ${charge.receipt_number ? `#${charge.receipt_number}` : ""}</h1>
      <p class="soft">${dateText(charge.created)} · ${card?.brand ?? "card"} ending in ${card?.last4 ?? ""}</p>
      <dl>
        <dt>${charge.description ?? "Payment"}</dt>
        <dd>${money(charge.amount)}</dd>
        ${refunds.map(
          (refund) =>
            html`<dt>Refund of ${dateText(refund.created)} (${refund.status ?? ""})</dt>
              <dd>−${money(refund.amount)}</dd>`,
        )}
        <dt class="total">Amount charged</dt>
        <dd class="total">${money(charge.amount - charge.amount_refunded)}</dd>
      </dl>
    </section>`,
  );
}
