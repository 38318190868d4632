import { applyInvoiceEvent } from "./apply-event";
import type { EventHandler } from "../model";

export const invoiceCreated: EventHandler = {
  type: "invoice.created",
  why: "The billing page shows an invoice from its first moment.",
  handle: applyInvoiceEvent,
};
