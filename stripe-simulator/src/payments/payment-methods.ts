import { createHash } from "node:crypto";
import type Stripe from "stripe";
import { mergedMetadata } from "../catalog/metadata";
import { ApiError, invalidRequest, missingParameter, noSuch } from "../http/errors";
import { newestFirst, page } from "../http/lists";
import type { Router } from "../http/router";
import { newId } from "../world/ids";
import type { PaymentMethod } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";
import { cardByNumber, cardByToken, type Decline, type TestCard } from "./test-cards";

type Create = Wire<Stripe.PaymentMethodCreateParams>;
type Attach = Wire<Stripe.PaymentMethodAttachParams>;

export function paymentMethodRoutes(router: Router): void {
  router.on<Create>("POST", "/v1/payment_methods", ({ world, params }) => createFromParams(world, params));
  router.on("GET", "/v1/payment_methods/:id", ({ world, id }) => needPaymentMethod(world, id, "id"));
  router.on<Wire<Stripe.PaymentMethodUpdateParams>>("POST", "/v1/payment_methods/:id", ({ world, id, params }) =>
    world.change(needPaymentMethod(world, id, "id"), "payment_method.updated", (draft) => {
      draft.metadata = mergedMetadata(draft.metadata ?? {}, params.metadata);
      if (params.billing_details?.name !== undefined) draft.billing_details.name = params.billing_details.name || null;
      if (params.billing_details?.email !== undefined)
        draft.billing_details.email = params.billing_details.email || null;
    }),
  );
  router.on<Attach>("POST", "/v1/payment_methods/:id/attach", ({ world, id, params }) => {
    if (!params.customer) throw missingParameter("customer");
    return attach(world, needPaymentMethod(world, id, "id"), params.customer);
  });
  router.on("POST", "/v1/payment_methods/:id/detach", ({ world, id }) =>
    detach(world, needPaymentMethod(world, id, "id")),
  );
  router.on<Wire<Stripe.PaymentMethodListParams>>("GET", "/v1/payment_methods", ({ world, params }) =>
    page("/v1/payment_methods", methodsOf(world, params.customer, params.type), params),
  );
  router.on<Wire<Stripe.CustomerListPaymentMethodsParams>>(
    "GET",
    "/v1/customers/:id/payment_methods",
    ({ world, id, params }) => {
      world.need(world.state.customers, "customer", id);
      return page(`/v1/customers/${id}/payment_methods`, methodsOf(world, id, params.type), params);
    },
  );
  router.on("GET", "/v1/customers/:customerId/payment_methods/:id", ({ world, id }) =>
    needPaymentMethod(world, id, "id"),
  );
}

function methodsOf(world: World, customer: string | undefined, type: string | undefined): PaymentMethod[] {
  if (customer === undefined) return [];
  world.need(world.state.customers, "customer", customer, "customer");
  return newestFirst(world.state.paymentMethods).filter(
    (each) => each.customer === customer && (!type || each.type === type),
  );
}

/**
 * The payment method with this id. A `pm_card_…` token makes a fresh one, as in test mode.
 *
 * @throws ApiError `resource_missing`.
 */
export function needPaymentMethod(world: World, id: string, param = "payment_method"): PaymentMethod {
  const token = cardByToken(id);
  if (token) return createCard(world, token, 12, inThreeYears(world));
  const found = world.state.paymentMethods.get(id);
  if (!found) throw noSuch("PaymentMethod", id, param);
  return found;
}

function inThreeYears(world: World): number {
  return new Date(world.now() * 1000).getUTCFullYear() + 3;
}

function createFromParams(world: World, params: Create): PaymentMethod {
  if (params.type !== "card") throw invalidRequest("The simulator makes payment methods of type card only.", "type");
  const { card } = params;
  if (!card) throw missingParameter("card");
  if ("token" in card) throw invalidRequest("The simulator knows pm_card_… tokens, not tok_… ones.", "card[token]");
  const known = cardByNumber(card.number ?? "");
  if (!known) throw unknownNumber();
  const method = createCard(world, known, card.exp_month ?? 12, card.exp_year ?? inThreeYears(world));
  method.metadata = mergedMetadata({}, params.metadata);
  method.billing_details.name = params.billing_details?.name || null;
  method.billing_details.email = params.billing_details?.email || null;
  return method;
}

/** A card error for a number that is no test card. */
export function unknownNumber(): ApiError {
  return new ApiError(402, {
    type: "card_error",
    code: "incorrect_number",
    param: "number",
    message: "Your card number is incorrect.",
  });
}

/** Makes a payment method for a test card; nobody owns it yet. */
export function createCard(world: World, card: TestCard, month: number, year: number): PaymentMethod {
  const method: PaymentMethod = {
    id: newId("pm"),
    object: "payment_method",
    allow_redisplay: "unspecified",
    billing_details: { address: null, email: null, name: null, phone: null, tax_id: null },
    card: {
      brand: card.brand,
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: "pass" },
      country: "US",
      display_brand: card.brand,
      exp_month: month,
      exp_year: year,
      fingerprint: createHash("sha256").update(card.number).digest("base64url").slice(0, 16),
      funding: card.funding,
      generated_from: null,
      last4: card.number.slice(-4),
      networks: { available: [card.brand], preferred: null },
      regulated_status: "unregulated",
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created: world.now(),
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: {},
    type: "card",
  };
  world.state.paymentMethods.set(method.id, method);
  world.state.cards.set(method.id, { number: card.number, authenticated: false });
  return method;
}

/** The test card behind a payment method. */
export function cardOf(world: World, method: PaymentMethod): TestCard {
  const card = cardByNumber(world.state.cards.get(method.id)?.number ?? "");
  if (!card) throw new Error(`The state has no card for ${method.id}`);
  return card;
}

/**
 * Gives a payment method to a customer; doing it again for the same customer changes nothing.
 *
 * @throws ApiError card_error (402) for cards that refuse it; invalid_request when another customer has it.
 */
export function attach(world: World, method: PaymentMethod, customer: string): PaymentMethod {
  world.need(world.state.customers, "customer", customer, "customer");
  if (method.customer === customer) return method;
  if (method.customer !== null) {
    throw invalidRequest("The payment method you provided has already been attached to a customer.", "payment_method");
  }
  const refusal = cardOf(world, method).attach;
  if (refusal) throw cardError(refusal);
  method.customer = customer;
  world.emit("payment_method.attached", method);
  return method;
}

function detach(world: World, method: PaymentMethod): PaymentMethod {
  const { customer } = method;
  if (customer === null)
    throw invalidRequest(
      "The payment method you provided is not attached to a customer so detachment is impossible.",
      "payment_method",
    );
  method.customer = null;
  world.emit("payment_method.detached", method, { customer });
  const owner = world.state.customers.get(customer);
  if (owner?.invoice_settings.default_payment_method === method.id) {
    world.change(owner, "customer.updated", (draft) => void (draft.invoice_settings.default_payment_method = null));
  }
  for (const subscription of world.state.subscriptions.values()) {
    if (subscription.default_payment_method !== method.id) continue;
    world.change(subscription, "customer.subscription.updated", (draft) => void (draft.default_payment_method = null));
  }
  return method;
}

/** A bank's refusal as the API's 402. */
export function cardError(decline: Decline, more: Record<string, unknown> = {}): ApiError {
  return new ApiError(402, {
    type: "card_error",
    code: decline.code,
    message: decline.message,
    ...(decline.declineCode && { decline_code: decline.declineCode }),
    ...(decline.code === "incorrect_cvc" && { param: "cvc" }),
    ...more,
  });
}
