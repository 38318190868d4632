import type Stripe from "stripe";
import { mergedMetadata, updated } from "../catalog/metadata";
import { invalidRequest, noSuch } from "../http/errors";
import { inRange, newestFirst, page } from "../http/lists";
import type { Router } from "../http/router";
import { cancelNow } from "../billing/cancellation";
import { newId, randomText } from "../world/ids";
import type { Customer } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";
import { clockForCustomer } from "../clocks/joining";
import { recordMove } from "./customer-balance";
import { attach, needPaymentMethod } from "./payment-methods";

type Create = Wire<Stripe.CustomerCreateParams>;
type Update = Wire<Stripe.CustomerUpdateParams>;

export function customerRoutes(router: Router): void {
  router.on<Create>("POST", "/v1/customers", ({ world, params }) => createCustomer(world, params));
  router.on("GET", "/v1/customers/:id", ({ world, id }) => {
    return world.state.deletedCustomers.get(id) ?? world.need(world.state.customers, "customer", id);
  });
  router.on<Update>("POST", "/v1/customers/:id", ({ world, id, params }) => updateCustomer(world, id, params));
  router.on("DELETE", "/v1/customers/:id", ({ world, id }) => deleteCustomer(world, id));
  router.on<Wire<Stripe.CustomerListParams>>("GET", "/v1/customers", ({ world, params }) => {
    const found = newestFirst(world.state.customers).filter(
      (customer) =>
        // Customers of test clocks are listed by their clock only.
        customer.test_clock === (params.test_clock ?? null) &&
        (params.email === undefined || customer.email === params.email) &&
        inRange(customer.created, params.created),
    );
    return page("/v1/customers", found, params);
  });
}

/** Makes a customer. @throws ApiError for a malformed e-mail or a payment method that cannot be attached. */
export function createCustomer(world: World, params: Create): Customer {
  checkEmail(params.email);
  const customer: Customer = {
    id: newId("cus"),
    object: "customer",
    address: addressOf(params.address),
    balance: params.balance ?? 0,
    created: world.now(),
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: params.description || null,
    discount: null,
    email: params.email || null,
    invoice_prefix: params.invoice_prefix ?? randomText(8).toUpperCase(),
    invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
    livemode: false,
    metadata: mergedMetadata({}, params.metadata),
    name: params.name || null,
    next_invoice_sequence: params.next_invoice_sequence ?? 1,
    phone: params.phone || null,
    preferred_locales: params.preferred_locales ?? [],
    shipping: null,
    tax_exempt: params.tax_exempt || "none",
    test_clock: params.test_clock === undefined ? null : clockForCustomer(world, params.test_clock),
  };
  world.state.customers.set(customer.id, customer);
  try {
    setPaymentMethods(world, customer, params);
  } catch (error) {
    world.state.customers.delete(customer.id);
    throw error;
  }
  if (customer.balance !== 0) recordMove(world, customer, customer.balance, { type: "initial" });
  world.emit("customer.created", customer);
  return customer;
}

function setPaymentMethods(world: World, customer: Customer, params: Create): void {
  const attached = params.payment_method && attach(world, needPaymentMethod(world, params.payment_method), customer.id);
  const chosen = params.invoice_settings?.default_payment_method;
  if (chosen)
    customer.invoice_settings.default_payment_method = ownMethod(
      world,
      customer,
      chosen,
      attached ? attached.id : undefined,
    );
}

/** A default payment method must belong to the customer already. */
function ownMethod(world: World, customer: Customer, chosen: string, attached?: string): string {
  if (attached && chosen.startsWith("pm_card_")) return attached;
  const method = needPaymentMethod(world, chosen, "invoice_settings[default_payment_method]");
  if (method.customer === customer.id) return method.id;
  throw invalidRequest(
    "The customer does not have a payment method with the ID " +
      chosen +
      ". The payment method must be attached to the customer.",
    "invoice_settings[default_payment_method]",
    "resource_missing",
  );
}

function updateCustomer(world: World, id: string, params: Update): Customer {
  const customer = world.need(world.state.customers, "customer", id);
  checkEmail(params.email);
  const chosen = params.invoice_settings?.default_payment_method;
  const method = chosen ? ownMethod(world, customer, chosen) : chosen;
  const moved = (params.balance ?? customer.balance) - customer.balance;
  world.change(customer, "customer.updated", (draft) => {
    draft.address = params.address === undefined ? draft.address : addressOf(params.address);
    draft.balance = params.balance ?? draft.balance;
    draft.description = updated(draft.description, params.description);
    draft.email = updated(draft.email, params.email);
    draft.metadata = mergedMetadata(draft.metadata, params.metadata);
    draft.name = updated(draft.name ?? null, params.name);
    draft.phone = updated(draft.phone ?? null, params.phone);
    draft.preferred_locales = params.preferred_locales ?? draft.preferred_locales;
    draft.tax_exempt = params.tax_exempt || draft.tax_exempt;
    draft.invoice_settings.default_payment_method = updated(draft.invoice_settings.default_payment_method, method);
    if (params.invoice_settings?.footer !== undefined)
      draft.invoice_settings.footer = params.invoice_settings.footer || null;
  });
  if (moved !== 0) recordMove(world, customer, moved, { type: "adjustment" });
  return customer;
}

/** Deletes a customer; its subscriptions end now. @throws ApiError when it is gone already. */
export function deleteCustomer(world: World, id: string): object {
  if (world.state.deletedCustomers.has(id)) throw noSuch("customer", id);
  const customer = world.need(world.state.customers, "customer", id);
  for (const subscription of world.state.subscriptions.values()) {
    if (subscription.customer === id && subscription.ended_at === null) cancelNow(world, subscription, {});
  }
  world.state.customers.delete(id);
  const deleted = { id, object: "customer", deleted: true } as const;
  world.state.deletedCustomers.set(id, deleted);
  world.emit("customer.deleted", customer);
  return deleted;
}

function checkEmail(email: string | undefined): void {
  if (email && !/^[^\s@]+@[^\s@]+$/.test(email))
    throw invalidRequest(`Invalid email address: ${email}`, "email", "email_invalid");
}

function addressOf(address: Create["address"]): Customer["address"] {
  if (!address) return null;
  const { city, country, line1, line2, postal_code, state } = address;
  return {
    city: city || null,
    country: country || null,
    line1: line1 || null,
    line2: line2 || null,
    postal_code: postal_code || null,
    state: state || null,
  };
}
