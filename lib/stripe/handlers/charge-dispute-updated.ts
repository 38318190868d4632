import { applyDisputeEvent } from "./apply-event";
import type { EventHandler } from "../model";

export const chargeDisputeUpdated: EventHandler = {
  type: "charge.dispute.updated",
  why: "It was answered, or the bank changed what it asks.",
  handle: applyDisputeEvent,
};
