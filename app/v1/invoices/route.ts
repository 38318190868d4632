import { z } from "zod";
import { list, readCursor, route, writeCursor } from "@/lib/http";
import { listInvoices } from "@/lib/billing";
import { required } from "@/lib/kernel/errors";
import { getInvoices } from "./contract";
import { invoiceOnWire } from "./on-wire";

const keyset = z.tuple([z.number(), z.string()]);

export const GET = route(getInvoices, async (call) => {
  const ctx = await call.forOrganization(call.query.organization);
  const after = readCursor(call.query.cursor, keyset);
  const page = await listInvoices(ctx, required(ctx.organization, "the organization"), {
    limit: call.query.limit,
    after: after ? { issuedAt: after[0], id: after[1] } : null,
  });
  return list(page.invoices.map(invoiceOnWire), page.next ? writeCursor([page.next.issuedAt, page.next.id]) : null);
});
