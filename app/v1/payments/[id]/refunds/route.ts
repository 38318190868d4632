import { created, list, requiredIdempotencyKey, route } from "@/lib/http";
import { refundPayment } from "@/lib/billing";
import { getRefunds, postRefund } from "../../contract";
import { meantPayment } from "../../meant";
import { refundOnWire } from "../../on-wire";

const KEY_NEEDED = "A refund needs an Idempotency-Key header, so that a repetition gives back once.";

export const GET = route(getRefunds, async (call) =>
  list((await meantPayment(call)).account.refunds.map(refundOnWire), null),
);

export const POST = route(postRefund, async (call) => {
  const idempotencyKey = requiredIdempotencyKey(call.request, KEY_NEEDED);
  const { ctx, account } = await meantPayment(call);
  const { refund, replayed } = await refundPayment(ctx, {
    paymentId: account.payment.id,
    amount: call.body.amount ?? null,
    reason: call.body.reason,
    idempotencyKey,
  });
  return created(refundOnWire(refund), replayed ? { "idempotent-replayed": "true" } : undefined);
});
