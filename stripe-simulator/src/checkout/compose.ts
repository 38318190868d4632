import type Stripe from "stripe";
import { mergedMetadata } from "../catalog/metadata";
import { newId, randomText } from "../world/ids";
import type { CheckoutPlan, CheckoutSession } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";
import type { Mode } from "./plan";
import { setAmounts } from "./purchase";

type Create = Wire<Stripe.Checkout.SessionCreateParams>;

/** A new session as the API shows it. */
export function composeSession(
  world: World,
  params: Create,
  mode: Mode,
  plan: CheckoutPlan,
  expires: number,
): CheckoutSession {
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
    amount_subtotal: mode === "setup" ? null : 0,
    amount_total: mode === "setup" ? null : 0,
    automatic_tax: taxOf(params),
    billing_address_collection: params.billing_address_collection ?? null,
    cancel_url: params.cancel_url ?? null,
    client_reference_id: params.client_reference_id ?? null,
    client_secret: null,
    collected_information: { business_name: null, individual_name: null, shipping_details: null },
    consent: null,
    consent_collection: consentOf(params),
    created: world.now(),
    currency: plan.lines[0]?.currency ?? params.currency?.toLowerCase() ?? "usd",
    currency_conversion: null,
    custom_fields: [],
    custom_text: customTextOf(params),
    customer: customer?.id ?? null,
    customer_account: null,
    customer_creation: customer
      ? null
      : mode === "subscription" || params.invoice_creation?.enabled
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
    invoice_creation: mode === "payment" ? invoiceCreationOf(params) : null,
    livemode: false,
    locale: params.locale ?? null,
    managed_payments: null,
    metadata: mergedMetadata({}, params.metadata),
    mode,
    optional_items: [],
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection: params.payment_method_collection ?? (mode === "payment" ? "if_required" : "always"),
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
    ...(params.tax_id_collection && {
      tax_id_collection: {
        enabled: params.tax_id_collection.enabled,
        required: params.tax_id_collection.required ?? "never",
      },
    }),
    success_url: params.success_url ?? null,
    total_details: null,
    ui_mode: "hosted_page",
    url: `${world.publicUrl}/c/pay/${id}?k=${randomText(24)}`,
    wallet_options: null,
  };
  setAmounts(world, session, plan);
  return session;
}

/** Until the page knows where its buyer is, it does not know the tax. */
function taxOf({ automatic_tax: tax }: Create): CheckoutSession["automatic_tax"] {
  const enabled = tax?.enabled ?? false;
  return {
    enabled,
    liability: enabled ? { type: "self" } : null,
    provider: enabled ? "stripe" : null,
    status: enabled ? "requires_location_inputs" : null,
  };
}

function consentOf(params: Create): CheckoutSession["consent_collection"] {
  const wanted = params.consent_collection;
  if (!wanted) return null;
  return {
    payment_method_reuse_agreement: null,
    promotions: wanted.promotions ?? null,
    terms_of_service: wanted.terms_of_service ?? null,
  };
}

function customTextOf(params: Create): CheckoutSession["custom_text"] {
  const { after_submit, submit, terms_of_service_acceptance: terms } = params.custom_text ?? {};
  return {
    after_submit: after_submit ? { message: after_submit.message } : null,
    shipping_address: null,
    submit: submit ? { message: submit.message } : null,
    terms_of_service_acceptance: terms ? { message: terms.message } : null,
  };
}

/** Whether the payment makes an invoice, and what stands on it. */
function invoiceCreationOf({ invoice_creation: asked }: Create): CheckoutSession["invoice_creation"] {
  const words = asked?.invoice_data;
  return {
    enabled: asked?.enabled ?? false,
    invoice_data: {
      account_tax_ids: null,
      custom_fields: null,
      description: words?.description ?? null,
      footer: words?.footer ?? null,
      issuer: null,
      metadata: words?.metadata === undefined ? null : mergedMetadata({}, words.metadata),
      rendering_options: null,
    },
  };
}
