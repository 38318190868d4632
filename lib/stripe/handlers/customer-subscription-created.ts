import { applySubscriptionEvent } from "./apply-event";
import type { EventHandler } from "../model";

export const customerSubscriptionCreated: EventHandler = {
  type: "customer.subscription.created",
  why: "A subscription may be made at Stripe without a Checkout of ours, and this may arrive before the Checkout's own event.",
  handle: applySubscriptionEvent,
};
