import type Stripe from "stripe";
import { invalidRequest, missingParameter } from "../http/errors";
import type { PortalFeatures, PortalProduct } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";

type Change = Wire<Stripe.BillingPortal.ConfigurationUpdateParams.Features>;

/** What a portal lets people do, and the prices among which they may change. */
export interface PortalAbilities {
  features: PortalFeatures;
  products: PortalProduct[];
}

const REASONS = [
  "customer_service",
  "low_quality",
  "missing_features",
  "other",
  "switched_service",
  "too_complex",
  "too_expensive",
  "unused",
];

/** Everything off, with the defaults that the API documents for each field. */
export function noAbilities(): PortalAbilities {
  return {
    features: {
      customer_update: { allowed_updates: [], enabled: false },
      invoice_history: { enabled: false },
      payment_method_update: { enabled: false, payment_method_configuration: null },
      subscription_cancel: {
        cancellation_reason: { enabled: false, feedback_options: null, options: REASONS },
        enabled: false,
        mode: "at_period_end",
        proration_behavior: "none",
      },
      subscription_pause: {
        duration: { interval_options: [{ interval: "month", interval_count: 1 }], type: "interval_options" },
        enabled: false,
      },
      subscription_update: {
        billing_cycle_anchor: "unchanged",
        default_allowed_updates: [],
        enabled: false,
        proration_behavior: "none",
        schedule_at_period_end: { conditions: [] },
        trial_update_behavior: "end_trial",
      },
    },
    products: [],
  };
}

/** Everything on that needs no products: what a portal offers to whoever never configured one. */
export function usualAbilities(world: World): PortalAbilities {
  return changedAbilities(world, noAbilities(), {
    customer_update: { allowed_updates: ["email", "name", "address", "phone"], enabled: true },
    invoice_history: { enabled: true },
    payment_method_update: { enabled: true },
    subscription_cancel: { cancellation_reason: { enabled: true, options: REASONS }, enabled: true },
  });
}

/**
 * `current` with the named features changed; what is not named stays.
 *
 * @throws ApiError when a feature is turned on without what it needs, or asks for what the portal cannot do.
 */
export function changedAbilities(world: World, current: PortalAbilities, change: Change): PortalAbilities {
  refuseUnserved(change);
  const { features } = structuredClone(current);
  const update = change.subscription_update;
  const products =
    update?.products === undefined
      ? current.products
      : (update.products || []).map((each, at) => productOf(world, each, at));
  if (change.customer_update) changeCustomerUpdate(features.customer_update, change.customer_update);
  features.invoice_history.enabled = change.invoice_history?.enabled ?? features.invoice_history.enabled;
  features.payment_method_update.enabled =
    change.payment_method_update?.enabled ?? features.payment_method_update.enabled;
  if (change.subscription_cancel) changeCancel(features.subscription_cancel, change.subscription_cancel);
  if (update) changeUpdate(features.subscription_update, update, products);
  return { features, products };
}

function refuseUnserved(change: Change): void {
  const path = "features";
  if (change.subscription_pause?.enabled)
    throw invalidRequest(
      "The simulator's portal does not pause subscriptions.",
      `${path}[subscription_pause][enabled]`,
    );
  if (change.payment_method_update?.payment_method_configuration)
    throw invalidRequest(
      "The simulator's portal takes cards and no payment method configuration.",
      `${path}[payment_method_update][payment_method_configuration]`,
    );
  if (change.subscription_cancel?.cancellation_reason?.feedback_options)
    throw invalidRequest(
      "The simulator's portal takes the preset reasons only.",
      `${path}[subscription_cancel][cancellation_reason][feedback_options]`,
    );
  if (change.subscription_update?.billing_cycle_anchor === "now")
    throw invalidRequest(
      "The simulator's portal leaves the billing cycle where it is.",
      `${path}[subscription_update][billing_cycle_anchor]`,
    );
}

type CustomerUpdate = PortalFeatures["customer_update"];

