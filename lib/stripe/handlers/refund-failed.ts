import { applyRefundEvent } from "./apply-event";
import type { EventHandler } from "../model";

export const refundFailed: EventHandler = {
  type: "refund.failed",
  why: "The bank sent a refund back: the money is here again, and its customer has not got it.",
  handle: applyRefundEvent,
};
