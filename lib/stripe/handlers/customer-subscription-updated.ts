import { applySubscriptionEvent } from "./apply-event";
import type { EventHandler } from "../model";

export const customerSubscriptionUpdated: EventHandler = {
  type: "customer.subscription.updated",
  why: "Renewals, failed payments, trials that end, plans and cancellations changed in the portal or by hand all show here.",
  handle: applySubscriptionEvent,
};
