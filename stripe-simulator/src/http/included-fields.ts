import { wholeList } from "./lists";
import type { World } from "../world/world";

type Fields = Record<string, unknown>;

/**
 * The value of a field which the API sends only when a request expands it; undefined when `field` is not of that kind.
 */
export function includedField(world: World, fields: Fields, field: string, owner: Fields = fields): unknown {
  const id = String(fields.id);
  const { state } = world;
  if (owner.object === "billing_portal.configuration" && field === "products")
    return structuredClone(state.portalProducts.get(String(owner.id))) ?? null;
  switch (`${String(fields.object)}.${field}`) {
    case "invoice.payments": {
      const payments = [...state.invoicePayments.values()].filter((payment) => payment.invoice === id);
      return structuredClone(wholeList("/v1/invoice_payments", payments.reverse()));
    }
    case "invoice.confirmation_secret":
      return confirmationSecret(world, id);
    case "charge.refunds": {
      const refunds = [...state.refunds.values()].filter((refund) => refund.charge === id);
      return structuredClone(wholeList(`/v1/charges/${id}/refunds`, refunds.reverse()));
    }
    case "price.tiers":
      return structuredClone(state.priceTiers.get(id)) ?? null;
    case "coupon.applies_to": {
      const products = state.couponProducts.get(id);
      return products ? { products: [...products] } : null;
    }
    case "checkout.session.line_items": {
      const lines = state.checkoutPlans.get(id)?.lines ?? [];
      return structuredClone(wholeList(`/v1/checkout/sessions/${id}/line_items`, lines));
    }
    case "customer.subscriptions": {
      const live = [...state.subscriptions.values()].filter(
        (each) => each.customer === id && each.status !== "canceled",
      );
      return structuredClone(wholeList(`/v1/customers/${id}/subscriptions`, live.reverse()));
    }
    default:
      return undefined;
  }
}

function confirmationSecret(world: World, invoice: string): { client_secret: string; type: string } | null {
  for (const payment of world.state.invoicePayments.values()) {
    if (payment.invoice !== invoice || !payment.payment.payment_intent) continue;
    const secret = world.state.paymentIntents.get(payment.payment.payment_intent)?.client_secret;
    if (secret) return { client_secret: secret, type: "payment_intent" };
  }
  return null;
}
