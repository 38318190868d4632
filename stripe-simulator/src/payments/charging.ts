import { newId, randomText } from "../world/ids";
import type { Charge, PaymentIntent, PaymentMethod } from "../world/objects";
import type { World } from "../world/world";
import { processingFee, recordMovement } from "./balance-transactions";
import { attach, cardOf } from "./payment-methods";
import type { Decline } from "./test-cards";

/** What came of one attempt to collect an intent. */
export type Outcome =
  { kind: "succeeded" } | { kind: "declined"; decline: Decline } | { kind: "requires_action"; decline: Decline };

export interface Attempt {
  method: PaymentMethod;
  offSession: boolean;
  /** The holder has just passed 3-D Secure. */
  authenticated?: boolean;
}

const AUTHENTICATION_REQUIRED: Decline = {
  code: "authentication_required",
  declineCode: "authentication_required",
  message: "Your card was declined. This transaction requires authentication.",
};

/** A new intent in `requires_payment_method`; `payment_intent.created` is told. */
export function openIntent(
  world: World,
  fields: {
    amount: number;
    currency: string;
    customer: string | null;
    description: string | null;
    metadata: Record<string, string>;
  },
): PaymentIntent {
  const id = newId("pi");
  const intent: PaymentIntent = {
    id,
    object: "payment_intent",
    allowed_payment_method_types: null,
    amount: fields.amount,
    amount_capturable: 0,
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: "automatic",
    client_secret: `${id}_secret_${randomText(25)}`,
    confirmation_method: "automatic",
    created: world.now(),
    currency: fields.currency,
    customer: fields.customer,
    customer_account: null,
    description: fields.description,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: fields.metadata,
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: { installments: null, mandate_options: null, network: null, request_three_d_secure: "automatic" },
    },
    payment_method_types: ["card"],
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: "requires_payment_method",
    transfer_data: null,
    transfer_group: null,
  };
  world.state.paymentIntents.set(id, intent);
  world.emit("payment_intent.created", intent);
  return intent;
}

/** What the bank would say, without doing anything. */
export function foreseen(world: World, attempt: Attempt): Outcome {
  const card = cardOf(world, attempt.method);
  const known = world.state.cards.get(attempt.method.id)?.authenticated ?? false;
  const quiet =
    attempt.authenticated || card.authentication === "never" || (card.authentication === "until_set_up" && known);
  if (!quiet) return { kind: "requires_action", decline: AUTHENTICATION_REQUIRED };
  return card.charge ? { kind: "declined", decline: card.charge } : { kind: "succeeded" };
}

/** One attempt to collect `intent` with a card; the intent, its charge and their events tell the outcome. */
export function collect(world: World, intent: PaymentIntent, attempt: Attempt): Outcome {
  const outcome = foreseen(world, attempt);
  intent.payment_method = attempt.method.id;
  if (outcome.kind === "succeeded") succeed(world, intent, attempt);
  else if (outcome.kind === "requires_action" && !attempt.offSession) askHolder(world, intent);
  else fail(world, intent, attempt, outcome.decline);
  return outcome;
}

function succeed(world: World, intent: PaymentIntent, attempt: Attempt): void {
  if (attempt.authenticated) markAuthenticated(world, attempt.method);
  if (intent.setup_future_usage && intent.customer && attempt.method.customer === null)
    attach(world, attempt.method, intent.customer);
  const charge = chargeOf(world, intent, attempt.method, null);
  charge.balance_transaction = recordMovement(world, {
    type: "charge",
    amount: charge.amount,
    fee: processingFee(charge.amount),
    currency: charge.currency,
    source: charge.id,
    description: charge.description,
  }).id;
  const { dispute } = cardOf(world, attempt.method);
  if (dispute) world.state.disputesToCome.set(charge.id, { at: world.now(), as: dispute });
  world.emit("charge.succeeded", charge);
  intent.status = "succeeded";
  intent.amount_received = intent.amount;
  intent.last_payment_error = null;
  intent.next_action = null;
  world.emit("payment_intent.succeeded", intent);
}

function askHolder(world: World, intent: PaymentIntent): void {
  intent.status = "requires_action";
  intent.next_action = {
    redirect_to_url: {
      return_url: null,
      url: `${world.publicUrl}/3ds/${intent.id}?secret=${intent.client_secret ?? ""}`,
    },
    type: "redirect_to_url",
  };
  world.emit("payment_intent.requires_action", intent);
}

function fail(world: World, intent: PaymentIntent, attempt: Attempt, decline: Decline): void {
  const charge = chargeOf(world, intent, attempt.method, decline);
  world.emit("charge.failed", charge);
  intent.status = "requires_payment_method";
  intent.next_action = null;
  intent.last_payment_error = {
    type: "card_error",
    code: decline.code,
    ...(decline.declineCode && { decline_code: decline.declineCode }),
    doc_url: `https://stripe.com/docs/error-codes/${decline.code.replaceAll("_", "-")}`,
    message: decline.message,
    charge: charge.id,
    payment_method: structuredClone(attempt.method),
  };
  intent.payment_method = null;
  world.emit("payment_intent.payment_failed", intent);
}

/** Remembers that the holder passed 3-D Secure with this card once. */
export function markAuthenticated(world: World, method: PaymentMethod): void {
  const facts = world.state.cards.get(method.id);
  if (facts) facts.authenticated = true;
}

function chargeOf(world: World, intent: PaymentIntent, method: PaymentMethod, decline: Decline | null): Charge {
  const { card } = method;
  const charge: Charge = {
    id: newId("ch"),
    object: "charge",
    amount: intent.amount,
    amount_captured: decline ? 0 : intent.amount,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: structuredClone(method.billing_details),
    calculated_statement_descriptor: "SIMULATOR",
    captured: !decline,
    created: world.now(),
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: { ...intent.metadata },
    on_behalf_of: null,
    outcome: {
      advice_code: decline ? "try_again_later" : null,
      network_advice_code: null,
      network_decline_code: null,
      network_status: decline ? "declined_by_network" : "approved_by_network",
      reason: decline?.declineCode ?? null,
      risk_level: "normal",
      risk_score: 10,
      seller_message: decline ? "The bank did not return any further details with this decline." : "Payment complete.",
      type: decline ? "issuer_declined" : "authorized",
    },
    paid: !decline,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: {
      type: "card",
      card: card && {
        amount_authorized: decline ? null : intent.amount,
        authorization_code: null,
        brand: card.brand,
        checks: structuredClone(card.checks),
        country: card.country,
        exp_month: card.exp_month,
        exp_year: card.exp_year,
        fingerprint: card.fingerprint,
        funding: card.funding,
        installments: null,
        last4: card.last4,
        mandate: null,
        network: card.brand,
        network_transaction_id: null,
        regulated_status: card.regulated_status,
        three_d_secure: null,
        wallet: null,
      },
    } as Charge["payment_method_details"],
    receipt_email: null,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: decline ? "failed" : "succeeded",
    transfer_data: null,
    transfer_group: null,
  };
  world.state.charges.set(charge.id, charge);
  intent.latest_charge = charge.id;
  return charge;
}
