import { compareMeterSums } from "@/lib/billing";
import { planOfPrice, type BillingInterval, type Plan } from "@/lib/catalog";
import type { Ctx } from "@/lib/context";
import { iso } from "@/lib/kernel/time";
import {
  getBillingDetails,
  listInvoiceRefs,
  sameTaxNumber,
  type BillingDetails,
  type ProviderTaxId,
  type TaxId,
} from "@/lib/payments";
import { isLive, subscriptionHistory, type Subscription } from "@/lib/subscriptions";
import {
  customerDifferences,
  foreignTaxIds,
  invoiceDifferences,
  meteredDifferences,
  subscriptionDifferences,
  type SortedTaxIds,
} from "../rules/difference";
import type { Customer } from "./customers";
import type { Difference, DriftKind } from "./model";

/** The latest invoices of each side that are held against one another; older ones are at their end. */
const INVOICES = 100;

type Counted = (kind: DriftKind) => void;

/** Everything in which an organization and its Stripe customer differ. Changes nothing. */
export async function compareCustomer(ctx: Ctx, customer: Customer, counted: Counted): Promise<Difference[]> {
  return [
    ...(await compareCustomerItself(ctx, customer, counted)),
    ...(await compareSubscriptions(ctx, customer, counted)),
    ...(await compareInvoices(ctx, customer, counted)),
    ...(await compareOverage(ctx, customer, counted)),
  ];
}

async function compareOverage(ctx: Ctx, { organizationId }: Customer, counted: Counted): Promise<Difference[]> {
  const { looked, differing } = await compareMeterSums(ctx, organizationId);
  for (let each = 0; each < looked; each++) counted("overage");
  return differing.map((sum) => ({
    kind: "overage",
    what: "differs",
    organizationId,
    id: sum.subscriptionId,
    stripeId: sum.meterId,
    fields: [{ field: `${sum.meter} ${iso(sum.period.start)}`, ours: `${sum.ours}`, stripe: `${sum.stripes}` }],
    repair: sum.correctable ? "give_ours" : "by_hand",
    sum,
  }));
}

async function compareCustomerItself(ctx: Ctx, customer: Customer, counted: Counted): Promise<Difference[]> {
  counted("customer");
  const about = {
    kind: "customer" as const,
    organizationId: customer.organizationId,
    id: customer.organizationId,
    stripeId: customer.stripeCustomerId,
  };
  const theirs = await ctx.payments.retrieveCustomer(customer.stripeCustomerId);
  // A new customer would have neither card nor subscription, so nobody makes one without being asked.
  if (!theirs || theirs.deleted) return [{ ...about, what: "missing_at_stripe", fields: [], repair: "by_hand" }];
  const details = await getBillingDetails(ctx, customer.organizationId);
  const taxIds = sortedTaxIds(details, theirs.taxIds);
  const { address } = details;
  const given = customerDifferences({ ...customer, id: customer.organizationId, address }, theirs, taxIds);
  const foreign = foreignTaxIds(details.taxId, taxIds);
  return [
    ...(given.length > 0 ? [{ ...about, what: "differs", fields: given, repair: "give_ours" } as const] : []),
    ...(foreign.length > 0 ? [{ ...about, what: "differs", fields: foreign, repair: "by_hand" } as const] : []),
  ];
}

function sortedTaxIds({ taxId, replaced }: BillingDetails, there: readonly ProviderTaxId[]): SortedTaxIds {
  const isOurs = (each: TaxId): boolean => taxId !== null && sameTaxNumber(each, taxId);
  return {
    missing: there.some(isOurs) ? null : taxId,
    replaced: there.filter(({ id }) => replaced.includes(id)),
    foreign: there.filter((each) => !replaced.includes(each.id) && !isOurs(each)),
  };
}

async function compareSubscriptions(ctx: Ctx, customer: Customer, counted: Counted): Promise<Difference[]> {
  const { organizationId } = customer;
  const history = await subscriptionHistory(ctx, organizationId);
  const ours = history.filter((row) => row.stripeSubscriptionId !== null && isLive(row.status));
  const known = new Set(ours.map((row) => row.stripeSubscriptionId));
  const found: Difference[] = [];
  for (const row of ours) {
    counted("subscription");
    found.push(...(await compareSubscription(ctx, row)));
  }
  for (const theirs of await ctx.payments.listLiveSubscriptions(customer.stripeCustomerId)) {
    if (known.has(theirs.id)) continue;
    counted("subscription");
    const ended = history.find((row) => row.stripeSubscriptionId === theirs.id);
    found.push({
      kind: "subscription",
      what: ended ? "differs" : "missing_here",
      organizationId,
      id: ended?.id ?? null,
      stripeId: theirs.id,
      fields: [{ field: "status", ours: ended?.status ?? null, stripe: theirs.status }],
      // What has ended here and lives there is charged for nothing: whether to end or to refund it, a person says.
      repair: ended ? "by_hand" : "take_stripes",
    });
  }
  return found;
}

async function compareSubscription(ctx: Ctx, ours: Subscription): Promise<Difference[]> {
  const { organizationId, id, stripeSubscriptionId: stripeId } = ours;
  if (stripeId === null) return [];
  const about = { kind: "subscription" as const, organizationId, id, stripeId };
  const theirs = await ctx.payments.retrieveSubscription(stripeId);
  if (!theirs) return [{ ...about, what: "missing_at_stripe", fields: [], repair: "by_hand" }];
  const sold = await planOfPrice(ctx, { stripePriceId: theirs.priceId });
  const fields = subscriptionDifferences(ours, theirs, sold && { planId: sold.plan.id });
  if (fields.length > 0) return [{ ...about, what: "differs", fields, repair: sold ? "take_stripes" : "by_hand" }];
  const counted = sold ? meteredDifferences(meteredPrices(sold.plan, theirs.interval), theirs.metered) : null;
  return counted ? [{ ...about, what: "differs", ...counted }] : [];
}

const meteredPrices = (plan: Plan, interval: BillingInterval): (string | null)[] =>
  plan.overagePrices.filter((price) => price.interval === interval).map((price) => price.stripePriceId);

async function compareInvoices(ctx: Ctx, customer: Customer, counted: Counted): Promise<Difference[]> {
  const { organizationId } = customer;
  const { invoices } = await listInvoiceRefs(ctx, organizationId, { limit: INVOICES });
  const ours = new Map(invoices.map((row) => [row.providerInvoiceId, row]));
  const found: Difference[] = [];
  const listed = await ctx.payments.listInvoices(customer.stripeCustomerId, INVOICES);
  for (const theirs of listed) {
    counted("invoice");
    const copy = ours.get(theirs.id);
    const about = { kind: "invoice" as const, organizationId, id: copy?.id ?? null, stripeId: theirs.id };
    ours.delete(theirs.id);
    if (!copy) found.push({ ...about, what: "missing_here", fields: [], repair: "take_stripes" });
    else {
      const fields = invoiceDifferences(copy, theirs);
      if (fields.length > 0) found.push({ ...about, what: "differs", fields, repair: "take_stripes" });
    }
  }
  // Only a whole list can say that something is not in it.
  if (listed.length < INVOICES)
    for (const [stripeId, { id }] of ours)
      found.push({
        kind: "invoice",
        what: "missing_at_stripe",
        organizationId,
        id,
        stripeId,
        fields: [],
        repair: "by_hand",
      });
  return found;
}
