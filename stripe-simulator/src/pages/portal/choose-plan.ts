import { priceText } from "../../billing/amounts";
import { productName } from "../../billing/lines";
import { unchangeable } from "../../portal/flows";
import type { Subscription } from "../../world/objects";
import { alertBox, field } from "../fields";
import { html, type Html, type Page } from "../html";
import { offersFor, quantityRange, type Offer } from "./plans";
import { innerPage, refused, type Visit } from "./visit";

/** The plans among which a person may choose; the next page says what the choice costs. */
export function choosePage(visit: Visit, subscription: Subscription, complaint: string | null): Page {
  const why = unchangeable(subscription);
  if (why) throw refused(`This plan cannot be changed: ${why}`);
  const [item] = subscription.items.data;
  const offers = offersFor(visit, subscription);
  if (!item || offers.length === 0) throw refused("There is no other plan to choose.");
  const chosen = visit.query.get("price") ?? item.price.id;
  const adjustable = offers.map((offer) => quantityRange(visit, offer)).find((range) => range !== null);
  const codes = visit.abilities.features.subscription_update.default_allowed_updates.includes("promotion_code");
  const quantity = visit.query.get("quantity") ?? String(item.quantity ?? 1);
  return innerPage(
    visit,
    "Update your plan",
    html`<section class="card">
      ${alertBox(complaint)}
      <form method="get" action="${visit.home}/subscriptions/${subscription.id}/confirm" novalidate>
        <fieldset>
          <legend>Choose a plan</legend>
          ${offers.map((offer) => choice(visit, offer, item.price.id, chosen))}
        </fieldset>
        ${
          adjustable
            ? field(
                "quantity",
                {
                  label: "Quantity",
                  autocomplete: "off",
                  numeric: true,
                  type: "number",
                  min: adjustable.min,
                  ...(adjustable.max !== null && { max: adjustable.max }),
                },
                quantity,
              )
            : ""
        }
        ${
          codes
            ? field(
                "code",
                { label: "Promotion code (optional)", autocomplete: "off", optional: true },
                visit.query.get("code") ?? "",
              )
            : ""
        }
        <button>Continue</button>
      </form>
    </section>`,
    complaint === null ? 200 : 400,
  );
}

function choice(visit: Visit, { price }: Offer, current: string, chosen: string): Html {
  const product = visit.world.state.products.get(price.product);
  return html`<label class="choice"
    ><input type="radio" name="price" value="${price.id}" ${price.id === chosen ? html`checked` : ""} /><span
      ><strong>${productName(visit.world, { price })}</strong> ${priceText(price).replace(" / ", " per ")}
      ${price.id === current ? html`<span class="tag">Current plan</span>` : ""}
      ${product?.description ? html`<br /><span class="soft">${product.description}</span>` : ""}</span
    ></label
  >`;
}
