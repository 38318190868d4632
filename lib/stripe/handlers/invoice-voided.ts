import { applyInvoiceEvent } from "./apply-event";
import type { EventHandler } from "../model";

export const invoiceVoided: EventHandler = {
  type: "invoice.voided",
  why: "Nothing is owed any more.",
  handle: applyInvoiceEvent,
};
