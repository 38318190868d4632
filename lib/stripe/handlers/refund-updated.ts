import { applyRefundEvent } from "./apply-event";
import type { EventHandler } from "../model";

export const refundUpdated: EventHandler = {
  type: "refund.updated",
  why: "A bank took its time over a refund and has answered.",
  handle: applyRefundEvent,
};
