import { Answer, route } from "@/lib/http";
import { notFound } from "@/lib/kernel/errors";
import { getInvoicePdf } from "../../contract";
import { meantInvoice } from "../../meant";

export const GET = route(getInvoicePdf, async (call) => {
  const { pdfUrl } = (await meantInvoice(call)).invoice;
  if (pdfUrl === null) throw notFound("PDF");
  return new Answer("", 302, { location: pdfUrl });
});
