import { invalidRequest } from "../http/errors";
import type { Customer, Invoice, Subscription } from "../world/objects";
import type { World } from "../world/world";

/**
 * The switch is kept, and nothing is calculated: the simulated account is registered nowhere, so no tax is due, which is
 * what Stripe Tax says of an account without registrations (https://docs.stripe.com/tax/zero-tax).
 */
export function invoiceTax(enabled: boolean, customer: Customer): Invoice["automatic_tax"] {
  return {
    disabled_reason: null,
    enabled,
    liability: enabled ? { type: "self" } : null,
    provider: enabled ? "stripe" : null,
    status: enabled ? (isLocated(customer) ? "complete" : "requires_location_inputs") : null,
  };
}

export const subscriptionTax = (enabled: boolean): Subscription["automatic_tax"] => ({
  disabled_reason: null,
  enabled,
  liability: enabled ? { type: "self" } : null,
});

/** Tax is worked out by where somebody is. */
export const isLocated = ({ address }: Pick<Customer, "address">): boolean => (address?.country ?? null) !== null;

/** @throws ApiError `customer_tax_location_invalid` when tax is asked for and nobody knows where the customer is. */
export function checkLocation(world: World, customerId: string, enabled: boolean): void {
  const customer = world.state.customers.get(customerId);
  if (!enabled || !customer || isLocated(customer)) return;
  throw invalidRequest(
    "The customer's location isn't recognized. Set a valid customer address in order to automatically calculate tax.",
    "automatic_tax[enabled]",
    "customer_tax_location_invalid",
  );
}
