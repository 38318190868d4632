import { intervalText, moneyText } from "../../billing/amounts";
import { DAY } from "../../billing/calendar";
import { adjustableRange, discountOn, dueToday, isTrial, purchaseOf } from "../../checkout/purchase";
import type { CheckoutLine, CheckoutPlan, CheckoutSession } from "../../world/objects";
import type { World } from "../../world/world";
import { field } from "../fields";
import { dateText, html, type Html } from "../html";

/** Complaints about what stands beside the lines, and the code as typed. */
export interface SummaryErrors {
  code: string;
  codeError?: string;
  /** By the id of a line. */
  quantities: Record<string, string>;
}

/** What is bought, what it costs, how many of it, and the promotion code. */
export function summaryPart(world: World, session: CheckoutSession, plan: CheckoutPlan, errors: SummaryErrors): Html {
  if (session.mode === "setup")
    return html`<section class="card" aria-labelledby="what">
      <h1 id="what">Save your card</h1>
      <p class="soft">Nothing is charged now.</p>
    </section>`;
  const due = dueToday(world, plan);
  const currency = session.currency ?? "usd";
  const action = `/c/pay/${session.id}`;
  const money = (amount: number) => moneyText(amount, currency);
  return html`<section class="card" aria-labelledby="what">
    <h1 id="what">${plan.lines.map((line) => line.description ?? "").join(", ")}</h1>
    <p class="soft">${termsText(world, session, plan)}</p>
    <dl>
      ${plan.lines.map((line) => lineRow(line, currency))}
      ${
        due.discount > 0
          ? html`<dt>Subtotal</dt>
              <dd>${money(due.subtotal)}</dd>
              <dt>Discount</dt>
              <dd>−${money(due.discount)}</dd>`
          : ""
      }
      <dt class="total">Due today</dt>
      <dd class="total">${money(due.total)}</dd>
    </dl>
    ${quantityForm(plan, action, errors)} ${session.allow_promotion_codes ? codePart(world, plan, action, errors) : ""}
  </section>`;
}

function lineRow(line: CheckoutLine, currency: string): Html {
  const recurring = line.price?.recurring && line.price ? ` per ${intervalText(line.price)}` : "";
  const times = line.quantity !== null && line.quantity !== 1 ? ` × ${line.quantity}` : "";
  const amount = line.quantity === null ? "Billed by usage" : moneyText(line.amount_subtotal, currency) + recurring;
  return html`<dt>${line.description ?? ""}${times}</dt>
    <dd>${amount}</dd>`;
}

function quantityForm(plan: CheckoutPlan, action: string, errors: SummaryErrors): Html {
  const adjustable = plan.lines.filter((line) => adjustableRange(line));
  if (adjustable.length === 0) return html``;
  return html`<form method="post" action="${action}" novalidate>
    ${adjustable.map((line) => {
      const words = {
        label: `Quantity of ${line.description ?? "this"}`,
        autocomplete: "off",
        type: "number",
        ...adjustableRange(line),
      };
      return field(`quantity_${line.id}`, words, String(line.quantity), errors.quantities[line.id]);
    })}<button class="plain" name="action" value="quantity">Update quantity</button>
  </form>`;
}

function codePart(world: World, plan: CheckoutPlan, action: string, errors: SummaryErrors): Html {
  const code = world.state.promotionCodes.get(plan.promotionCode ?? "");
  if (code)
    return html`<form method="post" action="${action}" class="row">
      <span>Code <strong>${code.code}</strong> <span class="soft">${offText(world, plan)}</span></span
      ><button class="plain small" name="action" value="remove_promotion">Remove</button>
    </form>`;
  return html`<form method="post" action="${action}">
    ${field("code", { label: "Promotion code", autocomplete: "off", optional: true }, errors.code, errors.codeError)}<button
      class="plain"
      name="action"
      value="promotion"
    >
      Apply code
    </button>
  </form>`;
}

/** "50% off for 3 months", "$5.00 off once". */
function offText(world: World, plan: CheckoutPlan): string {
  const coupon = world.state.coupons.get(plan.coupon ?? "");
  if (!coupon) return "";
  const off =
    coupon.amount_off === null
      ? `${coupon.percent_off ?? 0}% off`
      : `${moneyText(coupon.amount_off, coupon.currency ?? "usd")} off`;
  const months = coupon.duration_in_months ?? 1;
  if (coupon.duration === "repeating") return `${off} for ${months} ${months === 1 ? "month" : "months"}`;
  return coupon.duration === "forever" ? `${off} forever` : `${off} once`;
}

/** "$49.00 per month", "14 days free, then $49.00 per month on Dec 5, 2026", "One payment of $10.00". */
function termsText(world: World, session: CheckoutSession, plan: CheckoutPlan): string {
  if (session.mode !== "subscription") return `One payment of ${amountText(plan)}`;
  const days = trialDays(world, plan);
  if (days === null) return rateText(plan);
  return `${days} ${days === 1 ? "day" : "days"} free, then ${rateText(plan)} on ${dateText(trialEnd(world, plan))}`;
}

const amountText = (plan: CheckoutPlan): string => {
  const { amount, currency } = purchaseOf(plan.lines);
  return moneyText(amount, currency);
};

/** What a period costs, once discounts that end with the first payment are over. */
function rateText(plan: CheckoutPlan): string {
  const price = plan.lines.find((line) => line.price?.recurring)?.price;
  return price ? `${amountText(plan)} per ${intervalText(price)}` : amountText(plan);
}

function trialEnd(world: World, plan: CheckoutPlan): number {
  return plan.trialEnd ?? world.now() + (plan.trialDays ?? 0) * DAY;
}

function trialDays(world: World, plan: CheckoutPlan): number | null {
  if (!isTrial(plan)) return null;
  return plan.trialDays ?? Math.ceil((trialEnd(world, plan) - world.now()) / DAY);
}

/** What a buyer agrees to by going on; the first charge after a trial is named with its discount. */
export function agreementText(world: World, session: CheckoutSession, plan: CheckoutPlan): string {
  if (session.mode === "setup") return "Your card is saved for later payments.";
  if (session.mode !== "subscription") return "";
  if (!isTrial(plan)) return `You agree to pay ${rateText(plan)} until you cancel.`;
  const { amount, currency } = purchaseOf(plan.lines);
  const coupon = world.state.coupons.get(plan.coupon ?? "");
  const first = moneyText(amount - (coupon ? discountOn(world, plan) : 0), currency);
  return `You agree to pay ${first} on ${dateText(trialEnd(world, plan))} and ${rateText(plan)} after that, until you cancel.`;
}

const SUBMIT: Record<string, string> = { book: "Book", donate: "Donate", pay: "Pay", subscribe: "Subscribe" };

export function buttonText(session: CheckoutSession, plan: CheckoutPlan): string {
  if (session.mode === "setup") return "Save card";
  if (isTrial(plan)) return "Start trial";
  const total = session.amount_total ?? 0;
  if (total === 0) return session.mode === "subscription" ? "Subscribe" : "Complete order";
  return `${SUBMIT[session.submit_type ?? ""] ?? "Pay"} ${moneyText(total, session.currency ?? "usd")}`;
}
