import type Stripe from "stripe";
import { fits } from "../delivery/switches";
import type { Wire } from "../world/wire";
import { inRange, newestFirst, page } from "./lists";
import type { Router } from "./router";

export function eventRoutes(router: Router): void {
  router.on("GET", "/v1/events/:id", ({ world, id }) => world.need(world.state.events, "event", id));
  router.on<Wire<Stripe.EventListParams>>("GET", "/v1/events", ({ world, params }) => {
    const found = newestFirst(world.state.events).filter(
      (event) =>
        (params.type === undefined || fits(params.type, event.type)) &&
        (params.types === undefined || params.types.includes(event.type)) &&
        (params.delivery_success === undefined || params.delivery_success === (event.pending_webhooks === 0)) &&
        inRange(event.created, params.created),
    );
    return page("/v1/events", found, params);
  });
}
