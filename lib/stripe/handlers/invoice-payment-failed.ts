import { applyInvoiceAndSubscriptionEvent } from "./apply-event";
import type { EventHandler } from "../model";

export const invoicePaymentFailed: EventHandler = {
  type: "invoice.payment_failed",
  why: "Each failed attempt is told once, and the subscription may have become past due by it.",
  handle: applyInvoiceAndSubscriptionEvent,
};
