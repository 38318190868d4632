import type { Ctx } from "@/lib/context";
import type { Call, Contract } from "@/lib/http";
import { AppError, notFound } from "@/lib/kernel/errors";
import { getPaymentAccount, organizationOfPayment, type PaymentAccount } from "@/lib/payments";

type CallById = Pick<Call<Contract>, "world" | "forOrganization"> & { readonly params: { readonly id: string } };

/**
 * The payment of the path, and the context of its organization: its id says whose it is. One that the caller may not
 * speak for is as absent as none.
 */
export async function meantPayment(call: CallById): Promise<{ readonly ctx: Ctx; readonly account: PaymentAccount }> {
  const { id } = call.params;
  const organizationId = await organizationOfPayment(call.world, id);
  if (!organizationId) throw notFound("payment");
  try {
    const ctx = await call.forOrganization(organizationId);
    return { ctx, account: await getPaymentAccount(ctx, ctx.organization ?? "", id) };
  } catch (error) {
    if (error instanceof AppError && error.code === "NOT_FOUND") throw notFound("payment");
    throw error;
  }
}
