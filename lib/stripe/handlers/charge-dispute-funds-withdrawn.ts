import { applyDisputeEvent } from "./apply-event";
import type { EventHandler } from "../model";

export const chargeDisputeFundsWithdrawn: EventHandler = {
  type: "charge.dispute.funds_withdrawn",
  why: "Stripe has taken the money for the time of the dispute, or for good.",
  handle: applyDisputeEvent,
};
