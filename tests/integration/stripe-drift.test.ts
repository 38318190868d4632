import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyCheckout, setBillingAddress, setTaxId, startCheckout, syncCustomer, syncPrices } from "@/lib/billing";
import type { Ctx } from "@/lib/context";
import { queryJournal } from "@/lib/journal";
import { required } from "@/lib/kernel/errors";
import { compareWithStripe, paymentsOff, repairDrift, type Difference } from "@/lib/stripe";
import { liveSubscription } from "@/lib/subscriptions";
import { updateOrganization } from "@/lib/tenancy";
import { compareStripe } from "@/workers/jobs/compare-stripe";
import { openMarket, refusal, type Market } from "./billing.fixture";

let market: Market;
let acme: string;
beforeAll(async () => {
  market = await openMarket();
  await syncPrices(market.ctx);
  acme = await market.organization("Acme");
  const started = await startCheckout(market.as(acme), {
    planCode: "PRO",
    interval: "MONTH",
    successUrl: "http://weir.test/return",
    cancelUrl: "http://weir.test/pricing",
    idempotencyKey: "acme",
  });
  if (started.kind !== "redirect") throw new Error("a checkout was expected");
  await market.pay(started.url);
  await applyCheckout(market.as(acme), started.sessionId);
});
afterAll(() => market.close());

const BERLIN = { line1: "Torstraße 1", line2: null, city: "Berlin", state: null, postalCode: "10119", country: "DE" };
const compare = async (): Promise<readonly Difference[]> => (await compareWithStripe(market.ctx)).differences;
const about = (differences: readonly Difference[]) =>
  differences.map(({ kind, what, repair, fields }) => [kind, what, repair, fields.map((each) => each.field)]);
const customerId = async (): Promise<string> =>
  required(
    (await market.rows<{ id: string }>("select stripe_customer_id as id from organization where id = $1", acme))[0],
    "Acme",
  ).id;
const subscriptionId = async (): Promise<string> =>
  required((await liveSubscription(market.ctx, acme)).stripeSubscriptionId, "the subscription");

