import { applyCheckoutEvent } from "./apply-event";
import type { EventHandler } from "../model";

export const checkoutSessionExpired: EventHandler = {
  type: "checkout.session.expired",
  why: "Nobody paid in time; the payment row must not stay pending for ever.",
  handle: applyCheckoutEvent,
};
