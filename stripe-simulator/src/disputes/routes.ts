import type Stripe from "stripe";
import { mergedMetadata } from "../catalog/metadata";
import { inRange, newestFirst, page } from "../http/lists";
import type { Router } from "../http/router";
import type { Dispute } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";
import { answer, decide } from "./disputes";

export function disputeRoutes(router: Router): void {
  router.on("GET", "/v1/disputes/:id", ({ world, id }) => need(world, id));
  router.on<Wire<Stripe.DisputeUpdateParams>>("POST", "/v1/disputes/:id", ({ world, id, params }) => {
    const dispute = need(world, id);
    if (params.metadata !== undefined)
      world.change(dispute, "charge.dispute.updated", (draft) => {
        draft.metadata = mergedMetadata(draft.metadata, params.metadata);
      });
    const says = params.evidence !== undefined || params.submit === true;
    if (says) answer(world, dispute, params.evidence, params.submit ?? true);
    return dispute;
  });
  router.on("POST", "/v1/disputes/:id/close", ({ world, id }) => decide(world, need(world, id), "lost"));
  router.on<Wire<Stripe.DisputeListParams>>("GET", "/v1/disputes", ({ world, params }) => {
    const found = newestFirst(world.state.disputes).filter(
      (dispute) =>
        (params.charge === undefined || dispute.charge === params.charge) &&
        (params.payment_intent === undefined || dispute.payment_intent === params.payment_intent) &&
        inRange(dispute.created, params.created),
    );
    return page("/v1/disputes", found, params);
  });
}

const need = (world: World, id: string): Dispute => world.need(world.state.disputes, "dispute", id);
