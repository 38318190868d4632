import { idempotently, route } from "@/lib/http";
import { payInvoice } from "@/lib/billing";
import { postInvoicePay } from "../../contract";
import { meantInvoice } from "../../meant";
import { invoiceOnWire } from "../../on-wire";

export const POST = route(postInvoicePay, async (call) => {
  const { ctx, invoice } = await meantInvoice(call);
  const about = { name: `invoices.pay:${invoice.id}`, input: null };
  return idempotently(ctx, call.request, about, async () => invoiceOnWire(await payInvoice(ctx, invoice.id)));
});
