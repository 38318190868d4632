import { applyDisputeEvent } from "./apply-event";
import type { EventHandler } from "../model";

export const chargeDisputeClosed: EventHandler = {
  type: "charge.dispute.closed",
  why: "The bank has decided who keeps the money.",
  handle: applyDisputeEvent,
};
