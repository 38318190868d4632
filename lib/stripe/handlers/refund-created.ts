import { applyRefundEvent } from "./apply-event";
import type { EventHandler } from "../model";

export const refundCreated: EventHandler = {
  type: "refund.created",
  why: "Somebody gives money back, perhaps in the dashboard; what can still be given back is less from here on.",
  handle: applyRefundEvent,
};
