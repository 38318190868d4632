import type Stripe from "stripe";
import { couponOf } from "../billing/redemption";
import { mergedMetadata } from "../catalog/metadata";
import { behaviorOf } from "../billing/trial-end";
import { DAY, HOUR } from "../billing/calendar";
import { priceAmount } from "../billing/amounts";
import { couponOff } from "../billing/discounts";
import { productName } from "../billing/lines";
import { createPrice } from "../catalog/prices";
import { invalidRequest, missingParameter } from "../http/errors";
import { inRange, newestFirst, page } from "../http/lists";
import type { Router } from "../http/router";
import { newId, randomText } from "../world/ids";
import type { CheckoutLine, CheckoutPlan, CheckoutSession, Price } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";

type Create = Wire<Stripe.Checkout.SessionCreateParams>;

export function checkoutRoutes(router: Router): void {
  router.on<Create>("POST", "/v1/checkout/sessions", ({ world, params }) => createSession(world, params));
  router.on("GET", "/v1/checkout/sessions/:id", ({ world, id }) => need(world, id));
  router.on<Wire<Stripe.Checkout.SessionUpdateParams>>("POST", "/v1/checkout/sessions/:id", ({ world, id, params }) => {
    const session = need(world, id);
    session.metadata = mergedMetadata(session.metadata ?? {}, params.metadata);
    return session;
  });
  router.on("POST", "/v1/checkout/sessions/:id/expire", ({ world, id }) => {
    const session = need(world, id);
    if (session.status !== "open") {
      throw invalidRequest(
        `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${String(session.status)}\`.`,
      );
    }
    expireSession(world, session);
    return session;
  });
  router.on<Wire<Stripe.Checkout.SessionListParams>>("GET", "/v1/checkout/sessions", ({ world, params }) => {
    const found = newestFirst(world.state.checkoutSessions).filter(
      (session) =>
        (params.customer === undefined || session.customer === params.customer) &&
        (params.subscription === undefined || session.subscription === params.subscription) &&
        (params.payment_intent === undefined || session.payment_intent === params.payment_intent) &&
        (params.status === undefined || session.status === params.status) &&
        inRange(session.created, params.created),
    );
    return page("/v1/checkout/sessions", found, params);
  });
  router.on<Wire<Stripe.Checkout.SessionListLineItemsParams>>(
    "GET",
    "/v1/checkout/sessions/:id/line_items",
    ({ world, id, params }) => {
      need(world, id);
      return page(`/v1/checkout/sessions/${id}/line_items`, world.state.checkoutPlans.get(id)?.lines ?? [], params);
    },
  );
}

function need(world: World, id: string): CheckoutSession {
  return world.need(world.state.checkoutSessions, "checkout.session", id);
}

/** Open → expired. */
export function expireSession(world: World, session: CheckoutSession): void {
  session.status = "expired";
  session.url = null;
  world.emit("checkout.session.expired", session);
}

function createSession(world: World, params: Create): CheckoutSession {
  const mode = modeOf(params);
  if (params.ui_mode !== undefined && params.ui_mode !== "hosted_page")
    throw invalidRequest("The simulator's Checkout is hosted_page only.", "ui_mode");
  if (!params.success_url) throw missingParameter("success_url");
  checkUrl(params.success_url, "success_url");
  if (params.cancel_url) checkUrl(params.cancel_url, "cancel_url");
  if (params.customer) world.need(world.state.customers, "customer", params.customer, "customer");
  if (params.customer && params.customer_email) {
    throw invalidRequest(
      "You may only specify one of these parameters: customer, customer_email.",
      "customer",
      "parameters_exclusive",
    );
  }
  const plan = planOf(world, params, mode);
  const expires = params.expires_at ?? world.now() + DAY;
  if (expires < world.now() + HOUR / 2 || expires > world.now() + DAY) {
    throw invalidRequest(
      "The `expires_at` timestamp must be at least 30 minutes and less than 24 hours from Checkout Session creation.",
      "expires_at",
    );
  }
  const session = compose(world, params, mode, plan, expires);
  world.state.checkoutSessions.set(session.id, session);
  world.state.checkoutPlans.set(session.id, plan);
  return session;
}

type Mode = "payment" | "subscription";

function modeOf(params: Create): Mode {
  if (params.mode === "subscription") return "subscription";
  if (params.mode === "payment" || params.mode === undefined) return "payment";
  throw invalidRequest("The simulator's Checkout knows the modes payment and subscription.", "mode");
}

