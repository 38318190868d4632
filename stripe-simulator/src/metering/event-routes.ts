import type Stripe from "stripe";
import { missingParameter } from "../http/errors";
import type { Router } from "../http/router";
import type { MeteredUse, MeterEvent } from "../world/objects";
import type { Wire } from "../world/wire";
import { cancelUse, takeUse } from "./uses";

export function meterEventRoutes(router: Router): void {
  router.on<Wire<Stripe.Billing.MeterEventCreateParams>>("POST", "/v1/billing/meter_events", ({ world, params }) =>
    asEvent(
      takeUse(world, {
        eventName: params.event_name,
        payload: params.payload,
        identifier: params.identifier,
        timestamp: params.timestamp,
      }),
    ),
  );
  router.on<Wire<Stripe.Billing.MeterEventAdjustmentCreateParams>>(
    "POST",
    "/v1/billing/meter_event_adjustments",
    ({ world, params }) => {
      const identifier = params.cancel?.identifier;
      if (identifier === undefined) throw missingParameter("cancel[identifier]");
      cancelUse(world, params.event_name, identifier);
      return {
        object: "billing.meter_event_adjustment",
        cancel: { identifier },
        event_name: params.event_name,
        livemode: false,
        // The API says so whatever comes of it: adjustments are worked on later there.
        status: "pending",
        type: "cancel",
      } satisfies Wire<Stripe.Billing.MeterEventAdjustment>;
    },
  );
}

function asEvent(use: MeteredUse): MeterEvent {
  return {
    object: "billing.meter_event",
    created: use.receivedAt,
    event_name: use.eventName,
    identifier: use.identifier,
    livemode: false,
    payload: { ...use.payload },
    timestamp: use.timestamp,
  };
}
