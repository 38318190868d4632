"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import type { RefundAnswer, RefundOrder } from "@/components/screens/operator-payments/model";
import { refundPayment } from "@/lib/billing";
import { AppError } from "@/lib/kernel/errors";
import { moneyOnWire } from "@/lib/kernel/money";
import { requireStaffAction, visitorContext } from "../../../../portal-session";
import { organizationOfAction } from "../quota/panel-model";

/** Arguments come from outside: types say nothing about them until they are looked at. */
const orderSchema = z.strictObject({
  payment: z.string().min(1).max(100),
  amount: z.string().regex(/^\d{1,15}$/),
  reason: z.string().trim().min(1).max(500),
  key: z.uuid(),
});

/** Gives an amount of a payment back; operators may. Under the same key it is given back once. */
export async function refundAction(organization: string, order: RefundOrder): Promise<RefundAnswer> {
  try {
    const { ctx } = await requireStaffAction("operator:write");
    const { id } = await organizationOfAction(ctx, organization);
    const read = orderSchema.safeParse(order);
    if (!read.success) return { kind: "refused", message: "An amount and a reason are needed." };
    const { payment, amount, reason, key } = read.data;
    const { refund } = await refundPayment(
      { ...ctx, organization: id },
      { paymentId: payment, amount: BigInt(amount), reason, idempotencyKey: key },
    );
    revalidatePath(`/admin/organizations/${id}/payments`);
    return { kind: "refunded", amount: moneyOnWire(refund), pending: refund.status === "PENDING" };
  } catch (error) {
    return { kind: "refused", message: await wordsFor(error) };
  }
}

async function wordsFor(error: unknown): Promise<string> {
  if (error instanceof AppError) return error.fields[0]?.message ?? error.message;
  const ctx = await visitorContext();
  ctx.log.error({ err: error, requestId: ctx.requestId }, "a refund failed");
  return `Something went wrong on our side (${ctx.requestId}). Pressing again gives back once.`;
}
