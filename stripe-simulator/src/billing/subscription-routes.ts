import type Stripe from "stripe";
import { withInlinePrices } from "../catalog/inline-prices";
import { invalidRequest, noSuch } from "../http/errors";
import { inRange, newestFirst, page } from "../http/lists";
import type { Router } from "../http/router";
import type { Subscription } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";
import { checkLocation } from "./automatic-tax";
import { updateSubscription } from "./changes";
import { newSubscriptionFrom } from "./create-params";
import { createSubscription } from "./creation";
import { cancelWith } from "./final-invoice";
import { subscriptionItemRoutes } from "./item-routes";
import { replaceDiscounts } from "./redemption";
import { resume } from "./resume";

type Create = Wire<Stripe.SubscriptionCreateParams>;
type Cancel = Wire<Stripe.SubscriptionCancelParams>;

export function subscriptionRoutes(router: Router): void {
  router.on<Create>("POST", "/v1/subscriptions", ({ world, params }) =>
    withInlinePrices(world, params.items, (items) => {
      const wanted = newSubscriptionFrom(world, { ...params, ...(items && { items }) });
      checkLocation(world, wanted.customer, wanted.automaticTax);
      return createSubscription(world, wanted);
    }),
  );
  router.on("GET", "/v1/subscriptions/:id", ({ world, id }) => need(world, id));
  router.on<Wire<Stripe.SubscriptionUpdateParams>>("POST", "/v1/subscriptions/:id", ({ world, id, params }) =>
    withInlinePrices(world, params.items, (items) =>
      updateSubscription(world, need(world, id), { ...params, ...(items && { items }) }),
    ),
  );
  router.on<Cancel>("DELETE", "/v1/subscriptions/:id", ({ world, id, params }) => {
    const subscription = need(world, id);
    if (subscription.ended_at !== null) throw invalidRequest(`No such subscription: '${id}'`, "id", "resource_missing");
    const { comment, feedback } = params.cancellation_details ?? {};
    const words = { ...(comment && { comment }), ...(feedback && { feedback }) };
    return cancelWith(world, subscription, words, { prorate: params.prorate, invoiceNow: params.invoice_now });
  });
  router.on<Wire<Stripe.SubscriptionResumeParams>>("POST", "/v1/subscriptions/:id/resume", ({ world, id, params }) =>
    resume(world, need(world, id), params),
  );
  router.on("DELETE", "/v1/subscriptions/:id/discount", ({ world, id }) => dropDiscounts(world, need(world, id)));
  router.on<Wire<Stripe.SubscriptionListParams>>("GET", "/v1/subscriptions", ({ world, params }) =>
    page("/v1/subscriptions", listed(world, params), params),
  );
  subscriptionItemRoutes(router);
}

function need(world: World, id: string): Subscription {
  return world.need(world.state.subscriptions, "subscription", id);
}

function listed(world: World, params: Wire<Stripe.SubscriptionListParams>): Subscription[] {
  return newestFirst(world.state.subscriptions).filter((subscription) => {
    const status = params.status ?? "";
    const wanted =
      status === "all" ||
      (status === "" && subscription.status !== "canceled" && subscription.status !== "incomplete_expired") ||
      (status === "ended" && subscription.ended_at !== null) ||
      subscription.status === status;
    // Subscriptions of test clocks are listed by their clock or their customer only.
    const clock = params.test_clock ?? (params.customer === undefined ? null : subscription.test_clock);
    return (
      wanted &&
      subscription.test_clock === clock &&
      (params.customer === undefined || subscription.customer === params.customer) &&
      (params.price === undefined || subscription.items.data.some((item) => item.price.id === params.price)) &&
      (params.collection_method === undefined || subscription.collection_method === params.collection_method) &&
      inRange(subscription.created, params.created)
    );
  });
}

/** Takes every discount off the subscription itself; those of its items stay. */
function dropDiscounts(world: World, subscription: Subscription): object {
  const [id] = subscription.discounts;
  const discount = world.state.discounts.get(id ?? "");
  if (!discount) throw noSuch("discount", id ?? "", "id");
  world.change(subscription, "customer.subscription.updated", (draft) =>
    replaceDiscounts(world, [], { subscription: draft }),
  );
  return { ...discount, deleted: true };
}
