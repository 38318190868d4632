import type Stripe from "stripe";
import { mergedMetadata } from "../catalog/metadata";
import { invalidRequest } from "../http/errors";
import { inRange, newestFirst, page } from "../http/lists";
import type { Router } from "../http/router";
import type { Charge, Refund } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";
import { refundCharge } from "./refunds";

type Create = Wire<Stripe.RefundCreateParams>;

export function refundRoutes(router: Router): void {
  router.on<Create>("POST", "/v1/refunds", ({ world, params }) => create(world, params));
  router.on("GET", "/v1/refunds/:id", ({ world, id }) => need(world, id));
  router.on<Wire<Stripe.RefundUpdateParams>>("POST", "/v1/refunds/:id", ({ world, id, params }) => {
    const refund = world.change(need(world, id), "refund.updated", (draft) => {
      draft.metadata = mergedMetadata(draft.metadata ?? {}, params.metadata);
    });
    return refund;
  });
  router.on("POST", "/v1/refunds/:id/cancel", ({ world, id }) => {
    const refund = need(world, id);
    throw invalidRequest(
      `You can only cancel a refund with a status of requires_action. This refund's status is ${String(refund.status)}.`,
    );
  });
  router.on<Wire<Stripe.RefundListParams>>("GET", "/v1/refunds", ({ world, params }) => {
    const found = newestFirst(world.state.refunds).filter(
      (refund) =>
        (params.charge === undefined || refund.charge === params.charge) &&
        (params.payment_intent === undefined || refund.payment_intent === params.payment_intent) &&
        inRange(refund.created, params.created),
    );
    return page("/v1/refunds", found, params);
  });
}

const need = (world: World, id: string): Refund => world.need(world.state.refunds, "refund", id);

function create(world: World, params: Create): Refund {
  for (const name of ["origin", "refund_application_fee", "reverse_transfer"] as const)
    if (params[name] !== undefined) throw invalidRequest("The simulator refunds charges of cards only.", name);
  return refundCharge(world, chargeOf(world, params), {
    amount: params.amount,
    reason: params.reason ?? null,
    metadata: mergedMetadata({}, params.metadata),
  });
}

function chargeOf(world: World, params: Create): Charge {
  const { charge: id, payment_intent: intentId } = params;
  if (id === undefined && intentId === undefined)
    throw invalidRequest(
      "One of the following params should be provided for this request: payment_intent or charge.",
      undefined,
      "parameter_missing",
    );
  const intent =
    intentId === undefined
      ? undefined
      : world.need(world.state.paymentIntents, "payment_intent", intentId, "payment_intent");
  const charge = id === undefined ? undefined : world.need(world.state.charges, "charge", id, "charge");
  if (charge && intent && charge.payment_intent !== intent.id)
    throw invalidRequest(`The charge ${charge.id} does not belong to the PaymentIntent ${intent.id}.`, "charge");
  if (charge) return charge;
  const latest = world.state.charges.get(intent?.latest_charge ?? "");
  if (latest?.status === "succeeded") return latest;
  throw invalidRequest(
    `This PaymentIntent (${intent?.id ?? ""}) does not have a successful charge to refund.`,
    "payment_intent",
  );
}
