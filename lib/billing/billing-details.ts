import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { required } from "@/lib/kernel/errors";
import {
  checkedAddress,
  checkedTaxId,
  getBillingDetails,
  lockDetails,
  saveAddress,
  saveTaxId,
  type BillingAddress,
  type BillingDetails,
  type TaxId,
} from "@/lib/payments";
import { inTransaction } from "@/lib/platform/db";
import { stripeMode } from "@/lib/platform/env";
import { emit } from "@/lib/platform/outbox";
import { getOrganization } from "@/lib/tenancy";
import { ensureCustomer } from "./ensure-customer";

/**
 * Writes where the bills of the context's organization go; Stripe learns of it afterwards, and works out tax by it where
 * that is switched on. VALIDATION_ERROR names each wrong field. Repeating it changes nothing.
 */
export async function setBillingAddress(ctx: Ctx, given: BillingAddress): Promise<BillingDetails> {
  const organizationId = required(ctx.organization, "the organization whose address it is");
  const address = checkedAddress(given);
  await inTransaction(ctx.db, async (tx) => {
    const before = await lockDetails(tx, organizationId);
    if (JSON.stringify(before.address) === JSON.stringify(address)) return;
    await saveAddress(tx, organizationId, address);
    await emit(tx, "organization.updated", organizationId, { changed: ["billingAddress"] });
    // Countries decide about tax; streets are nobody's business in a journal.
    await record(tx, ctx, "organization.billing_address_changed", {
      entity: { type: "organization", id: organizationId },
      before: { country: before.address?.country ?? null },
      after: { country: address.country },
    });
  });
  return getBillingDetails(ctx, organizationId);
}

/**
 * Puts a tax id, or none, on the bills of the context's organization. Stripe looks at it first: VALIDATION_ERROR at
 * /taxId/value when it is badly written there. What it replaces goes from Stripe afterwards. A try whose answer is lost
 * leaves at most the number at Stripe, where the next try finds it. Repeating it changes nothing.
 */
export async function setTaxId(ctx: Ctx, given: TaxId | null): Promise<BillingDetails> {
  const organizationId = required(ctx.organization, "the organization whose tax id it is");
  const taxId = given && checkedTaxId(given);
  const providerTaxId = taxId === null ? null : await atStripe(ctx, organizationId, taxId);
  await inTransaction(ctx.db, async (tx) => {
    const before = await lockDetails(tx, organizationId);
    const same = JSON.stringify(before.taxId) === JSON.stringify(taxId) && before.providerTaxId === providerTaxId;
    if (same) return;
    await saveTaxId(tx, organizationId, taxId, providerTaxId);
    await emit(tx, "organization.updated", organizationId, { changed: ["taxId"] });
    await record(tx, ctx, "organization.tax_id_changed", {
      entity: { type: "organization", id: organizationId },
      before: { type: before.taxId?.type ?? null },
      after: { type: taxId?.type ?? null },
    });
  });
  return getBillingDetails(ctx, organizationId);
}

/** A deployment that takes no payments keeps the number as it was written. */
async function atStripe(ctx: Ctx, organizationId: string, taxId: TaxId): Promise<string | null> {
  if (stripeMode(ctx.env) === "off") return null;
  const customerId = await ensureCustomer(ctx, await getOrganization(ctx, organizationId));
  return ctx.payments.addTaxId(customerId, taxId);
}
