import { applyInvoiceEvent } from "./apply-event";
import type { EventHandler } from "../model";

export const invoiceFinalized: EventHandler = {
  type: "invoice.finalized",
  why: "Only now does it have its number, its page and its PDF.",
  handle: applyInvoiceEvent,
};
