import { applySubscriptionEvent } from "./apply-event";
import type { EventHandler } from "../model";

export const customerSubscriptionResumed: EventHandler = {
  type: "customer.subscription.resumed",
  why: "A paused subscription is paid for again.",
  handle: applySubscriptionEvent,
};
