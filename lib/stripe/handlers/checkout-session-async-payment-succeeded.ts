import { applyCheckoutEvent } from "./apply-event";
import type { EventHandler } from "../model";

export const checkoutSessionAsyncPaymentSucceeded: EventHandler = {
  type: "checkout.session.async_payment_succeeded",
  why: "A bank debit is paid days after the session was completed.",
  handle: applyCheckoutEvent,
};
