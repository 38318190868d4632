import { moneyInWords, type Money } from "@/lib/kernel/money";
import { iso, type Instant } from "@/lib/kernel/time";
import type {
  BillingAddress,
  InvoiceRef,
  PaidSubscription,
  ProviderCustomer,
  ProviderInvoice,
  ProviderPrice,
  TaxId,
} from "@/lib/payments";
import type { Subscription } from "@/lib/subscriptions";
import type { FieldDifference } from "../drift/model";

type Plain = string | number | bigint | boolean | null | undefined;
type Pair = readonly [ours: Plain, stripe: Plain];

/** The fields in which two sides differ, as text. */
function differing(pairs: Readonly<Record<string, Pair>>): FieldDifference[] {
  return Object.entries(pairs)
    .map(([field, [ours, stripe]]) => ({ field, ours: textOf(ours), stripe: textOf(stripe) }))
    .filter(({ ours, stripe }) => ours !== stripe);
}

const textOf = (value: Plain): string | null => (value === null || value === undefined ? null : String(value));
const momentOf = (moment: Instant | null | undefined): string | null =>
  moment === null || moment === undefined ? null : iso(moment);

/** `sold` is the plan that Stripe's price belongs to here; null when it is none of ours. */
export function subscriptionDifferences(
  ours: Subscription,
  theirs: PaidSubscription,
  sold: { readonly planId: string } | null,
): FieldDifference[] {
  return differing({
    status: [ours.status, theirs.status],
    plan: [ours.planId, sold?.planId ?? `unknown price ${theirs.priceId}`],
    interval: [ours.interval, theirs.interval],
    quantity: [ours.quantity, theirs.quantity],
    periodStart: [iso(ours.period.start), iso(theirs.period.start)],
    periodEnd: [iso(ours.period.end), iso(theirs.period.end)],
    trialEnd: [momentOf(ours.trial?.end), momentOf(theirs.trial?.end)],
    cancelAtPeriodEnd: [ours.cancelAtPeriodEnd, theirs.cancelAtPeriodEnd],
    cancelAt: [momentOf(ours.cancelAt), momentOf(theirs.cancelAt)],
  });
}

/**
 * By which prices a subscription counts usage beside its plan, and should; null when they agree. What is missing is ours
 * to give, for it was sold with the plan; what counts besides is a person's to explain.
 */
export function meteredDifferences(
  ours: readonly (string | null)[],
  theirs: PaidSubscription["metered"],
): { readonly fields: readonly FieldDifference[]; readonly repair: "give_ours" | "by_hand" } | null {
  const wanted = ours.map((price) => price ?? "not at Stripe yet").sort();
  const there = theirs.map((item) => item.priceId).sort();
  if (wanted.join() === there.join()) return null;
  const extra = there.some((price) => !ours.includes(price));
  const field = { field: "metered", ours: wanted.join(", ") || null, stripe: there.join(", ") || null };
  return { fields: [field], repair: extra ? "by_hand" : "give_ours" };
}

/** The tax ids of a Stripe customer, by what we know of them. */
export interface SortedTaxIds {
  /** Ours is not among them. */
  readonly missing: TaxId | null;
  /** Ours of before, which have to go. */
  readonly replaced: readonly TaxId[];
  /** Nobody wrote them here. */
  readonly foreign: readonly TaxId[];
}

/** What we do not know of an organization we do not tell Stripe, so it is no difference. */
export function customerDifferences(
  ours: {
    readonly id: string;
    readonly name: string;
    readonly billingEmail: string | null;
    readonly address: BillingAddress | null;
  },
  theirs: ProviderCustomer,
  taxIds: Pick<SortedTaxIds, "missing" | "replaced">,
): FieldDifference[] {
  const { address } = ours;
  return differing({
    name: [ours.name, theirs.name],
    email: ours.billingEmail === null ? [null, null] : [ours.billingEmail, theirs.email],
    ...(address
      ? Object.fromEntries(
          ADDRESS_PARTS.map((part) => [`address.${part}`, [address[part], theirs.address?.[part] || null] as const]),
        )
      : {}),
    taxId: [numbers(taxIds.missing ? [taxIds.missing] : []), null],
    replacedTaxId: [null, numbers(taxIds.replaced)],
    organization: [ours.id, theirs.organizationId],
  });
}

const ADDRESS_PARTS = ["line1", "line2", "city", "state", "postalCode", "country"] as const;

const numbers = (taxIds: readonly TaxId[]): string | null =>
  taxIds.map(({ type, value }) => `${type} ${value}`).join(", ") || null;

/** Tax ids that stand on bills and that nobody wrote here: somebody at Stripe did, and knows why. */
export const foreignTaxIds = (ours: TaxId | null, { foreign }: Pick<SortedTaxIds, "foreign">): FieldDifference[] =>
  foreign.length === 0 ? [] : differing({ taxId: [numbers(ours ? [ours] : []), numbers(foreign)] });

export function invoiceDifferences(ours: InvoiceRef, theirs: ProviderInvoice): FieldDifference[] {
  return differing({
    status: [ours.status, theirs.status],
    number: [ours.number, theirs.number],
    total: [ours.total, theirs.total],
    amountDue: [ours.amountDue, theirs.amountDue],
    amountPaid: [ours.amountPaid, theirs.amountPaid],
  });
}

/** Amounts and tiers in one text each: by the unit and flat are the same at Stripe. */
export function priceDifferences(
  ours: {
    readonly amount: Money;
    readonly pricing: string;
    readonly interval: string;
    readonly productId: string | null;
    readonly meterId: string | null;
  },
  theirs: ProviderPrice,
  theirPricing: string,
): FieldDifference[] {
  return differing({
    amount: [moneyInWords(ours.amount), theirs.amount && moneyInWords(theirs.amount)],
    pricing: [ours.pricing, theirPricing],
    interval: [ours.interval, theirs.interval],
    product: [ours.productId, theirs.productId],
    meter: [ours.meterId, theirs.meterId],
    active: [true, theirs.active],
    productActive: [true, theirs.productActive],
  });
}
