import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyCheckout, applySubscription, listInvoices } from "@/lib/billing";
import { listPayments } from "@/lib/payments";
import { subscriptionHistory } from "@/lib/subscriptions";
import { testDatabase } from "../support/database";
import { logged } from "../support/quota";
import { CARDS } from "./stripe-beside";
import { CONVERGES_WITHIN_MS, eventually, startScenario, type ScenarioWorld } from "./world";

let world: ScenarioWorld;
beforeAll(async () => void (world = await startScenario({ stripe: true })));
afterAll(() => world?.close());

describe("the whole journey", () => {
  it("402 → pay → 201 within five seconds, through the webhook alone", async () => {
    const acme = await world.signsUp("Acme");
    expect((await world.calls(acme, 100)).body.data).toMatchObject({ used: 100, remaining: 0 });

    const refused = await world.calls(acme, 1, { key: "the-hundred-and-first" });
    expect(refused).toMatchObject({ status: 402, body: { code: "LIMIT_EXCEEDED", current: 100, limit: 100 } });
    const cure = new URL((refused.body as never as { upgradeUrl: string }).upgradeUrl);
    expect(cure.searchParams.get("plan")).toBe("PRO");

    const checkout = await world.checksOut(acme, cure.searchParams.get("plan") ?? "");
    expect(await world.pays(checkout.url)).toBe(303);
    // From here on nobody does anything but repeat the very call that was refused.
    const waited = await eventually(
      async () => (await world.calls(acme, 1, { key: "the-hundred-and-first" })).status === 201,
    );
    expect(waited).toBeLessThan(CONVERGES_WITHIN_MS);

    expect((await world.calls(acme, 99)).body.data).toMatchObject({ used: 200, limit: 10_000, remaining: 9_800 });
    expect(await logged(testDatabase(), acme.organization.id)).toBe(200);
    await eventually(async () => (await listPayments(world.as(acme), acme.organization.id))[0]?.status === "SUCCEEDED");
    expect(await listPayments(world.as(acme), acme.organization.id)).toMatchObject([
      { amount: 2999n, currency: "usd" },
    ]);
    await eventually(async () => (await listInvoices(world.as(acme), acme.organization.id)).invoices.length === 1);
    expect((await listInvoices(world.as(acme), acme.organization.id)).invoices).toMatchObject([
      { status: "paid", total: 2999n, amountPaid: 2999n },
    ]);
    expect((await subscriptionHistory(world.as(acme), acme.organization.id)).map((row) => row.status)).toEqual([
      "ACTIVE",
      "CANCELED",
    ]);
  });

  it("ends at the wall with a declined card, and goes on with a good one", async () => {
    const poor = await world.signsUp("Poor");
    await world.calls(poor, 100);
    const checkout = await world.checksOut(poor, "PRO");
    expect(await world.pays(checkout.url, CARDS.declined)).not.toBe(303);
    expect((await world.entitlements(poor)).plan.code).toBe("FREE");
    expect((await world.calls(poor)).status).toBe(402);
    expect(await world.subscriptionsAtStripe(poor)).toEqual([]);

    expect(await world.pays(checkout.url)).toBe(303);
    await world.comesToHave(poor, "PRO");
    expect((await world.calls(poor)).status).toBe(201);
    expect(await world.subscriptionsAtStripe(poor)).toEqual(["active"]);
  });

  it("begins a trial of STARTER for fourteen days without a charge, once", async () => {
    const umbrella = await world.signsUp("Umbrella");
    const checkout = await world.checksOut(umbrella, "STARTER");
    expect(checkout.trialDays).toBe(14);
    await world.pays(checkout.url);
    await world.comesToHave(umbrella, "STARTER");
    expect(await world.entitlements(umbrella)).toMatchObject({
      status: "trialing",
      features: { api_access: { enabled: true } },
      limits: [
        { meter: "api_calls", window: "BILLING_PERIOD", limit: 10_000 },
        { meter: "seats", limit: 5 },
      ],
    });
    // What FREE included and STARTER does not name is not included.
    expect(await world.calls(umbrella, 1, { meter: "ai_tokens" })).toMatchObject({ status: 403 });
    expect(
      (await listInvoices(world.as(umbrella), umbrella.organization.id)).invoices.every((i) => i.total === 0n),
    ).toBe(true);

    await world.cancels(umbrella, "now");
    await world.comesToHave(umbrella, "FREE");
    expect((await world.checksOut(umbrella, "STARTER")).trialDays).toBe(0);
  });

  // Last: from here on Stripe tells of nothing by itself.
  it("settles a payment that was made, however soon after it the plan was cancelled", async () => {
    world.stripeFallsSilent();
    const hasty = await world.signsUp("Hasty");
    const first = await world.checksOut(hasty, "PRO");
    await world.pays(first.url);
    const [stripeId = ""] = await world.stripeSubscriptionIds(hasty);
    await applySubscription(world.hand(), stripeId);
    await world.cancels(hasty, "now");
    const payments = async () =>
      (await listPayments(world.as(hasty), hasty.organization.id)).map((row) => [row.status, row.amount]);
    expect(await payments()).toEqual([["PENDING", 2999n]]);

    // Whoever comes back finds the way to buy again open, and what he paid is written as paid.
    const second = await world.checksOut(hasty, "PRO");
    expect(await payments()).toEqual([
      ["PENDING", 2999n],
      ["SUCCEEDED", 2999n],
    ]);
    expect(await applyCheckout(world.as(hasty), first.sessionId)).toMatchObject({
      state: "complete",
      subscription: { status: "CANCELED" },
    });
    expect((await world.entitlements(hasty)).plan.code).toBe("FREE");
    await world.pays(second.url);
    await applyCheckout(world.as(hasty), second.sessionId);
    expect((await world.entitlements(hasty)).plan.code).toBe("PRO");
  });
});
