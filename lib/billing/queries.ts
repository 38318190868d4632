import type { Ctx } from "@/lib/context";
import type { Instant } from "@/lib/kernel/time";
import {
  listInvoiceRefs,
  type InvoiceKeyset,
  type InvoicePage,
  type InvoicePreview,
  type PaymentMethod,
} from "@/lib/payments";
import { liveSubscription } from "@/lib/subscriptions";
import { beyondAllowances, type BeyondAllowance } from "./beyond-allowances";

/** What will be charged next, or why nothing will be. */
export type NextCharge =
  | {
      readonly kind: "charge";
      readonly preview: InvoicePreview;
      /** What is used beyond allowances in the running windows, with what the preview does not hold yet. */
      readonly beyond: readonly BeyondAllowance[];
      readonly paymentMethod: PaymentMethod | null;
    }
  /** The subscription ends; what is used beyond its allowances is billed a last time on that day. */
  | {
      readonly kind: "last";
      readonly endsAt: Instant;
      readonly beyond: readonly BeyondAllowance[];
      readonly paymentMethod: PaymentMethod | null;
    }
  | {
      readonly kind: "none";
      readonly because: "not_paid" | "ends" | "paused";
      readonly endsAt: Instant | null;
      readonly paymentMethod: PaymentMethod | null;
    };

/** The next charge of an organization with its lines, asked of the provider now. UNAVAILABLE when it does not answer. */
export async function nextCharge(ctx: Ctx, organizationId: string): Promise<NextCharge> {
  const live = await liveSubscription(ctx, organizationId);
  if (!live.stripeSubscriptionId)
    return { kind: "none", because: "not_paid", endsAt: live.cancelAt, paymentMethod: null };
  const paymentMethod = await ctx.payments.paymentMethodOf(live.stripeSubscriptionId);
  if (live.status === "PAUSED") return { kind: "none", because: "paused", endsAt: null, paymentMethod };
  if (live.cancelAtPeriodEnd) {
    const endsAt = live.cancelAt ?? live.period.end;
    const beyond = (await beyondAllowances(ctx, organizationId)).filter((each) => each.units > 0n);
    return beyond.length > 0
      ? { kind: "last", endsAt, beyond, paymentMethod }
      : { kind: "none", because: "ends", endsAt, paymentMethod };
  }
  const preview = await ctx.payments.previewNextInvoice(live.stripeSubscriptionId);
  return preview
    ? { kind: "charge", preview, beyond: await beyondAllowances(ctx, organizationId), paymentMethod }
    : { kind: "none", because: "ends", endsAt: live.cancelAt, paymentMethod };
}

/** An organization's invoices from our copies, newest first. */
export const listInvoices = (
  ctx: Ctx,
  organizationId: string,
  page: { limit?: number; after?: InvoiceKeyset | null } = {},
): Promise<InvoicePage> => listInvoiceRefs(ctx, organizationId, page);
