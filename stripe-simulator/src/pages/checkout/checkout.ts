import { redeemableCoupon } from "../../catalog/promotion-codes";
import { completeSession, needsCard, needsHolder, type Buyer, type CardEntry } from "../../checkout/completion";
import { adjustQuantity, purchaseOf, setAmounts } from "../../checkout/purchase";
import { ApiError } from "../../http/errors";
import type { CheckoutPlan, CheckoutSession } from "../../world/objects";
import type { World } from "../../world/world";
import { cardFields, EMPTY, readCard, testCardHint, type ReadCard } from "../card-form";
import { alertBox, textOf } from "../fields";
import { heldCard, holdCard, holderPage, NOT_AUTHENTICATED, releaseCard } from "../holder-page";
import { dateText, html, message, page, seeOther, timeText, type Page } from "../html";
import { buyerFields, emailField, NO_BUYER, readBuyer, type ReadBuyer } from "./buyer";
import { agreementText, buttonText, summaryPart, type SummaryErrors } from "./summary";

/** An open session at the page, and everything that was typed there. */
interface Counter {
  world: World;
  session: CheckoutSession;
  plan: CheckoutPlan;
  card: Pick<ReadCard, "input" | "errors">;
  buyer: ReadBuyer;
  summary: SummaryErrors;
}

/** GET shows the page; POST pays, changes a quantity, or takes or drops a promotion code. */
export function checkoutPage(world: World, id: string, method: string, url: URL, body: string): Page {
  const counter = openCounter(world, id);
  if (!("session" in counter)) return counter;
  if (method !== "POST") return show(counter, url.searchParams.get("failed") ? NOT_AUTHENTICATED : null);
  const form = new URLSearchParams(body);
  switch (form.get("action")) {
    case "promotion":
      return applyCode(counter, textOf(form, "code", 100));
    case "remove_promotion":
      return withCode(counter, null, null);
    case "quantity":
      return changeQuantities(counter, form);
    default:
      return submit(counter, form);
  }
}

function openCounter(world: World, id: string): Counter | Page {
  const session = world.state.checkoutSessions.get(id);
  const plan = world.state.checkoutPlans.get(id);
  if (!session || !plan) return message("Page not found", "There is no such checkout.", 404);
  return (
    closedPage(session) ?? {
      world,
      session,
      plan,
      card: { input: EMPTY, errors: {} },
      buyer: NO_BUYER,
      summary: { code: "", quantities: {} },
    }
  );
}

function closedPage(session: CheckoutSession): Page | null {
  const back = session.cancel_url ? { href: session.cancel_url, text: "Return to the shop" } : undefined;
  if (session.status === "complete")
    return message("Already complete", "This checkout has been completed. You have not been charged again.", 200, back);
  if (session.status === "expired")
    return message("Checkout expired", "This checkout has expired. Go back and start again.", 410, back);
  return null;
}

function submit(counter: Counter, form: URLSearchParams): Page {
  const { world, session } = counter;
  const buyer = readBuyer(form, session);
  const card = needsCard(session) ? readCard(form, world.now()) : null;
  const typed = { ...counter, buyer, ...(card && { card }) };
  if (!buyer.buyer || (card && !card.entry)) return show(typed, null, 400);
  const entry = card?.entry ?? null;
  if (!entry || !needsHolder(entry.card)) return complete(typed, buyer.buyer, entry, false);
  return seeOther(`/c/3ds/${holdCard(world, { owner: session.id, entry, buyer: buyer.buyer })}`);
}

function complete(counter: Counter, buyer: Buyer, entry: CardEntry | null, authenticated: boolean): Page {
  const { world, session } = counter;
  try {
    completeSession(world, session, buyer, entry, authenticated);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return show(counter, error.message, 402);
  } finally {
    world.onChange();
  }
  return seeOther((session.success_url ?? "/").replaceAll("{CHECKOUT_SESSION_ID}", session.id));
}

/** The bank's page between the card form and the end of a checkout. */
export function checkoutHolderPage(world: World, token: string, method: string, body: string): Page {
  const held = heldCard(world, token);
  if (!held?.buyer) return message("Page not found", "This authentication is over. Go back to the checkout.", 404);
  const counter = openCounter(world, held.owner);
  if (!("session" in counter)) return counter;
  if (method !== "POST") return holderPage(`/c/3ds/${token}`);
  releaseCard(world, token);
  const passed = new URLSearchParams(body).get("outcome") === "complete";
  if (!passed) return seeOther(`/c/pay/${counter.session.id}?failed=1`);
  return complete(counter, held.buyer, held.entry, true);
}

function applyCode(counter: Counter, text: string): Page {
  const { world, session, plan } = counter;
  const code = [...world.state.promotionCodes.values()].find(
    (each) => each.active && each.code.toLowerCase() === text.toLowerCase(),
  );
  const coupon = code && redeemableCoupon(world, code, session.customer, purchaseOf(plan.lines));
  if (session.allow_promotion_codes && code && coupon) return withCode(counter, coupon.id, code.id);
  const codeError = text === "" ? "Enter a code." : "This code is invalid.";
  return show({ ...counter, summary: { code: text, codeError, quantities: {} } }, null, 400);
}

/** A shop's own discount is not the buyer's to drop. */
function withCode({ world, session, plan }: Counter, coupon: string | null, code: string | null): Page {
  if (session.allow_promotion_codes) {
    plan.coupon = coupon;
    plan.promotionCode = code;
    setAmounts(world, session, plan);
    world.onChange();
  }
  return seeOther(`/c/pay/${session.id}`);
}

function changeQuantities(counter: Counter, form: URLSearchParams): Page {
  const { world, session, plan } = counter;
  const quantities: Record<string, string> = {};
  for (const line of plan.lines) {
    const text = form.get(`quantity_${line.id}`);
    if (text === null) continue;
    const complaint = adjustQuantity(world, session, plan, line, text.trim() === "" ? NaN : Number(text));
    if (complaint) quantities[line.id] = complaint;
  }
  world.onChange();
  if (Object.keys(quantities).length === 0) return seeOther(`/c/pay/${session.id}`);
  return show({ ...counter, summary: { code: "", quantities } }, null, 400);
}

function show(counter: Counter, complaint: string | null, status = 200): Page {
  const { world, session, plan } = counter;
  const submitText = session.custom_text.submit?.message;
  const withCard = needsCard(session);
  const agreement = agreementText(world, session, plan);
  const content = html`${summaryPart(world, session, plan, counter.summary)}
    <section class="card" aria-labelledby="card">
      <h2 id="card">${session.mode === "setup" ? "Your card" : withCard ? "Pay with card" : "Your details"}</h2>
      ${alertBox(complaint)}
      <form method="post" action="/c/pay/${session.id}" novalidate>
        ${emailField(session, counter.buyer)}
        ${withCard ? cardFields(counter.card) : html`<p class="soft">No card is needed today.</p>`}
        ${buyerFields(session, counter.buyer)} ${submitText ? html`<p>${submitText}</p>` : ""}
        <button name="action" value="pay">${buttonText(session, plan)}</button>
      </form>
      ${agreement ? html`<p class="soft">${agreement}</p>` : ""}
      ${session.cancel_url && html`<a class="button plain" href="${session.cancel_url}">Cancel and return</a>`}
      <p class="soft">Open until ${timeText(session.expires_at)} UTC on ${dateText(session.expires_at)}.</p>
    </section>
    ${withCard ? html`<section class="card">${testCardHint()}</section>` : ""}`;
  return page("Checkout", content, status);
}
