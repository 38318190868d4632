import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { required } from "@/lib/kernel/errors";
import { forgetReplaced, getBillingDetails, keepTaxIdAtProvider, type BillingDetails } from "@/lib/payments";
import { businessNow } from "@/lib/platform/clock";
import { inTransaction, sqlOf } from "@/lib/platform/db";
import { getOrganization, keepStripeCustomer, type Organization } from "@/lib/tenancy";

/** An organization that changes more often than this while it is brought to Stripe is told of again by its next change. */
const MAX_ROUNDS = 5;

/**
 * The organization's one Stripe customer, made when there is none, with its present name, billing e-mail and address. Two
 * at the same time end with the same one. Journaled when it is made.
 */
export async function ensureCustomer(ctx: Ctx, organization: Organization): Promise<string> {
  const customerId = await bring(ctx, organization, await getBillingDetails(ctx, organization.id));
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
 * Brings what an organization says about itself to its Stripe customer: name, billing e-mail, address and tax id, and takes
 * tax ids away that were replaced. The last state wins: after writing it is looked again, so whoever wrote an older state over
 * a younger one writes the younger one after it. An organization that never bought has no customer, and gets none. Returns
 * whether there was one.
 */
export async function syncCustomer(ctx: Ctx, organizationId: string): Promise<boolean> {
  for (let round = 1; round <= MAX_ROUNDS; round++) {
    const [organization, details] = await stateOf(ctx, organizationId);
    if (organization.stripeCustomerId === null) return false;
    await bring(ctx, organization, details);
    await bringTaxId(ctx, organizationId, organization.stripeCustomerId, details);
    for (const taxId of details.replaced) {
      await ctx.payments.removeTaxId(organization.stripeCustomerId, taxId);
      await forgetReplaced(ctx.db, organizationId, taxId);
    }
    const [after, detailsAfter] = await stateOf(ctx, organizationId);
    if (sameState([organization, { ...details, replaced: [] }], [after, detailsAfter])) return true;
  }
  return true;
}

/** The one that is printed on bills. It is there already, unless somebody took it away at Stripe. */
async function bringTaxId(
  ctx: Ctx,
  organizationId: string,
  customerId: string,
  { taxId, providerTaxId }: BillingDetails,
): Promise<void> {
  if (taxId === null) return;
  const there = await ctx.payments.addTaxId(customerId, taxId);
  if (there !== providerTaxId) await keepTaxIdAtProvider(ctx.db, organizationId, taxId, there);
}

const bring = (ctx: Ctx, organization: Organization, { address }: BillingDetails): Promise<string> =>
  ctx.payments.ensureCustomer({
    organizationId: organization.id,
    name: organization.name,
    email: organization.billingEmail,
    address,
    customerId: organization.stripeCustomerId,
  });

type State = readonly [Organization, BillingDetails];

const stateOf = async (ctx: Ctx, organizationId: string): Promise<State> =>
  Promise.all([getOrganization(ctx, organizationId), getBillingDetails(ctx, organizationId)]);

const told = ([{ name, billingEmail }, { address, taxId, replaced }]: State): string =>
  JSON.stringify([name, billingEmail, address, taxId, replaced]);

const sameState = (a: State, b: State): boolean => told(a) === told(b);
