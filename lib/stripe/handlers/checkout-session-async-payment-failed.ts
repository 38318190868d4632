import { applyCheckoutEvent } from "./apply-event";
import type { EventHandler } from "../model";

export const checkoutSessionAsyncPaymentFailed: EventHandler = {
  type: "checkout.session.async_payment_failed",
  why: "A bank debit that came to nothing must not leave the purchase waiting.",
  handle: applyCheckoutEvent,
};
