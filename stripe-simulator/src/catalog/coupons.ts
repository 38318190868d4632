import type Stripe from "stripe";
import { invalidRequest, missingParameter } from "../http/errors";
import { inRange, newestFirst, page } from "../http/lists";
import type { Router } from "../http/router";
import { randomText } from "../world/ids";
import type { Coupon, PromotionCode } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";
import { mergedMetadata } from "./metadata";
import { promotionCodeRoutes } from "./promotion-codes";

type Create = Wire<Stripe.CouponCreateParams>;
type Update = Wire<Stripe.CouponUpdateParams>;

const FIVE_YEARS = 5 * 366 * 86_400;

export function couponRoutes(router: Router): void {
  router.on<Create>("POST", "/v1/coupons", ({ world, params }) => createCoupon(world, params));
  router.on("GET", "/v1/coupons/:id", ({ world, id }) => world.need(world.state.coupons, "coupon", id));
  router.on<Update>("POST", "/v1/coupons/:id", ({ world, id, params }) =>
    updateCoupon(world, world.need(world.state.coupons, "coupon", id), params),
  );
  router.on("DELETE", "/v1/coupons/:id", ({ world, id }) => {
    const coupon = world.need(world.state.coupons, "coupon", id);
    world.state.coupons.delete(id);
    world.state.deletedCoupons.set(id, coupon);
    world.emit("coupon.deleted", coupon);
    return { id, object: "coupon", deleted: true };
  });
  router.on<Wire<Stripe.CouponListParams>>("GET", "/v1/coupons", ({ world, params }) => {
    const found = newestFirst(world.state.coupons).filter((coupon) => inRange(coupon.created, params.created));
    return page("/v1/coupons", found, params);
  });
  promotionCodeRoutes(router);
}

function createCoupon(world: World, params: Create): Coupon {
  const id = params.id || randomText(8);
  if (!/^[\w-]{1,200}$/.test(id))
    throw invalidRequest("A coupon id has letters, digits, dashes and underscores.", "id");
  if (world.state.coupons.has(id)) throw invalidRequest("Coupon already exists.", "id", "resource_already_exists");
  const { percent, amount } = valueOf(params);
  const { duration, months } = durationOf(params);
  checkLimits(world, params);
  const products = params.applies_to?.products?.map((product, at) => {
    return world.need(world.state.products, "product", product, `applies_to[products][${at}]`).id;
  });
  const coupon: Coupon = {
    id,
    object: "coupon",
    amount_off: amount,
    created: world.now(),
    currency: amount === null ? null : (params.currency?.toLowerCase() ?? null),
    ...(params.currency_options && { currency_options: params.currency_options }),
    duration,
    duration_in_months: months,
    livemode: false,
    max_redemptions: params.max_redemptions ?? null,
    metadata: mergedMetadata({}, params.metadata),
    name: params.name ?? null,
    percent_off: percent,
    redeem_by: params.redeem_by ?? null,
    times_redeemed: 0,
    valid: true,
  };
  world.state.coupons.set(id, coupon);
  world.state.deletedCoupons.delete(id);
  world.state.couponProducts.delete(id);
  if (products && products.length > 0) world.state.couponProducts.set(id, products);
  world.emit("coupon.created", coupon);
  return coupon;
}

function valueOf(params: Create): { percent: number | null; amount: number | null } {
  const percent = params.percent_off === undefined ? null : Number(params.percent_off);
  const amount = params.amount_off ?? null;
  if ((percent === null) === (amount === null)) {
    throw invalidRequest(
      "You must specify either amount_off or percent_off, and not both.",
      percent === null ? "percent_off" : "amount_off",
    );
  }
  if (percent !== null && (percent <= 0 || percent > 100))
    throw invalidRequest("Invalid percent_off: must be between 0 and 100", "percent_off");
  if (amount === null) {
    if (params.currency_options)
      throw invalidRequest("currency_options can only be set with amount_off.", "currency_options");
    return { percent, amount };
  }
  if (!params.currency) throw missingParameter("currency");
  for (const [currency, option] of [["", { amount_off: amount }], ...Object.entries(params.currency_options ?? {})] as [
    string,
    { amount_off: number },
  ][])
    if (option.amount_off < 1)
      throw invalidRequest(
        "Invalid positive integer",
        currency === "" ? "amount_off" : `currency_options[${currency}][amount_off]`,
        "parameter_invalid_integer",
      );
  return { percent, amount };
}

function durationOf(params: Create): { duration: Coupon["duration"]; months: number | null } {
  const duration = params.duration ?? "once";
  const months = params.duration_in_months ?? null;
  if (duration === "repeating" && months === null) throw missingParameter("duration_in_months");
  if (duration !== "repeating" && months !== null)
    throw invalidRequest("duration_in_months can only be set when duration is repeating.", "duration_in_months");
  if (months !== null && (months < 1 || months > 1200))
    throw invalidRequest("Invalid positive integer", "duration_in_months", "parameter_invalid_integer");
  return { duration, months };
}

function checkLimits(world: World, params: Create): void {
  if (params.max_redemptions !== undefined && params.max_redemptions < 1)
    throw invalidRequest("Invalid positive integer", "max_redemptions", "parameter_invalid_integer");
  if (params.redeem_by === undefined) return;
  const now = world.now();
  if (params.redeem_by <= now || params.redeem_by > now + FIVE_YEARS)
    throw invalidRequest("redeem_by must be in the future and at most five years from now.", "redeem_by");
}

function updateCoupon(world: World, coupon: Coupon, params: Update): Coupon {
  const twice = Object.keys(params.currency_options ?? {}).find(
    (currency) => currency === coupon.currency || coupon.currency_options?.[currency],
  );
  if (params.currency_options && (coupon.amount_off === null || twice !== undefined))
    throw invalidRequest("The amount of a currency that a coupon has cannot be changed.", "currency_options");
  return world.change(coupon, "coupon.updated", (draft) => {
    draft.metadata = mergedMetadata(draft.metadata ?? {}, params.metadata);
    draft.name = params.name ?? draft.name;
    if (params.currency_options) draft.currency_options = { ...draft.currency_options, ...params.currency_options };
  });
}

/** The last moment at which it could be redeemed has come: a coupon is valid no more, a code is active no more. */
export function lapse(world: World, offer: Coupon | PromotionCode): void {
  if (offer.object === "coupon") {
    world.change(offer, "coupon.updated", (draft) => void (draft.valid = false));
    return;
  }
  world.change(offer, "promotion_code.updated", (draft) => void (draft.active = false));
}