describe("a comparison with Stripe", () => {
  it("finds nothing where nothing differs, and says what it looked at", async () => {
    expect(await compareWithStripe(market.ctx)).toMatchObject({
      looked: { customer: 1, subscription: 1, invoice: 1, price: expect.any(Number) as number },
      differences: [],
      failed: [],
    });
  });

  it("names each field, repairs each side by its rule, journals it, and finds nothing afterwards", async () => {
    await market.stripe.customers.update(await customerId(), { name: "Somebody else" });
    await market.stripe.subscriptions.update(await subscriptionId(), { cancel_at_period_end: true });
    await market.rows(
      "update invoice_ref set status = 'open', amount_paid = 0 where organization_id = $1 returning id",
      acme,
    );
    const found = await compare();
    expect(about(found)).toEqual([
      ["customer", "differs", "give_ours", ["name"]],
      ["subscription", "differs", "take_stripes", ["cancelAtPeriodEnd", "cancelAt"]],
      ["invoice", "differs", "take_stripes", ["status", "amountPaid"]],
    ]);
    expect(found[0]?.fields).toEqual([{ field: "name", ours: "Acme", stripe: "Somebody else" }]);
    const done = await repairDrift(market.ctx, found);
    expect(done.map((each) => each.repaired)).toEqual([true, true, true]);
    expect(await compare()).toEqual([]);
    expect((await market.stripe.customers.retrieve(await customerId())) as { name?: string }).toMatchObject({
      name: "Acme",
    });
    expect((await liveSubscription(market.ctx, acme)).cancelAtPeriodEnd).toBe(true);
    const { entries } = await queryJournal(market.as(acme), { action: "stripe_drift.repaired" });
    expect(entries.map((entry) => entry.entity.type).sort()).toEqual(["customer", "invoice", "subscription"]);
  });

  it("holds e-mail, address and tax id against Stripe's, gives ours, and keeps no person in the journal", async () => {
    await updateOrganization(market.as(acme), { billingEmail: "bills@acme.example" });
    await setBillingAddress(market.as(acme), BERLIN);
    await setTaxId(market.as(acme), { type: "eu_vat", value: "DE123456789" });
    await syncCustomer(market.ctx, acme);
    expect(await compare()).toEqual([]);
    const customer = await customerId();
    await market.stripe.customers.update(customer, {
      email: "other@elsewhere.example",
      address: { line1: "Elsewhere 1", line2: "", city: "Paris", postal_code: "75001", country: "FR" },
    });
    const [taxId] = (await market.stripe.customers.listTaxIds(customer)).data;
    await market.stripe.customers.deleteTaxId(customer, required(taxId, "the tax id").id);
    const found = await compare();
    expect(about(found)).toEqual([
      [
        ...["customer", "differs", "give_ours"],
        ["email", "address.line1", "address.city", "address.postalCode", "address.country", "taxId"],
      ],
    ]);
    expect(found[0]?.fields.at(-1)).toEqual({ field: "taxId", ours: "eu_vat DE123456789", stripe: null });
    expect((await repairDrift(market.ctx, found)).map((each) => each.repaired)).toEqual([true]);
    expect(await compare()).toEqual([]);
    const [entry] = (await queryJournal(market.as(acme), { action: "stripe_drift.repaired" })).entries;
    expect(entry?.before).toMatchObject({ "address.country": "DE", email: "(not kept)", taxId: "(not kept)" });
    expect(JSON.stringify([entry?.before, entry?.after])).not.toMatch(/acme\.example|elsewhere|Torstra|123456789/i);
  });

  it("takes away at Stripe a tax id that was replaced, and leaves one that nobody wrote here to a person", async () => {
    const customer = await customerId();
    const [ours] = (await market.stripe.customers.listTaxIds(customer)).data;
    await setTaxId(market.as(acme), { type: "eu_vat", value: "FR12345678901" });
    await market.stripe.customers.createTaxId(customer, { type: "us_ein", value: "12-3456789" });
    const found = await compare();
    expect(found.map(({ repair, fields }) => [repair, fields])).toEqual([
      ["give_ours", [{ field: "replacedTaxId", ours: null, stripe: `eu_vat ${ours?.value ?? ""}` }]],
      ["by_hand", [{ field: "taxId", ours: "eu_vat FR12345678901", stripe: "us_ein 12-3456789" }]],
    ]);
    expect((await repairDrift(market.ctx, found)).map((each) => each.repaired)).toEqual([true, false]);
    const left = (await market.stripe.customers.listTaxIds(customer)).data;
    expect(left.map(({ value }) => value).sort()).toEqual(["12-3456789", "FR12345678901"]);
    await market.stripe.customers.deleteTaxId(customer, left.find(({ type }) => type === "us_ein")?.id ?? "");
    expect(await compare()).toEqual([]);
  });

  it("takes a subscription and an invoice that nobody told us of, by the nightly job", async () => {
    const bought = await market.organization("Unheard");
    const started = await startCheckout(market.as(bought), {
      planCode: "PRO",
      interval: "MONTH",
      successUrl: "http://weir.test/return",
      cancelUrl: "http://weir.test/pricing",
      idempotencyKey: "unheard",
    });
    if (started.kind !== "redirect") throw new Error("a checkout was expected");
    await market.pay(started.url);
    expect(about(await compare())).toEqual([
      ["subscription", "missing_here", "take_stripes", ["status"]],
      ["invoice", "missing_here", "take_stripes", []],
    ]);
    expect(await compareStripe(market.ctx)).toContain("2 differed, 2 repaired, 0 failed");
    expect(await market.livesOn(bought)).toMatchObject({ plan: "PRO", source: "STRIPE" });
    expect(await compare()).toEqual([]);
  });

  it("gives Stripe a price that it does not have, and leaves a changed one to a person", async () => {
    const [lost] = await market.rows<{ id: string; stripe: string }>(
      "select p.id, p.stripe_price_id as stripe from plan_price p join plan on plan.id = p.plan_id where plan.code = 'GROWTH' and p.interval = 'YEAR'",
    );
    await market.rows("update plan_price set stripe_price_id = null where id = $1 returning id", lost?.id);
    const [closed] = await market.rows<{ stripe: string }>(
      "select p.stripe_price_id as stripe from plan_price p join plan on plan.id = p.plan_id where plan.code = 'STARTER' and p.interval = 'YEAR'",
    );
    await market.stripe.prices.update(required(closed, "the price").stripe, { active: false });
    const found = await compare();
    expect(about(found).sort()).toEqual([
      ["price", "differs", "by_hand", ["active"]],
      ["price", "missing_at_stripe", "give_ours", ["plan"]],
    ]);
    const done = await repairDrift(market.ctx, found);
    expect(done.filter((each) => each.repaired).map((each) => each.difference.id)).toEqual([lost?.id]);
    expect(about(await compare())).toEqual([["price", "differs", "by_hand", ["active"]]]);
  });

  it("charges nobody for what ended here and lives there: a person decides", async () => {
    const id = await subscriptionId();
    const stray: Ctx = {
      ...market.ctx,
      payments: {
        ...market.ctx.payments,
        listLiveSubscriptions: async (customer) =>
          (await market.ctx.payments.listLiveSubscriptions(customer)).map((each) => ({
            ...each,
            status: "ACTIVE" as const,
          })),
      },
    };
    await market.rows(
      "update subscription set status = 'CANCELED', ended_at = business_now() where stripe_subscription_id = $1 returning id",
      id,
    );
    const { differences } = await compareWithStripe(stray, { organizationId: acme });
    expect(about(differences)).toEqual([["subscription", "differs", "by_hand", ["status"]]]);
    expect((await repairDrift(market.ctx, differences)).map((each) => each.repaired)).toEqual([false]);
    expect((await market.stripe.subscriptions.retrieve(id)).status).toBe("active");
  });

  it("says that Stripe is away instead of finding everything missing", async () => {
    expect(await refusal(compareWithStripe({ ...market.ctx, payments: paymentsOff() }))).toBe("UNAVAILABLE");
  });
});
