import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type Stripe from "stripe";
import {
  applyCheckout,
  changePlan,
  previewPlanChange,
  setBillingAddress,
  setTaxId,
  startCheckout,
  syncCustomer,
} from "@/lib/billing";
import type { Ctx } from "@/lib/context";
import { type AppError, required, unavailable } from "@/lib/kernel/errors";
import { getBillingDetails, type PaymentProvider } from "@/lib/payments";
import { liveSubscription } from "@/lib/subscriptions";
import { getOrganization, updateOrganization } from "@/lib/tenancy";
import { deliverOutbox } from "@/workers/jobs/deliver-outbox";
import { openMarket, refusal, type Market } from "./billing.fixture";

let market: Market;
beforeAll(async () => void (market = await openMarket({}, { STRIPE_AUTOMATIC_TAX: "1" })));
afterAll(() => market.close());

let keys = 0;
async function buys(planCode: string): Promise<string> {
  const organization = await market.organization();
  const started = await startCheckout(market.as(organization), {
    planCode,
    interval: "MONTH",
    successUrl: "http://weir.test/return?session={CHECKOUT_SESSION_ID}",
    cancelUrl: "http://weir.test/pricing",
    idempotencyKey: `buy-${(keys += 1)}`,
  });
  if (started.kind !== "redirect") throw new Error("a checkout was expected");
  expect((await market.pay(started.url)).status).toBe(303);
  await applyCheckout(market.as(organization), started.sessionId);
  return organization;
}

const customerIdOf = async (organization: string): Promise<string> =>
  required((await getOrganization(market.ctx, organization)).stripeCustomerId, "the customer");
const customerOf = async (organization: string): Promise<Stripe.Customer> =>
  (await market.stripe.customers.retrieve(await customerIdOf(organization))) as Stripe.Customer;
const taxIdsOf = async (organization: string): Promise<string[]> =>
  (await market.stripe.customers.listTaxIds(await customerIdOf(organization))).data.map((each) => each.value);
/** Everything that waits is delivered, also what had to be put back. */
async function outboxIsEmpty(ctx: Ctx = market.ctx): Promise<void> {
  const due =
    "update outbox_message set available_at = now() where processed_at is null and dead_at is null returning id";
  while ((await market.rows(due)).length > 0) await deliverOutbox(ctx, 100);
}

const BERLIN = { line1: "Torstraße 1", line2: null, city: "Berlin", state: null, postalCode: "10119", country: "DE" };

describe("what an organization says about itself", () => {
  it("reaches its Stripe customer: name, billing e-mail and address, the last state of each", async () => {
    const acme = await buys("PRO");
    for (const name of ["Acme One", "Acme Two", "Acme Three"])
      await updateOrganization(market.as(acme), { name, billingEmail: `${name.split(" ")[1] ?? ""}@acme.example` });
    await setBillingAddress(market.as(acme), { ...BERLIN, country: "de" });
    await setBillingAddress(market.as(acme), { ...BERLIN, line1: "Torstraße 2" });
    await outboxIsEmpty();
    expect(await customerOf(acme)).toMatchObject({
      name: "Acme Three",
      email: "three@acme.example",
      address: { line1: "Torstraße 2", city: "Berlin", postal_code: "10119", country: "DE" },
    });
  });

  it("ends as it is last, also when an older state is written after a younger one", async () => {
    const acme = await buys("PRO");
    await updateOrganization(market.as(acme), { name: "The older name" });
    // While the older state is on its way the younger one is written and arrives first.
    let overtaken = false;
    const ensureCustomer: PaymentProvider["ensureCustomer"] = async (request) => {
      if (!overtaken) {
        overtaken = true;
        await updateOrganization(market.as(acme), { name: "The younger name" });
        await syncCustomer(market.ctx, acme);
      }
      return market.ctx.payments.ensureCustomer(request);
    };
    await syncCustomer({ ...market.ctx, payments: { ...market.ctx.payments, ensureCustomer } }, acme);
    expect((await customerOf(acme)).name).toBe("The younger name");
  });

  it("is tried again when Stripe is away", async () => {
    const acme = await buys("PRO");
    await updateOrganization(market.as(acme), { name: "Told later" });
    const away = () => Promise.reject(unavailable("The payment provider did not answer.", 2));
    await deliverOutbox({ ...market.ctx, payments: { ...market.ctx.payments, ensureCustomer: away } }, 100);
    expect((await customerOf(acme)).name).not.toBe("Told later");
    await outboxIsEmpty();
    expect((await customerOf(acme)).name).toBe("Told later");
  });

  it("names every wrong field of an address, and keeps what it had", async () => {
    const acme = await market.organization();
    const refused = await setBillingAddress(market.as(acme), {
      ...BERLIN,
      line1: " ",
      city: "x".repeat(300),
      country: "XX",
    }).catch((error: unknown) => error);
    expect((refused as AppError).fields.map(({ pointer }) => pointer)).toEqual([
      ...["/address/line1", "/address/city", "/address/country"],
    ]);
    expect((await getBillingDetails(market.ctx, acme)).address).toBeNull();
  });
});

