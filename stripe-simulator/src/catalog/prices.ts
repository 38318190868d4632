import type Stripe from "stripe";
import { invalidRequest, missingParameter } from "../http/errors";
import { inRange, newestFirst, page } from "../http/lists";
import type { Router } from "../http/router";
import { newId } from "../world/ids";
import type { Price, PriceTier } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";
import { mergedMetadata, updated } from "./metadata";
import { addProduct } from "./new-product";
import { decimalText, wholeOrNull } from "./decimal";

type Create = Wire<Stripe.PriceCreateParams>;
/** What a price is to be, wherever it is said. */
export type NewPrice = Pick<
  Create,
  "currency" | "product" | "recurring" | "tax_behavior" | "unit_amount" | "unit_amount_decimal"
>;
type Update = Wire<Stripe.PriceUpdateParams>;

export function priceRoutes(router: Router): void {
  router.on<Create>("POST", "/v1/prices", ({ world, params }) => createPrice(world, params));
  router.on("GET", "/v1/prices/:id", ({ world, id }) => world.need(world.state.prices, "price", id));
  router.on<Update>("POST", "/v1/prices/:id", ({ world, id, params }) => updatePrice(world, id, params));
  router.on<Wire<Stripe.PriceListParams>>("GET", "/v1/prices", ({ world, params }) => {
    const found = newestFirst(world.state.prices).filter(
      (price) =>
        (params.active === undefined || price.active === params.active) &&
        (params.currency === undefined || price.currency === params.currency) &&
        (params.product === undefined || price.product === params.product) &&
        (params.type === undefined || price.type === params.type) &&
        (params.lookup_keys === undefined || params.lookup_keys.includes(price.lookup_key ?? "")) &&
        (params.recurring?.interval === undefined || price.recurring?.interval === params.recurring.interval) &&
        (params.recurring?.usage_type === undefined || price.recurring?.usage_type === params.recurring.usage_type) &&
        (params.recurring?.meter === undefined || price.recurring?.meter === params.recurring.meter) &&
        inRange(price.created, params.created),
    );
    return page("/v1/prices", found, params);
  });
}

/** Makes a price, and its product when `product_data` is given. @throws ApiError for contradictory amounts. */
export function createPrice(world: World, params: Create): Price {
  const { price, tiers } = composePrice(world, params);
  world.state.prices.set(price.id, price);
  if (tiers) world.state.priceTiers.set(price.id, tiers);
  world.emit("price.created", price);
  return price;
}

/** A price with its tiers, not yet part of the state. @throws ApiError for contradictory amounts. */
export function composePrice(world: World, params: Create): { price: Price; tiers: PriceTier[] | null } {
  checkAmounts(params);
  const tiers = params.tiers?.map(tierOf) ?? [];
  checkTiers(tiers);
  const product = productOf(world, params);
  releaseLookupKey(world, params);
  const decimal = params.unit_amount_decimal ?? (params.unit_amount === undefined ? null : String(params.unit_amount));
  const tiered = params.billing_scheme === "tiered";
  const price: Price = {
    id: newId("price"),
    object: "price",
    active: params.active ?? true,
    billing_scheme: params.billing_scheme ?? "per_unit",
    created: world.now(),
    currency: params.currency.toLowerCase(),
    custom_unit_amount: null,
    livemode: false,
    lookup_key: params.lookup_key ?? null,
    metadata: mergedMetadata({}, params.metadata),
    nickname: params.nickname ?? null,
    product,
    recurring: recurringOf(world, params),
    tax_behavior: params.tax_behavior ?? "unspecified",
    tiers_mode: tiered ? (params.tiers_mode ?? null) : null,
    transform_quantity: params.transform_quantity ?? null,
    type: params.recurring ? "recurring" : "one_time",
    unit_amount: decimal === null ? null : wholeOrNull(decimal),
    unit_amount_decimal: decimal === null ? null : decimalText(decimal),
  };
  return { price, tiers: tiered ? tiers : null };
}

function productOf(world: World, params: Create): string {
  if (params.product !== undefined && params.product_data !== undefined) {
    throw invalidRequest(
      "You may only specify one of these parameters: product, product_data.",
      "product",
      "parameters_exclusive",
    );
  }
  if (params.product !== undefined) return world.need(world.state.products, "product", params.product, "product").id;
  if (!params.product_data) throw missingParameter("product");
  return addProduct(world, params.product_data).id;
}

function checkAmounts(params: Create): void {
  if (!/^[a-zA-Z]{3}$/.test(params.currency)) throw invalidRequest(`Invalid currency: ${params.currency}.`, "currency");
  const amounts = [params.unit_amount, params.unit_amount_decimal].filter((amount) => amount !== undefined);
  if (params.transform_quantity && params.billing_scheme === "tiered")
    throw invalidRequest("You cannot set transform_quantity when billing_scheme is tiered.", "transform_quantity");
  if (params.transform_quantity && params.transform_quantity.divide_by < 1)
    throw invalidRequest("This value must be greater than or equal to 1.", "transform_quantity[divide_by]");
  if (params.billing_scheme === "tiered") {
    if (amounts.length > 0)
      throw invalidRequest("You cannot set unit_amount when billing_scheme is tiered.", "unit_amount");
    if (!params.tiers || params.tiers.length === 0) throw missingParameter("tiers");
    if (!params.tiers_mode) throw missingParameter("tiers_mode");
    return;
  }
  if (params.tiers) throw invalidRequest("You cannot set tiers when billing_scheme is per_unit.", "tiers");
  if (amounts.length === 0) throw missingParameter("unit_amount");
  if (amounts.length > 1) {
    throw invalidRequest(
      "You may only specify one of these parameters: unit_amount, unit_amount_decimal.",
      "unit_amount",
      "parameters_exclusive",
    );
  }
  if (Number(amounts[0]) < 0)
    throw invalidRequest("Invalid non-negative integer", "unit_amount", "parameter_invalid_integer");
}

