import Stripe from "stripe";
import { type AppError, invalid } from "@/lib/kernel/errors";
import {
  sameTaxNumber,
  taxIdFault,
  type BillingAddress,
  type CustomerRequest,
  type PaymentProvider,
  type ProviderCustomer,
  type TaxId,
} from "@/lib/payments";
import { call, callOrNull, makeOnce } from "./client";

/** So many tax ids of one customer are looked through; Stripe lets one have five. */
const TAX_IDS_LOOKED_AT = 20;

type KeepingCustomers = Pick<PaymentProvider, "ensureCustomer" | "addTaxId" | "removeTaxId" | "retrieveCustomer">;

/** Customers at Stripe, as our organizations say that they are. */
export function keepingCustomers(stripe: Stripe): KeepingCustomers {
  return {
    ensureCustomer: (request) => ensureCustomer(stripe, request),
    addTaxId: (customerId, taxId) => addTaxId(stripe, customerId, taxId),
    async removeTaxId(customerId, id) {
      await callOrNull("remove a tax id", () => stripe.customers.deleteTaxId(customerId, id));
    },
    async retrieveCustomer(id) {
      const customer = await callOrNull("look up a customer", () => stripe.customers.retrieve(id));
      if (!customer) return null;
      return customer.deleted ? deletedCustomer(id) : customerOf(customer, (await taxIdsOf(stripe, id)).data);
    },
  };
}

async function ensureCustomer(stripe: Stripe, request: CustomerRequest): Promise<string> {
  const metadata = { weir_organization_id: request.organizationId };
  const id = request.customerId ?? (await makeCustomer(stripe, request.organizationId, metadata));
  const wanted: Stripe.CustomerUpdateParams = {
    name: request.name,
    ...(request.email === null ? {} : { email: request.email }),
    ...(request.address === null ? {} : { address: addressOf(request.address) }),
    metadata,
  };
  await call("update a customer", () => stripe.customers.update(id, wanted));
  return id;
}

/** An absent part is written empty: Stripe would keep what it had of the address before. */
const addressOf = ({ line1, line2, city, state, postalCode, country }: BillingAddress): Stripe.AddressParam => ({
  line1,
  line2: line2 ?? "",
  city,
  state: state ?? "",
  postal_code: postalCode,
  country,
});

/**
 * Under the organization's own key, without name and e-mail, which may change from one try to the next. A customer cannot
 * be looked for by our id; one that is left over has no subscription and is charged nothing.
 */
async function makeCustomer(stripe: Stripe, organizationId: string, metadata: Record<string, string>): Promise<string> {
  const make = (idempotencyKey: string) => stripe.customers.create({ metadata }, { idempotencyKey });
  const made = await call("make a customer", () =>
    makeOnce(`weir-customer-${organizationId}`, () => Promise.resolve(null), make),
  );
  return made.id;
}

const taxIdsOf = (stripe: Stripe, customerId: string): Promise<Stripe.ApiList<Stripe.TaxId>> =>
  call("list tax ids", () => stripe.customers.listTaxIds(customerId, { limit: TAX_IDS_LOOKED_AT }));

const deletedCustomer = (id: string): ProviderCustomer => ({
  ...{ id, deleted: true, name: null, email: null, address: null, taxIds: [], organizationId: null },
});

function customerOf(customer: Stripe.Customer, taxIds: readonly Stripe.TaxId[]): ProviderCustomer {
  const { id, name = null, email, address = null, metadata } = customer;
  return {
    id,
    deleted: false,
    name,
    email,
    address: address && {
      line1: address.line1,
      line2: address.line2,
      city: address.city,
      state: address.state,
      postalCode: address.postal_code,
      country: address.country,
    },
    taxIds: taxIds.map((each) => ({ id: each.id, type: each.type, value: each.value })),
    organizationId: metadata.weir_organization_id ?? null,
  };
}

/** Looked for first: a try whose answer was lost has left it there, and the same number twice would be printed twice. */
async function addTaxId(stripe: Stripe, customerId: string, { type, value }: TaxId): Promise<string> {
  const there = await taxIdsOf(stripe, customerId);
  const found = there.data.find((each) => sameTaxNumber(each, { type, value }));
  if (found) return found.id;
  const made = await call("add a tax id", async () => {
    try {
      return await stripe.customers.createTaxId(customerId, { type: type, value });
    } catch (error) {
      throw isBadlyWritten(error) ? badlyWritten() : error;
    }
  });
  return made.id;
}

const isBadlyWritten = (error: unknown): boolean =>
  error instanceof Stripe.errors.StripeInvalidRequestError && error.code === "tax_id_invalid";

const badlyWritten = (): AppError =>
  invalid([taxIdFault("Stripe does not know a number of this kind that is written so.")]);
