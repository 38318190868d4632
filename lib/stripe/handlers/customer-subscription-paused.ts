import { applySubscriptionEvent } from "./apply-event";
import type { EventHandler } from "../model";

export const customerSubscriptionPaused: EventHandler = {
  type: "customer.subscription.paused",
  why: "A trial that ended without a means of payment is paused by Stripe, and nothing is admitted meanwhile.",
  handle: applySubscriptionEvent,
};
