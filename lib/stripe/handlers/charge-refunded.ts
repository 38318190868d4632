import { applyChargeEvent } from "./apply-event";
import type { EventHandler } from "../model";

export const chargeRefunded: EventHandler = {
  type: "charge.refunded",
  why: "The same fact as told of the charge, in case the refund's own events were lost.",
  handle: applyChargeEvent,
};
