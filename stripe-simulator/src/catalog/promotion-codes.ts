import type Stripe from "stripe";
import { invalidRequest, missingParameter } from "../http/errors";
import { inRange, newestFirst, page } from "../http/lists";
import type { Router } from "../http/router";
import { newId, randomText } from "../world/ids";
import type { Coupon, PromotionCode } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";
import { isRedeemable } from "./coupon-terms";
import { mergedMetadata } from "./metadata";

type Create = Wire<Stripe.PromotionCodeCreateParams>;
type Update = Wire<Stripe.PromotionCodeUpdateParams>;
type Listing = Wire<Stripe.PromotionCodeListParams>;

export function promotionCodeRoutes(router: Router): void {
  router.on<Create>("POST", "/v1/promotion_codes", ({ world, params }) => createPromotionCode(world, params));
  router.on("GET", "/v1/promotion_codes/:id", ({ world, id }) => need(world, id));
  router.on<Update>("POST", "/v1/promotion_codes/:id", ({ world, id, params }) =>
    update(world, need(world, id), params),
  );
  router.on<Listing>("GET", "/v1/promotion_codes", ({ world, params }) => {
    const found = newestFirst(world.state.promotionCodes).filter(
      (code) =>
        (params.active === undefined || code.active === params.active) &&
        (params.code === undefined || code.code.toLowerCase() === params.code.toLowerCase()) &&
        (params.coupon === undefined || code.promotion.coupon === params.coupon) &&
        (params.customer === undefined || code.customer === params.customer) &&
        inRange(code.created, params.created),
    );
    return page("/v1/promotion_codes", found, params);
  });
}

const need = (world: World, id: string): PromotionCode => world.need(world.state.promotionCodes, "promotion code", id);

function createPromotionCode(world: World, params: Create): PromotionCode {
  const id = params.promotion.coupon;
  if (!id) throw missingParameter("promotion[coupon]");
  const coupon = world.need(world.state.coupons, "coupon", id, "promotion[coupon]");
  if (!isRedeemable(world, coupon))
    throw invalidRequest("The coupon of a promotion code must be valid.", "promotion[coupon]");
  const customer = params.customer
    ? world.need(world.state.customers, "customer", params.customer, "customer").id
    : null;
  const code = params.code || randomText(8).toUpperCase();
  checkCode(world, code, customer);
  checkLimits(world, params, coupon);
  const { restrictions } = params;
  const made: PromotionCode = {
    id: newId("promo"),
    object: "promotion_code",
    active: params.active ?? true,
    code,
    created: world.now(),
    customer,
    customer_account: null,
    expires_at: params.expires_at ?? null,
    livemode: false,
    max_redemptions: params.max_redemptions ?? null,
    metadata: mergedMetadata({}, params.metadata),
    promotion: { coupon: id, type: "coupon" },
    restrictions: {
      ...(restrictions?.currency_options && { currency_options: minima(restrictions.currency_options) }),
      first_time_transaction: restrictions?.first_time_transaction ?? false,
      minimum_amount: restrictions?.minimum_amount ?? null,
      minimum_amount_currency: restrictions?.minimum_amount_currency?.toLowerCase() ?? null,
    },
    times_redeemed: 0,
  };
  world.state.promotionCodes.set(made.id, made);
  world.emit("promotion_code.created", made);
  return made;
}

type Options = NonNullable<PromotionCode["restrictions"]["currency_options"]>;

function minima(options: Record<string, { minimum_amount?: number }>): Options {
  return Object.fromEntries(
    Object.entries(options).map(([currency, { minimum_amount }]) => {
      if (minimum_amount !== undefined) return [currency, { minimum_amount }];
      throw missingParameter(`restrictions[currency_options][${currency}][minimum_amount]`);
    }),
  );
}

/** An active code is unique, whatever its case, among the codes that a customer could enter. */
function checkCode(world: World, code: string, customer: string | null): void {
  if (!/^[A-Za-z0-9-]{1,500}$/.test(code))
    throw invalidRequest("Promotion codes have letters, digits and dashes only.", "code");
  const twin = [...world.state.promotionCodes.values()].find(
    (each) =>
      each.active &&
      each.code.toLowerCase() === code.toLowerCase() &&
      (each.customer === null || customer === null || each.customer === customer),
  );
  if (twin) throw invalidRequest("An active promotion code with `code: " + code + "` already exists.", "code");
}

