import { intervalText, moneyText } from "../billing/amounts";
import { DAY } from "../billing/calendar";
import { redeemableCoupon } from "../catalog/promotion-codes";
import { completeSession, needsHolder, type CardEntry } from "../checkout/completion";
import { dueToday, purchaseOf, setAmounts } from "../checkout/sessions";
import { ApiError } from "../http/errors";
import { randomText } from "../world/ids";
import type { CheckoutLine, CheckoutPlan, CheckoutSession } from "../world/objects";
import type { World } from "../world/world";
import { cardFields, EMPTY, readCard, testCardHint, type ReadCard } from "./card-form";
import { html, message, page, seeOther, type Html, type Page } from "./html";

/** Cards waiting for their holder at the 3-D Secure page. Lost with a restart: the buyer then starts again. */
const waiting = new WeakMap<World, Map<string, { session: string; entry: CardEntry }>>();

/** GET shows the page, POST pays or applies a promotion code. */
export function checkoutPage(world: World, id: string, method: string, url: URL, body: string): Page {
  const session = world.state.checkoutSessions.get(id);
  const plan = world.state.checkoutPlans.get(id);
  if (!session || !plan) return message("Page not found", "There is no such checkout.", 404);
  const closed = closedPage(session);
  if (closed) return closed;
  const blank = { input: EMPTY, errors: {} };
  if (method !== "POST")
    return show(world, session, plan, blank, url.searchParams.get("failed") ? NOT_AUTHENTICATED : null);
  const form = new URLSearchParams(body);
  if (form.get("action") === "promotion") return applyCode(world, session, plan, form.get("code") ?? "");
  const read = readCard(form, world.now(), emailAsked(session));
  if (!read.entry) return show(world, session, plan, read, null, 400);
  const entry = { ...read.entry, email: read.entry.email || session.customer_details?.email || "" };
  if (needsHolder(entry.card)) return askHolder(world, session, entry);
  return pay(world, session, plan, entry, read, false);
}

const NOT_AUTHENTICATED =
  "We are unable to authenticate your payment method. Please choose a different payment method and try again.";

function closedPage(session: CheckoutSession): Page | null {
  const back = session.cancel_url ? { href: session.cancel_url, text: "Return to the shop" } : undefined;
  if (session.status === "complete")
    return message("Already complete", "This checkout has been completed. You have not been charged again.", 200, back);
  if (session.status === "expired")
    return message("Checkout expired", "This checkout has expired. Go back and start again.", 410, back);
  return null;
}

function emailAsked(session: CheckoutSession): boolean {
  return !session.customer_details?.email;
}

function pay(
  world: World,
  session: CheckoutSession,
  plan: CheckoutPlan,
  entry: CardEntry,
  read: Pick<ReadCard, "input" | "errors">,
  authenticated: boolean,
): Page {
  try {
    completeSession(world, session, entry, authenticated);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return show(world, session, plan, read, error.message, 402);
  } finally {
    world.onChange();
  }
  return seeOther(successUrl(session));
}

/** Where a buyer goes after paying. */
function successUrl(session: CheckoutSession): string {
  return (session.success_url ?? "/").replaceAll("{CHECKOUT_SESSION_ID}", session.id);
}

function askHolder(world: World, session: CheckoutSession, entry: CardEntry): Page {
  const cards = waiting.get(world) ?? new Map<string, { session: string; entry: CardEntry }>();
  waiting.set(world, cards);
  const token = randomText(24);
  cards.set(token, { session: session.id, entry });
  return seeOther(`/c/3ds/${token}`);
}

/** The bank's page between the card form and the end of a checkout. */
export function checkoutHolderPage(world: World, token: string, method: string, body: string): Page {
  const held = waiting.get(world)?.get(token);
  const session = world.state.checkoutSessions.get(held?.session ?? "");
  const plan = world.state.checkoutPlans.get(held?.session ?? "");
  if (!held || !session || !plan)
    return message("Page not found", "This authentication is over. Go back to the checkout.", 404);
  const closed = closedPage(session);
  if (closed) return closed;
  if (method !== "POST") return holderPage(`/c/3ds/${token}`);
  waiting.get(world)?.delete(token);
  const passed = new URLSearchParams(body).get("outcome") === "complete";
  if (!passed) return seeOther(`/c/pay/${session.id}?failed=1`);
  return pay(world, session, plan, held.entry, { input: EMPTY, errors: {} }, true);
}

