import type Stripe from "stripe";
import { invalidRequest, missingParameter } from "../http/errors";
import { inRange, newestFirst, page } from "../http/lists";
import type { Router } from "../http/router";
import { newId, randomText } from "../world/ids";
import type { Coupon, PromotionCode } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";
import { mergedMetadata } from "./metadata";

type CreateCoupon = Wire<Stripe.CouponCreateParams>;
type CreateCode = Wire<Stripe.PromotionCodeCreateParams>;
type UpdateCode = Wire<Stripe.PromotionCodeUpdateParams>;

export function couponRoutes(router: Router): void {
  router.on<CreateCoupon>("POST", "/v1/coupons", ({ world, params }) => createCoupon(world, params));
  router.on("GET", "/v1/coupons/:id", ({ world, id }) => world.need(world.state.coupons, "coupon", id));
  router.on<Wire<Stripe.CouponUpdateParams>>("POST", "/v1/coupons/:id", ({ world, id, params }) =>
    world.change(world.need(world.state.coupons, "coupon", id), "coupon.updated", (draft) => {
      draft.metadata = mergedMetadata(draft.metadata ?? {}, params.metadata);
      draft.name = params.name ?? draft.name;
    }),
  );
  router.on("DELETE", "/v1/coupons/:id", ({ world, id }) => {
    const coupon = world.need(world.state.coupons, "coupon", id);
    world.state.coupons.delete(id);
    world.emit("coupon.deleted", coupon);
    return { id, object: "coupon", deleted: true };
  });
  router.on<Wire<Stripe.CouponListParams>>("GET", "/v1/coupons", ({ world, params }) => {
    const found = newestFirst(world.state.coupons).filter((coupon) => inRange(coupon.created, params.created));
    return page("/v1/coupons", found, params);
  });
  router.on<CreateCode>("POST", "/v1/promotion_codes", ({ world, params }) => createPromotionCode(world, params));
  router.on("GET", "/v1/promotion_codes/:id", ({ world, id }) =>
    world.need(world.state.promotionCodes, "promotion code", id),
  );
  router.on<UpdateCode>("POST", "/v1/promotion_codes/:id", ({ world, id, params }) =>
    world.change(world.need(world.state.promotionCodes, "promotion code", id), "promotion_code.updated", (draft) => {
      draft.active = params.active ?? draft.active;
      draft.metadata = mergedMetadata(draft.metadata ?? {}, params.metadata);
    }),
  );
  router.on<Wire<Stripe.PromotionCodeListParams>>("GET", "/v1/promotion_codes", ({ world, params }) => {
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

function createCoupon(world: World, params: CreateCoupon): Coupon {
  const id = params.id ?? randomText(8);
  if (world.state.coupons.has(id)) throw invalidRequest("Coupon already exists.", "id", "resource_already_exists");
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
  if (amount !== null && !params.currency) throw missingParameter("currency");
  const duration = params.duration ?? "once";
  if (duration === "repeating" && !params.duration_in_months) throw missingParameter("duration_in_months");
  const coupon: Coupon = {
    id,
    object: "coupon",
    amount_off: amount,
    created: world.now(),
    currency: amount === null ? null : (params.currency ?? null),
    duration,
    duration_in_months: duration === "repeating" ? (params.duration_in_months ?? null) : null,
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
  world.emit("coupon.created", coupon);
  return coupon;
}

function createPromotionCode(world: World, params: CreateCode): PromotionCode {
  const coupon = params.promotion.coupon;
  if (!coupon) throw missingParameter("promotion[coupon]");
  world.need(world.state.coupons, "coupon", coupon, "promotion[coupon]");
  const code = params.code ?? randomText(8).toUpperCase();
  const twin = [...world.state.promotionCodes.values()].find(
    (each) => each.active && each.code.toLowerCase() === code.toLowerCase(),
  );
  if (twin) throw invalidRequest("An active promotion code with `code: " + code + "` already exists.", "code");
  const promotionCode: PromotionCode = {
    id: newId("promo"),
    object: "promotion_code",
    active: params.active ?? true,
    code,
    created: world.now(),
    customer: params.customer ?? null,
    customer_account: null,
    expires_at: params.expires_at ?? null,
    livemode: false,
    max_redemptions: params.max_redemptions ?? null,
    metadata: mergedMetadata({}, params.metadata),
    promotion: { coupon, type: "coupon" },
    restrictions: {
      first_time_transaction: params.restrictions?.first_time_transaction ?? false,
      minimum_amount: params.restrictions?.minimum_amount ?? null,
      minimum_amount_currency: params.restrictions?.minimum_amount_currency ?? null,
    },
    times_redeemed: 0,
  };
  world.state.promotionCodes.set(promotionCode.id, promotionCode);
  world.emit("promotion_code.created", promotionCode);
  return promotionCode;
}

/** The coupon behind a code, when both can still be redeemed by this customer; otherwise undefined. */
export function redeemableCoupon(world: World, code: PromotionCode, customer: string | null): Coupon | undefined {
  const coupon = world.state.coupons.get(code.promotion.coupon ?? "");
  const spent = code.max_redemptions !== null && code.times_redeemed >= code.max_redemptions;
  const over = code.expires_at !== null && code.expires_at <= world.now();
  const foreign = code.customer !== null && code.customer !== customer;
  return !code.active || spent || over || foreign || !coupon || !isRedeemable(world, coupon) ? undefined : coupon;
}

/** Whether a coupon can be applied to something new. */
export function isRedeemable(world: World, coupon: Coupon): boolean {
  const spent = coupon.max_redemptions !== null && coupon.times_redeemed >= coupon.max_redemptions;
  return coupon.valid && !spent && (coupon.redeem_by === null || coupon.redeem_by > world.now());
}