describe("a tax id", () => {
  it("is looked at by Stripe first: a badly written one is refused at its field and changes nothing", async () => {
    const acme = await market.organization();
    await setTaxId(market.as(acme), { type: "eu_vat", value: "DE123456789" });
    const refused = await setTaxId(market.as(acme), { type: "eu_vat", value: "12" }).catch((error: unknown) => error);
    expect((refused as AppError).fields.map(({ pointer }) => pointer)).toEqual(["/taxId/value"]);
    expect(await refusal(setTaxId(market.as(acme), { type: "moon_vat", value: "1" }))).toBe("VALIDATION_ERROR");
    expect(await refusal(setTaxId(market.as(acme), { type: "eu_vat", value: " " }))).toBe("VALIDATION_ERROR");
    expect((await getBillingDetails(market.ctx, acme)).taxId).toEqual({ type: "eu_vat", value: "DE123456789" });
    expect(await taxIdsOf(acme)).toEqual(["DE123456789"]);
  });

  it("takes the place of the one before, which goes from Stripe, and can be taken away; twice changes nothing", async () => {
    const acme = await market.organization();
    await setTaxId(market.as(acme), { type: "eu_vat", value: "DE123456789" });
    await setTaxId(market.as(acme), { type: "eu_vat", value: "fr12345678901" });
    await setTaxId(market.as(acme), { type: "eu_vat", value: "FR12345678901" });
    await outboxIsEmpty();
    expect(await taxIdsOf(acme)).toEqual(["FR12345678901"]);
    await setTaxId(market.as(acme), null);
    await outboxIsEmpty();
    expect(await taxIdsOf(acme)).toEqual([]);
    expect(await getBillingDetails(market.ctx, acme)).toMatchObject({ taxId: null, providerTaxId: null, replaced: [] });
  });
});

describe("a tax id that is brought again", () => {
  it("goes from Stripe when another took its place on the way", async () => {
    const acme = await buys("PRO");
    await setTaxId(market.as(acme), { type: "eu_vat", value: "DE123456789" });
    // Somebody took it away there; while it is brought again the organization takes another.
    for (const { id } of (await market.stripe.customers.listTaxIds(await customerIdOf(acme))).data)
      await market.stripe.customers.deleteTaxId(await customerIdOf(acme), id);
    let overtaken = false;
    const addTaxId: PaymentProvider["addTaxId"] = async (...given) => {
      const made = await market.ctx.payments.addTaxId(...given);
      if (!overtaken) {
        overtaken = true;
        await setTaxId(market.as(acme), { type: "eu_vat", value: "FR12345678901" });
      }
      return made;
    };
    await syncCustomer({ ...market.ctx, payments: { ...market.ctx.payments, addTaxId } }, acme);
    expect(await taxIdsOf(acme)).toEqual(["FR12345678901"]);
    expect((await getBillingDetails(market.ctx, acme)).replaced).toEqual([]);
  });
});

describe("with tax switched on", () => {
  const taxOf = async (organization: string) => {
    const { stripeSubscriptionId } = await liveSubscription(market.ctx, organization);
    return (await market.stripe.subscriptions.retrieve(stripeSubscriptionId ?? "")).automatic_tax.enabled;
  };

  it("a purchase and a change are taxed, and an earlier subscription from its next change on", async () => {
    const acme = await buys("PRO");
    expect(await taxOf(acme)).toBe(true);
    const { stripeSubscriptionId } = await liveSubscription(market.ctx, acme);
    await market.stripe.subscriptions.update(stripeSubscriptionId ?? "", { automatic_tax: { enabled: false } });
    const { now } = await previewPlanChange(market.as(acme), { planCode: "INSTITUTION", interval: "MONTH" });
    const { invoice, proratedAt } = required(now, "a change now");
    // The simulated account is registered nowhere: 0.00.
    expect(invoice.tax.amount).toBe(0n);
    await changePlan(market.as(acme), {
      planCode: "INSTITUTION",
      interval: "MONTH",
      timing: "now",
      shown: { amountDue: invoice.amountDue.amount, proratedAt },
      idempotencyKey: `change-${(keys += 1)}`,
    });
    expect(await taxOf(acme)).toBe(true);
  });

  it("a customer whom nobody can place is told to write the address, and nothing is charged", async () => {
    const acme = await buys("PRO");
    await market.stripe.customers.update(await customerIdOf(acme), { address: "" });
    const refused = await previewPlanChange(market.as(acme), { planCode: "INSTITUTION", interval: "MONTH" }).catch(
      (error: unknown) => error,
    );
    expect(refused).toMatchObject({ code: "CONFLICT", details: { state: "address_missing" } });
  });
});
