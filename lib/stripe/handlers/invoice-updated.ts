import { applyInvoiceEvent } from "./apply-event";
import type { EventHandler } from "../model";

export const invoiceUpdated: EventHandler = {
  type: "invoice.updated",
  why: "Retries, due dates and amounts change on an open invoice.",
  handle: applyInvoiceEvent,
};
