import { applyInvoiceEvent } from "./apply-event";
import type { EventHandler } from "../model";

export const invoiceMarkedUncollectible: EventHandler = {
  type: "invoice.marked_uncollectible",
  why: "Stripe has given up collecting.",
  handle: applyInvoiceEvent,
};
