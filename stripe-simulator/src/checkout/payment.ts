import { payInvoice } from "../billing/collection";
import { finalize } from "../billing/invoices";
import { couponOf, redeem } from "../billing/redemption";
import { retotal } from "../billing/totals";
import { addItem, attachItems } from "../invoicing/items";
import { draftInvoice } from "../invoicing/one-off";
import { collect, openIntent } from "../payments/charging";
import { cardError } from "../payments/payment-methods";
import type { CheckoutPlan, CheckoutSession, Invoice, PaymentIntent, PaymentMethod } from "../world/objects";
import type { World } from "../world/world";

/** The intent through which a session is paid, open. */
export function openSessionIntent(
  world: World,
  session: CheckoutSession,
  plan: CheckoutPlan,
  metadata: Record<string, string>,
): PaymentIntent {
  const intent = openIntent(world, {
    amount: session.amount_total ?? 0,
    currency: session.currency ?? "usd",
    customer: session.customer,
    description: plan.intentDescription,
    metadata,
  });
  intent.receipt_email = plan.receiptEmail ?? null;
  intent.setup_future_usage = plan.setupFutureUsage ?? null;
  return intent;
}

/**
 * `payment` mode: one payment for everything, with an invoice of it when `invoice_creation` asks for one. The discount is
 * redeemed also when it takes everything off.
 *
 * @throws ApiError card_error when the bank refuses.
 */
export function payOnce(
  world: World,
  session: CheckoutSession,
  plan: CheckoutPlan,
  method: PaymentMethod | null,
  authenticated: boolean,
): void {
  const discount = redeemOf(world, session, plan);
  const free = session.amount_total === 0 || !method;
  const intent = free ? undefined : openSessionIntent(world, session, plan, plan.intentMetadata);
  const invoice = session.invoice_creation?.enabled ? invoiceOf(world, session, plan, discount, intent) : undefined;
  session.invoice = invoice?.id ?? null;
  session.payment_intent = intent?.id ?? null;
  session.payment_status = intent ? "paid" : "no_payment_required";
  if (!intent || !method) return;
  const attempt = { method, offSession: false, authenticated };
  const outcome = invoice ? payInvoice(world, invoice, attempt) : collect(world, intent, attempt);
  if (outcome && outcome.kind !== "succeeded") throw cardError(outcome.decline);
}

function redeemOf(world: World, session: CheckoutSession, plan: CheckoutPlan): string | null {
  const entry = plan.promotionCode
    ? { promotion_code: plan.promotionCode }
    : plan.coupon
      ? { coupon: plan.coupon }
      : null;
  if (!entry) return null;
  const wanted = couponOf(world, entry, session.customer);
  return redeem(world, wanted, { customer: session.customer, session: session.id }).id;
}

/** The invoice of a session's lines, finalized, to be paid by the session's own intent. */
function invoiceOf(
  world: World,
  session: CheckoutSession,
  plan: CheckoutPlan,
  discount: string | null,
  intent: PaymentIntent | undefined,
): Invoice {
  const customer = session.customer;
  if (customer === null) throw new Error("A session that makes an invoice always has a customer by now");
  const currency = session.currency ?? "usd";
  const words = session.invoice_creation?.invoice_data;
  const invoice = draftInvoice(world, {
    customer,
    currency,
    ...(words?.description && { description: words.description }),
    ...(words?.footer && { footer: words.footer }),
    ...(words?.metadata && { metadata: words.metadata }),
  });
  const items = plan.lines.map((line) => {
    const item = addItem(world, {
      customer,
      currency,
      amount: line.amount_subtotal,
      description: line.description ?? "",
    });
    item.quantity = line.quantity ?? 1;
    item.quantity_decimal = String(item.quantity);
    if (line.price)
      item.pricing = {
        price_details: { price: line.price.id, product: line.price.product },
        type: "price_details",
        unit_amount_decimal: line.price.unit_amount_decimal,
      };
    return item;
  });
  attachItems(world, invoice, items);
  if (discount !== null) retotal(world, invoice, { discounts: [discount] });
  finalize(world, invoice, intent);
  return invoice;
}
