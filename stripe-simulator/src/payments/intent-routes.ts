import type Stripe from "stripe";
import { followIntent } from "../billing/collection";
import { mergedMetadata, updated } from "../catalog/metadata";
import { invalidRequest } from "../http/errors";
import { inRange, newestFirst, page } from "../http/lists";
import type { Router } from "../http/router";
import type { PaymentIntent } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";
import { collect, openIntent, type Outcome } from "./charging";
import { cardError, needPaymentMethod } from "./payment-methods";

type Create = Wire<Stripe.PaymentIntentCreateParams>;
type Confirm = Wire<Stripe.PaymentIntentConfirmParams>;

export function intentRoutes(router: Router): void {
  router.on<Create>("POST", "/v1/payment_intents", ({ world, params }) => create(world, params));
  router.on("GET", "/v1/payment_intents/:id", ({ world, id }) => need(world, id));
  router.on<Wire<Stripe.PaymentIntentUpdateParams>>("POST", "/v1/payment_intents/:id", ({ world, id, params }) => {
    const intent = need(world, id);
    intent.metadata = mergedMetadata(intent.metadata, params.metadata);
    intent.description = updated(intent.description, params.description);
    if (params.payment_method) intent.payment_method = needPaymentMethod(world, params.payment_method).id;
    if (params.amount !== undefined) intent.amount = params.amount;
    return intent;
  });
  router.on<Confirm>("POST", "/v1/payment_intents/:id/confirm", ({ world, id, params }) =>
    confirm(world, need(world, id), params),
  );
  router.on("POST", "/v1/payment_intents/:id/cancel", ({ world, id }) => cancel(world, need(world, id)));
  router.on<Wire<Stripe.PaymentIntentListParams>>("GET", "/v1/payment_intents", ({ world, params }) => {
    const found = newestFirst(world.state.paymentIntents).filter(
      (intent) =>
        (params.customer === undefined || intent.customer === params.customer) &&
        inRange(intent.created, params.created),
    );
    return page("/v1/payment_intents", found, params);
  });
  router.on("GET", "/v1/charges/:id", ({ world, id }) => world.need(world.state.charges, "charge", id));
  router.on<Wire<Stripe.ChargeListParams>>("GET", "/v1/charges", ({ world, params }) => {
    const found = newestFirst(world.state.charges).filter(
      (charge) =>
        (params.customer === undefined || charge.customer === params.customer) &&
        (params.payment_intent === undefined || charge.payment_intent === params.payment_intent) &&
        inRange(charge.created, params.created),
    );
    return page("/v1/charges", found, params);
  });
  router.on("GET", "/v1/setup_intents/:id", ({ world, id }) => world.need(world.state.setupIntents, "setupintent", id));
  router.on<Wire<Stripe.SetupIntentListParams>>("GET", "/v1/setup_intents", ({ world, params }) => {
    const found = newestFirst(world.state.setupIntents).filter(
      (each) => params.customer === undefined || each.customer === params.customer,
    );
    return page("/v1/setup_intents", found, params);
  });
}

function need(world: World, id: string): PaymentIntent {
  return world.need(world.state.paymentIntents, "payment_intent", id);
}

const SMALLEST_AMOUNT = 50;
const LARGEST_AMOUNT = 99_999_999;

function create(world: World, params: Create): PaymentIntent {
  if (params.amount < SMALLEST_AMOUNT)
    throw invalidRequest("Amount must be at least $0.50 usd", "amount", "amount_too_small");
  if (params.amount > LARGEST_AMOUNT) {
    throw invalidRequest("Amount must be no more than $999,999.99", "amount", "amount_too_large");
  }
  if (params.customer) world.need(world.state.customers, "customer", params.customer, "customer");
  if (params.capture_method === "manual")
    throw invalidRequest("The simulator captures automatically only.", "capture_method");
  const method = params.payment_method ? needPaymentMethod(world, params.payment_method) : undefined;
  if (method?.customer && method.customer !== params.customer) {
    throw invalidRequest("The provided PaymentMethod belongs to another Customer.", "payment_method");
  }
  const intent = openIntent(world, {
    amount: params.amount,
    currency: params.currency.toLowerCase(),
    customer: params.customer ?? null,
    description: params.description ?? null,
    metadata: mergedMetadata({}, params.metadata),
  });
  intent.setup_future_usage = params.setup_future_usage ?? null;
  intent.receipt_email = params.receipt_email || null;
  if (method) {
    intent.payment_method = method.id;
    intent.status = "requires_confirmation";
  }
  return params.confirm ? confirm(world, intent, params) : intent;
}

/** Collects an intent; a refusal is a 402 that carries the intent, whose events have been sent. */
function confirm(
  world: World,
  intent: PaymentIntent,
  params: Pick<Confirm, "payment_method" | "off_session">,
): PaymentIntent {
  if (intent.status === "succeeded" || intent.status === "canceled") throw unexpectedState(intent, "confirm");
  const id = params.payment_method ?? intent.payment_method;
  if (!id) {
    throw invalidRequest(
      "You cannot confirm this PaymentIntent because it's missing a payment method.",
      undefined,
      "payment_intent_unexpected_state",
    );
  }
  const offSession = params.off_session !== undefined && params.off_session !== false;
  const outcome = collect(world, intent, { method: needPaymentMethod(world, id), offSession });
  followIntent(world, intent, outcome);
  refuseDecline(intent, outcome, offSession);
  return intent;
}

function refuseDecline(intent: PaymentIntent, outcome: Outcome, offSession: boolean): void {
  if (outcome.kind === "succeeded" || (outcome.kind === "requires_action" && !offSession)) return;
  const { charge, payment_method } = intent.last_payment_error ?? {};
  throw cardError(outcome.decline, {
    ...(charge && { charge }),
    payment_intent: structuredClone(intent),
    ...(payment_method && { payment_method }),
  });
}

function cancel(world: World, intent: PaymentIntent): PaymentIntent {
  if (intent.status === "succeeded" || intent.status === "canceled") throw unexpectedState(intent, "cancel");
  intent.status = "canceled";
  intent.canceled_at = world.now();
  intent.cancellation_reason = "requested_by_customer";
  intent.next_action = null;
  world.emit("payment_intent.canceled", intent);
  return intent;
}

function unexpectedState(intent: PaymentIntent, verb: string) {
  return invalidRequest(
    `You cannot ${verb} this PaymentIntent because it has a status of ${intent.status}.`,
    undefined,
    "payment_intent_unexpected_state",
  );
}