function checkUrl(url: string, param: string): void {
  if (!/^https?:\/\/[^\s]+$/.test(url)) throw invalidRequest("Not a valid URL", param, "url_invalid");
}

function planOf(world: World, params: Create, mode: Mode): CheckoutPlan {
  if (!params.line_items || params.line_items.length === 0) throw missingParameter("line_items");
  const lines = params.line_items.map((line, at) => lineOf(world, line, at, mode));
  const trial = params.subscription_data;
  if (mode === "payment" && trial)
    throw invalidRequest("You can not pass `subscription_data` in `payment` mode.", "subscription_data");
  if (mode === "subscription" && params.payment_intent_data) {
    throw invalidRequest("You can not pass `payment_intent_data` in `subscription` mode.", "payment_intent_data");
  }
  if (mode === "subscription" && !lines.some((line) => line.price?.recurring)) {
    throw invalidRequest(
      "You must provide at least one recurring price in `subscription` mode when using prices.",
      "line_items",
    );
  }
  if (trial?.trial_end !== undefined && trial.trial_period_days !== undefined) {
    throw invalidRequest(
      "You may only specify one of these parameters: trial_end, trial_period_days.",
      "subscription_data",
      "parameters_exclusive",
    );
  }
  if (trial?.trial_end !== undefined && trial.trial_end < world.now() + 2 * DAY) {
    throw invalidRequest(
      "The `trial_end` date has to be at least 2 days in the future.",
      "subscription_data[trial_end]",
    );
  }
  if (trial?.trial_period_days !== undefined && trial.trial_period_days < 1) {
    throw invalidRequest("The minimum number of trial period days is 1.", "subscription_data[trial_period_days]");
  }
  const entry = params.discounts?.[0];
  if (entry && params.allow_promotion_codes) {
    throw invalidRequest(
      "You may only specify one of these parameters: allow_promotion_codes, discounts.",
      "allow_promotion_codes",
      "parameters_exclusive",
    );
  }
  const purchase = purchaseOf(lines);
  const redeemed = entry ? couponOf(world, entry, params.customer ?? null, { purchase }) : null;
  const plan: CheckoutPlan = {
    lines,
    trialEnd: trial?.trial_end ?? null,
    trialDays: trial?.trial_period_days ?? null,
    subscriptionMetadata: mergedMetadata({}, trial?.metadata),
    subscriptionDescription: trial?.description ?? null,
    missingPaymentMethod: behaviorOf(trial?.trial_settings?.end_behavior.missing_payment_method),
    intentMetadata: mergedMetadata({}, params.payment_intent_data?.metadata),
    coupon: redeemed?.coupon.id ?? null,
    promotionCode: redeemed?.promotionCode ?? null,
  };
  return plan;
}

function lineOf(world: World, line: NonNullable<Create["line_items"]>[number], at: number, mode: Mode): CheckoutLine {
  const price = priceOf(world, line, at);
  if (mode === "payment" && price.recurring) {
    throw invalidRequest(
      "You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only one-time prices.",
      "mode",
    );
  }
  if (mode === "subscription" && !price.recurring)
    throw invalidRequest("The simulator's subscription mode takes recurring prices only.", `line_items[${at}][price]`);
  if (!price.active)
    throw invalidRequest(
      "The price specified is inactive. This field only accepts active prices.",
      `line_items[${at}][price]`,
    );
  const metered = price.recurring?.usage_type === "metered";
  if (!metered && line.quantity === undefined) throw missingParameter(`line_items[${at}][quantity]`);
  const amount = metered ? 0 : priceAmount(world, price, line.quantity ?? 1);
  return {
    id: newId("li"),
    object: "item",
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: amount,
    amount_tax: 0,
    amount_total: amount,
    currency: price.currency,
    description: productName(world, { price }),
    metadata: {},
    price: structuredClone(price),
    quantity: metered ? null : (line.quantity ?? 1),
  };
}

function priceOf(world: World, line: NonNullable<Create["line_items"]>[number], at: number): Price {
  if (line.price !== undefined) return world.need(world.state.prices, "price", line.price, `line_items[${at}][price]`);
  if (!line.price_data) throw missingParameter(`line_items[${at}][price]`);
  return createPrice(world, line.price_data);
}

/** What is bought, before discounts: what a code's minimum is held against. */
export function purchaseOf(lines: CheckoutLine[]): { amount: number; currency: string } {
  return {
    amount: lines.reduce((sum, line) => sum + line.amount_subtotal, 0),
    currency: lines[0]?.currency ?? "usd",
  };
}

