import { applySubscriptionEvent } from "./apply-event";
import type { EventHandler } from "../model";

export const customerSubscriptionDeleted: EventHandler = {
  type: "customer.subscription.deleted",
  why: "The paid subscription is over; the organization falls back.",
  handle: applySubscriptionEvent,
};
