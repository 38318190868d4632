import { applyDisputeEvent } from "./apply-event";
import type { EventHandler } from "../model";

export const chargeDisputeFundsReinstated: EventHandler = {
  type: "charge.dispute.funds_reinstated",
  why: "The money came back.",
  handle: applyDisputeEvent,
};