function tierOf(tier: NonNullable<Create["tiers"]>[number]): PriceTier {
  const flat = tier.flat_amount_decimal ?? (tier.flat_amount === undefined ? null : String(tier.flat_amount));
  const unit = tier.unit_amount_decimal ?? (tier.unit_amount === undefined ? null : String(tier.unit_amount));
  return {
    flat_amount: flat === null ? null : wholeOrNull(flat),
    flat_amount_decimal: flat === null ? null : decimalText(flat),
    unit_amount: unit === null ? null : wholeOrNull(unit),
    unit_amount_decimal: unit === null ? null : decimalText(unit),
    up_to: tier.up_to === "inf" ? null : tier.up_to,
  };
}

function checkTiers(tiers: PriceTier[]): void {
  tiers.forEach((tier, at) => {
    const last = at === tiers.length - 1;
    const below = at === 0 ? 0 : (tiers[at - 1]?.up_to ?? 0);
    if (last !== (tier.up_to === null))
      throw invalidRequest("The last tier, and only it, must have up_to=inf.", `tiers[${at}][up_to]`);
    if (tier.up_to !== null && tier.up_to <= below)
      throw invalidRequest("Tiers must have ascending up_to values.", `tiers[${at}][up_to]`);
    if (tier.unit_amount_decimal === null && tier.flat_amount_decimal === null)
      throw missingParameter(`tiers[${at}][unit_amount]`);
  });
}

function recurringOf(world: World, params: Create): Price["recurring"] {
  const { recurring } = params;
  if (!recurring) return null;
  const usage = recurring.usage_type ?? "licensed";
  checkIntervalCount(recurring);
  checkMeter(world, usage, recurring.meter);
  return {
    interval: recurring.interval,
    interval_count: recurring.interval_count ?? 1,
    meter: recurring.meter ?? null,
    trial_period_days: recurring.trial_period_days ?? null,
    usage_type: usage,
  };
}

/** The longest an interval can be: three years, counted in each unit. */
const LONGEST: Record<string, number> = { day: 1095, week: 156, month: 36, year: 3 };

function checkIntervalCount({ interval, interval_count: count = 1 }: NonNullable<Create["recurring"]>): void {
  const most = LONGEST[interval] ?? 1;
  if (count < 1 || count > most)
    throw invalidRequest(
      `The interval count must be between 1 and ${most} for the interval ${interval}.`,
      "recurring[interval_count]",
    );
}

/** Metered prices count by a meter that is active; licensed prices have none. */
function checkMeter(world: World, usage: string, id: string | undefined): void {
  if (usage !== "metered") {
    if (id === undefined) return;
    throw invalidRequest("You can only set `meter` when `usage_type` is `metered`.", "recurring[meter]");
  }
  if (!id) throw missingParameter("recurring[meter]");
  const meter = world.need(world.state.meters, "meter", id, "recurring[meter]");
  if (meter.status === "active") return;
  throw invalidRequest(`The meter \`${id}\` is inactive; a price needs an active meter.`, "recurring[meter]");
}

/** A lookup key names one active price: it moves with `transfer_lookup_key`, otherwise a second use is refused. */
function releaseLookupKey(
  world: World,
  params: { lookup_key?: string; transfer_lookup_key?: boolean },
  self?: string,
): void {
  if (!params.lookup_key) return;
  for (const price of world.state.prices.values()) {
    if (price.lookup_key !== params.lookup_key || price.id === self) continue;
    if (!params.transfer_lookup_key) {
      throw invalidRequest(`A price (\`${price.id}\`) already uses that lookup key.`, "lookup_key");
    }
    world.change(price, "price.updated", (draft) => void (draft.lookup_key = null));
  }
}

function updatePrice(world: World, id: string, params: Update): Price {
  const price = world.need(world.state.prices, "price", id);
  releaseLookupKey(world, params, id);
  world.change(price, "price.updated", (draft) => {
    draft.active = params.active ?? draft.active;
    draft.lookup_key = updated(draft.lookup_key, params.lookup_key);
    draft.metadata = mergedMetadata(draft.metadata, params.metadata);
    draft.nickname = updated(draft.nickname, params.nickname);
    draft.tax_behavior = params.tax_behavior ?? draft.tax_behavior;
  });
  for (const subscription of world.state.subscriptions.values()) {
    for (const item of subscription.items.data) if (item.price.id === id) item.price = structuredClone(price);
  }
  return price;
}
