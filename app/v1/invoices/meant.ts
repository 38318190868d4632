import type { Ctx } from "@/lib/context";
import type { Call, Contract } from "@/lib/http";
import { AppError, notFound } from "@/lib/kernel/errors";
import { getInvoiceRef, organizationOfInvoice, type InvoiceRef } from "@/lib/payments";

type CallById = Pick<Call<Contract>, "world" | "forOrganization"> & { readonly params: { readonly id: string } };

/**
 * The invoice of the path, and the context of its organization: its id says whose it is. One that the caller may not
 * speak for is as absent as none.
 */
export async function meantInvoice(call: CallById): Promise<{ readonly ctx: Ctx; readonly invoice: InvoiceRef }> {
  const { id } = call.params;
  const organizationId = await organizationOfInvoice(call.world, id);
  if (!organizationId) throw notFound("invoice");
  try {
    const ctx = await call.forOrganization(organizationId);
    return { ctx, invoice: await getInvoiceRef(ctx, ctx.organization ?? "", id) };
  } catch (error) {
    if (error instanceof AppError && error.code === "NOT_FOUND") throw notFound("invoice");
    throw error;
  }
}
