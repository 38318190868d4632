import { created, idempotencyKeyOf, list, route } from "@/lib/http";
import { refundPayment } from "@/lib/billing";
import { invalid } from "@/lib/kernel/errors";
import { getRefunds, postRefund } from "../../contract";
import { meantPayment } from "../../meant";
import { refundOnWire } from "../../on-wire";

export const GET = route(getRefunds, async (call) =>
  list((await meantPayment(call)).account.refunds.map(refundOnWire), null),
);

export const POST = route(postRefund, async (call) => {
  const idempotencyKey = idempotencyKeyOf(call.request);
  if (idempotencyKey === null) throw keyNeeded();
  const { ctx, account } = await meantPayment(call);
  const { refund, replayed } = await refundPayment(ctx, {
    paymentId: account.payment.id,
    amount: call.body.amount ?? null,
    reason: call.body.reason,
    idempotencyKey,
  });
  return created(refundOnWire(refund), replayed ? { "idempotent-replayed": "true" } : undefined);
});

const keyNeeded = () =>
  invalid([
    {
      pointer: "/headers/Idempotency-Key",
      code: "required",
      message: "A refund needs an Idempotency-Key header, so that a repetition gives back once.",
      fix: "Send an id of your own that names this refund, such as a UUID.",
    },
  ]);
