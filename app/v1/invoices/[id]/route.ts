import { ok, route } from "@/lib/http";
import { getInvoiceById } from "../contract";
import { meantInvoice } from "../meant";
import { invoiceOnWire } from "../on-wire";

export const GET = route(getInvoiceById, async (call) => ok(invoiceOnWire((await meantInvoice(call)).invoice)));
