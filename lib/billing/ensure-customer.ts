import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { required } from "@/lib/kernel/errors";
import { businessNow } from "@/lib/platform/clock";
import { inTransaction, sqlOf } from "@/lib/platform/db";
import { getOrganization, keepStripeCustomer, type Organization } from "@/lib/tenancy";

/**
 * The organization's one Stripe customer, made when there is none, with its present name and billing e-mail. Two at the
 * same time end with the same one. Journaled when it is made.
 */
export async function ensureCustomer(ctx: Ctx, organization: Organization): Promise<string> {
  const customerId = await ctx.payments.ensureCustomer({
    organizationId: organization.id,
    name: organization.name,
    email: organization.billingEmail,
    customerId: organization.stripeCustomerId,
  });
  if (organization.stripeCustomerId !== null) return customerId;
  const kept = await inTransaction(ctx.db, async (tx) => {
    if (!(await keepStripeCustomer(tx, organization.id, customerId, await businessNow(sqlOf(tx))))) return false;
    await record(tx, ctx, "organization.stripe_customer_kept", {
      entity: { type: "organization", id: organization.id },
      organization: organization.id,
      after: { stripeCustomerId: customerId },
    });
    return true;
  });
  if (kept) return customerId;
  const present = await getOrganization(ctx, organization.id);
  return required(present.stripeCustomerId, "the customer that somebody else kept");
}

/**
 * Brings name and billing e-mail of an organization to its Stripe customer. An organization that never bought has none,
 * and gets none. Returns whether there was one.
 */
export async function syncCustomer(ctx: Ctx, organizationId: string): Promise<boolean> {
  const organization = await getOrganization(ctx, organizationId);
  if (organization.stripeCustomerId === null) return false;
  await ensureCustomer(ctx, organization);
  return true;
}