function checkLimits(world: World, params: Create, coupon: Coupon): void {
  const { max_redemptions: most, expires_at: expires, restrictions } = params;
  if (most !== undefined && most < 1)
    throw invalidRequest("Invalid positive integer", "max_redemptions", "parameter_invalid_integer");
  if (most !== undefined && coupon.max_redemptions !== null && most > coupon.max_redemptions)
    throw invalidRequest("max_redemptions cannot be greater than the coupon's.", "max_redemptions");
  if (expires !== undefined && expires <= world.now())
    throw invalidRequest("expires_at must be in the future.", "expires_at");
  if (expires !== undefined && coupon.redeem_by !== null && expires > coupon.redeem_by)
    throw invalidRequest("expires_at cannot be after the coupon's redeem_by.", "expires_at");
  const minimum = restrictions?.minimum_amount;
  if (minimum !== undefined && minimum < 1)
    throw invalidRequest("Invalid positive integer", "restrictions[minimum_amount]", "parameter_invalid_integer");
  if ((minimum === undefined) !== (restrictions?.minimum_amount_currency === undefined))
    throw missingParameter(`restrictions[${minimum === undefined ? "minimum_amount" : "minimum_amount_currency"}]`);
}

function update(world: World, code: PromotionCode, params: Update): PromotionCode {
  if (params.active && !code.active) {
    const unfit = limitReached(world, { ...code, active: true });
    if (unfit !== null) throw invalidRequest(`This promotion code cannot be reactivated: ${unfit}`, "active");
    checkCode(world, code.code, code.customer);
  }
  const options = params.restrictions?.currency_options;
  return world.change(code, "promotion_code.updated", (draft) => {
    draft.active = params.active ?? draft.active;
    draft.metadata = mergedMetadata(draft.metadata ?? {}, params.metadata);
    if (options) draft.restrictions.currency_options = { ...draft.restrictions.currency_options, ...minima(options) };
  });
}

/** What somebody is about to buy, before discounts. */
export interface Purchase {
  amount: number;
  currency: string;
}

/** The coupon behind a code, when this customer can redeem both for this purchase; otherwise undefined. */
export function redeemableCoupon(
  world: World,
  code: PromotionCode,
  customer: string | null,
  purchase?: Purchase,
): Coupon | undefined {
  if (codeRefusal(world, code, customer, purchase) !== null) return undefined;
  return world.state.coupons.get(code.promotion.coupon ?? "");
}

/** Why a code cannot be redeemed by this customer for this purchase, in words for people; null when it can. */
export function codeRefusal(
  world: World,
  code: PromotionCode,
  customer: string | null,
  purchase?: Purchase,
): string | null {
  const limit = limitReached(world, code);
  if (limit !== null) return limit;
  if (code.customer !== null && code.customer !== customer)
    return "This promotion code cannot be redeemed by this customer.";
  if (code.restrictions.first_time_transaction && customer !== null && hasPaid(world, customer))
    return "This promotion code cannot be redeemed because the associated customer has prior transactions.";
  if (purchase && belowMinimum(code, purchase))
    return "This promotion code cannot be redeemed because the purchase is below its minimum amount.";
  return null;
}

function limitReached(world: World, code: PromotionCode): string | null {
  const coupon = world.state.coupons.get(code.promotion.coupon ?? "");
  if (!code.active) return "This promotion code is inactive.";
  if (code.max_redemptions !== null && code.times_redeemed >= code.max_redemptions)
    return "This promotion code has been redeemed as often as it can be.";
  if (code.expires_at !== null && code.expires_at <= world.now()) return "This promotion code has expired.";
  return coupon && isRedeemable(world, coupon) ? null : "This promotion code's coupon is not valid any more.";
}

/** A successful payment or an invoice that was paid makes every later transaction not the first. */
function hasPaid(world: World, customer: string): boolean {
  const { charges, invoices } = world.state;
  return (
    [...charges.values()].some((charge) => charge.customer === customer && charge.paid) ||
    [...invoices.values()].some((invoice) => invoice.customer === customer && invoice.amount_paid > 0)
  );
}

function belowMinimum({ restrictions }: PromotionCode, purchase: Purchase): boolean {
  if (restrictions.minimum_amount === null) return false;
  const minimum =
    restrictions.minimum_amount_currency === purchase.currency
      ? restrictions.minimum_amount
      : restrictions.currency_options?.[purchase.currency]?.minimum_amount;
  return minimum === undefined || purchase.amount < minimum;
}