function changeCustomerUpdate(feature: CustomerUpdate, change: NonNullable<Change["customer_update"]>): void {
  feature.enabled = change.enabled ?? feature.enabled;
  feature.allowed_updates = listOf(change.allowed_updates, feature.allowed_updates);
  if (feature.enabled && feature.allowed_updates.length === 0)
    throw missingParameter("features[customer_update][allowed_updates]");
}

function changeCancel(
  feature: PortalFeatures["subscription_cancel"],
  change: NonNullable<Change["subscription_cancel"]>,
): void {
  const path = "features[subscription_cancel]";
  feature.enabled = change.enabled ?? feature.enabled;
  feature.mode = change.mode ?? feature.mode;
  feature.proration_behavior = change.proration_behavior ?? feature.proration_behavior;
  const reason = change.cancellation_reason;
  if (reason) {
    feature.cancellation_reason.enabled = reason.enabled;
    feature.cancellation_reason.options = listOf(reason.options, feature.cancellation_reason.options);
    if (reason.enabled && feature.cancellation_reason.options.length === 0)
      throw missingParameter(`${path}[cancellation_reason][options]`);
  }
  if (feature.proration_behavior === "always_invoice")
    throw invalidRequest("`always_invoice` is not supported when canceling.", `${path}[proration_behavior]`);
  if (feature.proration_behavior === "create_prorations" && feature.mode !== "immediately")
    throw invalidRequest(
      "`create_prorations` is only compatible with `mode=immediately`.",
      `${path}[proration_behavior]`,
    );
}

function changeUpdate(
  feature: PortalFeatures["subscription_update"],
  change: NonNullable<Change["subscription_update"]>,
  products: PortalProduct[],
): void {
  const path = "features[subscription_update]";
  feature.enabled = change.enabled ?? feature.enabled;
  feature.default_allowed_updates = listOf(change.default_allowed_updates, feature.default_allowed_updates);
  feature.proration_behavior = change.proration_behavior ?? feature.proration_behavior;
  feature.trial_update_behavior = change.trial_update_behavior ?? feature.trial_update_behavior;
  const conditions = change.schedule_at_period_end?.conditions;
  if (conditions) feature.schedule_at_period_end = { conditions };
  if (!feature.enabled) return;
  if (feature.default_allowed_updates.length === 0) throw missingParameter(`${path}[default_allowed_updates]`);
  if (products.length === 0) throw missingParameter(`${path}[products]`);
}

type WantedProduct = NonNullable<Exclude<NonNullable<Change["subscription_update"]>["products"], "">>[number];
const MOST_PRODUCTS = 10;

function productOf(world: World, wanted: WantedProduct, at: number): PortalProduct {
  const path = `features[subscription_update][products][${at}]`;
  if (at >= MOST_PRODUCTS)
    throw invalidRequest("You can list up to 10 products.", "features[subscription_update][products]");
  world.need(world.state.products, "product", wanted.product, `${path}[product]`);
  const intervals = new Set<string>();
  for (const [i, id] of wanted.prices.entries()) {
    const price = world.need(world.state.prices, "price", id, `${path}[prices][${i}]`);
    if (price.product !== wanted.product)
      throw invalidRequest(
        `The price ${id} does not belong to the product ${wanted.product}.`,
        `${path}[prices][${i}]`,
      );
    if (!price.recurring) throw invalidRequest("The portal takes recurring prices only.", `${path}[prices][${i}]`);
    const interval = `${price.currency} ${price.recurring.interval_count} ${price.recurring.interval}`;
    if (intervals.has(interval))
      throw invalidRequest("The prices of one product must have different billing intervals.", `${path}[prices]`);
    intervals.add(interval);
  }
  const adjustable = wanted.adjustable_quantity;
  return {
    adjustable_quantity: {
      enabled: adjustable?.enabled ?? false,
      maximum: adjustable?.maximum ?? null,
      minimum: adjustable?.minimum ?? 1,
    },
    prices: wanted.prices,
    product: wanted.product,
  };
}

function listOf<T>(change: T[] | "" | null | undefined, current: T[]): T[] {
  return change === undefined ? current : change || [];
}
