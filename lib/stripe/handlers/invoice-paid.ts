import { applyInvoiceAndSubscriptionEvent } from "./apply-event";
import type { EventHandler } from "../model";

export const invoicePaid: EventHandler = {
  type: "invoice.paid",
  why: "The money arrived, also when somebody marked it paid by hand; the subscription may have become active by it.",
  handle: applyInvoiceAndSubscriptionEvent,
};
