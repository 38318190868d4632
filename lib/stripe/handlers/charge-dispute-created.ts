import { applyDisputeEvent } from "./apply-event";
import type { EventHandler } from "../model";

export const chargeDisputeCreated: EventHandler = {
  type: "charge.dispute.created",
  why: "A bank asks for a payment back; there is a day until which it can be answered.",
  handle: applyDisputeEvent,
};
