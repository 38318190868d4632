import { applyCheckoutEvent } from "./apply-event";
import type { EventHandler } from "../model";

export const checkoutSessionCompleted: EventHandler = {
  type: "checkout.session.completed",
  why: "The buyer may have closed the browser before the return page, so the purchase must not depend on it.",
  handle: applyCheckoutEvent,
};