/** The simulated bank asks its holder. */
export function holderPage(action: string): Page {
  return page(
    "3-D Secure",
    html`<section class="card">
      <h1>3-D Secure</h1>
      <p>The simulated bank asks whether this payment is yours.</p>
      <form method="post" action="${action}">
        <button name="outcome" value="complete">Complete authentication</button
        ><button class="plain" name="outcome" value="fail">Fail authentication</button>
      </form>
    </section>`,
  );
}

function applyCode(world: World, session: CheckoutSession, plan: CheckoutPlan, text: string): Page {
  const wanted = text.trim().toLowerCase();
  const code = [...world.state.promotionCodes.values()].find(
    (each) => each.active && each.code.toLowerCase() === wanted,
  );
  const coupon = code && redeemableCoupon(world, code, session.customer, purchaseOf(plan.lines));
  if (!session.allow_promotion_codes || !code || !coupon) {
    return show(world, session, plan, { input: EMPTY, errors: {} }, "This code is invalid.", 400);
  }
  plan.coupon = coupon.id;
  plan.promotionCode = code.id;
  setAmounts(world, session, plan);
  world.onChange();
  return seeOther(`/c/pay/${session.id}`);
}

function show(
  world: World,
  session: CheckoutSession,
  plan: CheckoutPlan,
  read: Pick<ReadCard, "input" | "errors">,
  alert: string | null,
  status = 200,
): Page {
  const due = dueToday(world, plan);
  const currency = session.currency ?? "usd";
  const action = `/c/pay/${session.id}`;
  const content = html` <section class="card" aria-labelledby="what">
      <h1 id="what">${plan.lines.map((line) => line.description ?? "").join(", ")}</h1>
      <p class="soft">${terms(world, session, plan)}</p>
      <dl>
        ${plan.lines.map((line) => lineRow(line, currency))}
        ${
          due.discount > 0
            ? html`<dt>Discount</dt>
                <dd>−${moneyText(due.discount, currency)}</dd>`
            : ""
        }
        <dt class="total">Due today</dt>
        <dd class="total">${moneyText(due.total, currency)}</dd>
      </dl>
      ${session.allow_promotion_codes ? codeForm(action) : ""}
    </section>
    <section class="card" aria-labelledby="card">
      <h2 id="card">Pay with card</h2>
      ${alert && html`<p class="alert" role="alert">${alert}</p>`}
      <form method="post" action="${action}" novalidate>
        ${emailAsked(session) ? "" : html`<p class="soft">${session.customer_details?.email ?? ""}</p>`}
        ${cardFields(read, emailAsked(session))}
        <button name="action" value="pay">${buttonText(session, plan, due.total)}</button>
      </form>
      ${session.cancel_url && html`<a class="button plain" href="${session.cancel_url}">Cancel and return</a>`}
    </section>
    <section class="card">${testCardHint()}</section>`;
  return page("Checkout", content, status);
}

function codeForm(action: string): Html {
  return html`<form method="post" action="${action}">
    <label for="code">Promotion code</label><input id="code" name="code" autocomplete="off" /><button
      class="plain"
      name="action"
      value="promotion"
    >
      Apply code
    </button>
  </form>`;
}

function lineRow(line: CheckoutLine, currency: string): Html {
  const recurring = line.price?.recurring && line.price ? ` per ${intervalText(line.price)}` : "";
  const times = line.quantity !== null && line.quantity !== 1 ? ` × ${line.quantity}` : "";
  return html`<dt>${line.description ?? ""}${times}</dt>
    <dd>${moneyText(line.amount_subtotal, currency)}${recurring}</dd>`;
}

function terms(world: World, session: CheckoutSession, plan: CheckoutPlan): string {
  const currency = session.currency ?? "usd";
  const amount = moneyText(
    plan.lines.reduce((sum, line) => sum + line.amount_subtotal, 0),
    currency,
  );
  const price = plan.lines[0]?.price;
  if (session.mode !== "subscription" || !price) return `One payment of ${amount}`;
  const rate = `${amount} per ${intervalText(price)}`;
  const days = plan.trialDays ?? (plan.trialEnd === null ? null : Math.ceil((plan.trialEnd - world.now()) / DAY));
  return days === null ? rate : `${days} ${days === 1 ? "day" : "days"} free, then ${rate}`;
}

function buttonText(session: CheckoutSession, plan: CheckoutPlan, total: number): string {
  if (plan.trialDays !== null || plan.trialEnd !== null) return "Start trial";
  if (total === 0) return session.mode === "subscription" ? "Subscribe" : "Complete order";
  return `Pay ${moneyText(total, session.currency ?? "usd")}`;
}
