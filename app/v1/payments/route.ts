import { z } from "zod";
import { list, readCursor, route, writeCursor } from "@/lib/http";
import { required } from "@/lib/kernel/errors";
import { listPaymentAccounts } from "@/lib/payments";
import { getPayments } from "./contract";
import { paymentOnWire } from "./on-wire";

const keyset = z.tuple([z.number(), z.string()]);

export const GET = route(getPayments, async (call) => {
  const ctx = await call.forOrganization(call.query.organization);
  const after = readCursor(call.query.cursor, keyset);
  const page = await listPaymentAccounts(ctx, required(ctx.organization, "the organization"), {
    limit: call.query.limit,
    after: after ? { createdAt: after[0], id: after[1] } : null,
  });
  return list(page.payments.map(paymentOnWire), page.next ? writeCursor([page.next.createdAt, page.next.id]) : null);
});