/** What the buyer pays today, before a code entered on the page: nothing while a trial runs. */
export function dueToday(world: World, plan: CheckoutPlan): { subtotal: number; discount: number; total: number } {
  const trial = plan.trialDays !== null || plan.trialEnd !== null;
  const subtotal = trial ? 0 : plan.lines.reduce((sum, line) => sum + line.amount_subtotal, 0);
  const coupon = world.state.coupons.get(plan.coupon ?? "");
  const discount = coupon ? couponOff(coupon, subtotal) : 0;
  return { subtotal, discount, total: subtotal - discount };
}

/** Writes the plan's amounts into the session. */
export function setAmounts(world: World, session: CheckoutSession, plan: CheckoutPlan): void {
  const due = dueToday(world, plan);
  session.amount_subtotal = due.subtotal;
  session.amount_total = due.total;
  session.total_details = { amount_discount: due.discount, amount_shipping: 0, amount_tax: 0 };
  session.discounts = plan.coupon
    ? [{ coupon: plan.promotionCode ? null : plan.coupon, promotion_code: plan.promotionCode }]
    : [];
}

function compose(world: World, params: Create, mode: Mode, plan: CheckoutPlan, expires: number): CheckoutSession {
  const id = newId("cs_test");
  const customer = world.state.customers.get(params.customer ?? "");
  const email = customer?.email ?? params.customer_email ?? null;
  const session: CheckoutSession = {
    id,
    object: "checkout.session",
    adaptive_pricing: { enabled: false },
    after_expiration: null,
    allow_promotion_codes: params.allow_promotion_codes ?? null,
    allowed_payment_method_types: null,
    amount_subtotal: 0,
    amount_total: 0,
    automatic_tax: { enabled: params.automatic_tax?.enabled ?? false, liability: null, provider: null, status: null },
    billing_address_collection: params.billing_address_collection ?? null,
    cancel_url: params.cancel_url ?? null,
    client_reference_id: params.client_reference_id ?? null,
    client_secret: null,
    collected_information: { business_name: null, individual_name: null, shipping_details: null },
    consent: null,
    consent_collection: null,
    created: world.now(),
    currency: plan.lines[0]?.currency ?? "usd",
    currency_conversion: null,
    custom_fields: [],
    custom_text: { after_submit: null, shipping_address: null, submit: null, terms_of_service_acceptance: null },
    customer: customer?.id ?? null,
    customer_account: null,
    customer_creation: customer
      ? null
      : mode === "subscription"
        ? "always"
        : (params.customer_creation ?? "if_required"),
    customer_details: email
      ? {
          address: null,
          business_name: null,
          email,
          individual_name: null,
          name: null,
          phone: null,
          tax_exempt: "none",
          tax_ids: null,
        }
      : null,
    customer_email: params.customer_email ?? null,
    discounts: [],
    expires_at: expires,
    integration_identifier: null,
    invoice: null,
    invoice_creation: mode === "payment" ? { enabled: false, invoice_data: emptyInvoiceData() } : null,
    livemode: false,
    locale: params.locale ?? null,
    managed_payments: null,
    metadata: mergedMetadata({}, params.metadata),
    mode,
    optional_items: [],
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection: params.payment_method_collection ?? (mode === "subscription" ? "always" : "if_required"),
    payment_method_configuration_details: null,
    payment_method_options: {
      card: { request_three_d_secure: "automatic" },
    },
    payment_method_types: ["card"],
    payment_status: "unpaid",
    permissions: null,
    phone_number_collection: { enabled: false },
    recovered_from: null,
    saved_payment_method_options:
      mode === "subscription"
        ? { allow_redisplay_filters: ["always"], payment_method_remove: "disabled", payment_method_save: null }
        : null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: "open",
    submit_type: params.submit_type ?? null,
    subscription: null,
    success_url: params.success_url ?? null,
    total_details: null,
    ui_mode: "hosted_page",
    url: `${world.publicUrl}/c/pay/${id}?k=${randomText(24)}`,
    wallet_options: null,
  };
  setAmounts(world, session, plan);
  return session;
}

function emptyInvoiceData(): NonNullable<CheckoutSession["invoice_creation"]>["invoice_data"] {
  return {
    account_tax_ids: null,
    custom_fields: null,
    description: null,
    footer: null,
    issuer: null,
    metadata: null,
    rendering_options: null,
  };
}
