import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { activePlanByCode, applyCatalog, listPlans, parseCatalog } from "@/lib/catalog";
import {
  activateOrganization,
  applyCheckout,
  applySubscription,
  assignPlanByHand,
  cancelByHand,
  cancelSubscription,
  expireOverrides,
  listInvoices,
  nextCharge,
  openPortal,
  refreshSubscription,
  removeOverride,
  reactivateSubscription,
  setOverride,
  startCheckout,
  suspendOrganization,
  syncPrices,
  type StartedCheckout,
} from "@/lib/billing";
import { readEntitlements } from "@/lib/entitlements";
import { queryJournal } from "@/lib/journal";
import { DAY, HOUR } from "@/lib/kernel/time";
import { required, type AppError } from "@/lib/kernel/errors";
import { listPayments, mirrorInvoiceRow, settlePayment } from "@/lib/payments";
import { inTransaction, type Tx } from "@/lib/platform/db";
import { checkQuota } from "@/lib/quota";
import { findLiveSubscription, liveSubscription, subscriptionHistory } from "@/lib/subscriptions";
import { CARDS, openMarket, SEED, SIMULATOR_KEY, refusal, type Market } from "./billing.fixture";

let market: Market;
beforeAll(async () => void (market = await openMarket()));
afterAll(() => market.close());

/** A renewal's invoice stays a draft for about an hour before it is charged. Source: docs.stripe.com/billing/subscriptions/invoices. */
const DRAFT_HOUR = HOUR;

let keys = 0;
let prices = 0;
const wish = (planCode: string, more: { interval?: "MONTH" | "YEAR"; key?: string } = {}) => ({
  planCode,
  interval: more.interval ?? ("MONTH" as const),
  successUrl: "http://weir.test/billing/return?session={CHECKOUT_SESSION_ID}",
  cancelUrl: "http://weir.test/pricing",
  idempotencyKey: more.key ?? `key-${(keys += 1)}`,
});
async function toCheckout(
  organization: string,
  planCode: string,
  more: Parameters<typeof wish>[1] = {},
): Promise<Extract<StartedCheckout, { kind: "redirect" }>> {
  const started = await startCheckout(market.as(organization), wish(planCode, more));
  if (started.kind !== "redirect") throw new Error("a checkout was expected");
  return started;
}
async function buys(organization: string, planCode: string, more: Parameters<typeof wish>[1] & { card?: string } = {}) {
  const checkout = await toCheckout(organization, planCode, more);
  expect((await market.pay(checkout.url, more.card)).status).toBe(303);
  const outcome = await applyCheckout(market.as(organization), checkout.sessionId);
  if (outcome.state !== "complete") throw new Error(`the checkout is ${outcome.state}`);
  return { checkout, subscription: outcome.subscription };
}
const stripeSubscriptions = async (organization: string): Promise<string[]> => {
  const [row] = await market.rows<{ customer: string }>(
    "select stripe_customer_id as customer from organization where id = $1",
    organization,
  );
  return (await market.stripe.subscriptions.list({ customer: row?.customer ?? "", status: "all" })).data.map(
    (subscription) => subscription.status,
  );
};

describe("a purchase", () => {
  it("of PRO takes the place of FREE, with its payment, invoice and journal", async () => {
    const acme = await market.organization("Acme");
    const { checkout, subscription } = await buys(acme, "PRO");
    expect(checkout.trialDays).toBe(0);
    expect(await market.livesOn(acme)).toEqual({ plan: "PRO", status: "ACTIVE", source: "STRIPE" });
    expect((await subscriptionHistory(market.ctx, acme)).map((row) => row.status)).toEqual(["ACTIVE", "CANCELED"]);
    expect(await listPayments(market.ctx, acme)).toMatchObject([
      { status: "SUCCEEDED", amount: 2999n, subscriptionId: subscription.id, checkoutSessionId: checkout.sessionId },
    ]);
    const { invoices } = await listInvoices(market.as(acme), acme);
    expect(invoices).toMatchObject([
      { status: "paid", total: 2999n, amountPaid: 2999n, subscriptionId: subscription.id, period: subscription.period },
    ]);
    const actions = (await queryJournal(market.as(acme))).entries.map((entry) => entry.action);
    for (const action of [
      "checkout.started",
      "subscription.ended",
      "subscription.started",
      "payment.succeeded",
      "invoice.mirrored",
    ])
      expect(actions).toContain(action);
    const limits = (await readEntitlements(market.as(acme), acme)).limits;
    expect(limits.find((limit) => limit.meter === "api_calls")).toMatchObject({ limit: 10_000, window: "DAY" });
  });

  it("of STARTER begins a trial of 14 days, anchored at its end, once per organization", async () => {
    const globex = await market.organization("Globex");
    const { subscription, checkout } = await buys(globex, "STARTER");
    expect(checkout.trialDays).toBe(14);
    expect(await market.livesOn(globex)).toEqual({ plan: "STARTER", status: "TRIALING", source: "STRIPE" });
    const trial = subscription.trial ?? { start: 0, end: 0 };
    expect(trial.end - trial.start).toBe(14 * DAY);
    expect(subscription.anchorAt).toBe(trial.end);
    expect(subscription.period).toEqual(trial);
    await cancelSubscription(market.as(globex), { when: "now", reason: "changed my mind" });
    expect((await toCheckout(globex, "STARTER")).trialDays).toBe(0);
  });

  it("by the year is charged by the year", async () => {
    const year = await market.organization();
    const { subscription } = await buys(year, "PRO", { interval: "YEAR" });
    expect(subscription.interval).toBe("YEAR");
    expect(await listPayments(market.ctx, year)).toMatchObject([{ amount: 29990n }]);
  });

  it("with a declined card leaves everything as it was", async () => {
    const poor = await market.organization();
    const { url, sessionId } = await toCheckout(poor, "PRO");
    expect((await market.pay(url, CARDS.declined)).status).not.toBe(303);
    expect(await applyCheckout(market.as(poor), sessionId)).toMatchObject({ state: "open" });
    expect(await market.livesOn(poor)).toEqual({ plan: "FREE", status: "ACTIVE", source: "INTERNAL" });
    expect(await listPayments(market.ctx, poor)).toMatchObject([{ status: "PENDING" }]);
    expect((await market.pay(url)).status).toBe(303);
    expect(await applyCheckout(market.as(poor), sessionId)).toMatchObject({ state: "complete" });
  });

  it("is applied once however often and by however many at once", async () => {
    const busy = await market.organization();
    const { url, sessionId } = await toCheckout(busy, "GROWTH");
    await market.pay(url);
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => applyCheckout(market.as(busy), sessionId)));
    expect(new Set(outcomes.map((outcome) => outcome.state))).toEqual(new Set(["complete"]));
    await applyCheckout(market.as(busy), sessionId);
    expect(await subscriptionHistory(market.ctx, busy)).toHaveLength(2);
    expect((await liveSubscription(market.ctx, busy)).revision).toBe(1);
    const told = await market.rows<{ type: string }>(
      "select type from outbox_message where organization_id = $1 and type in ('payment.succeeded', 'invoice.paid') order by seq",
      busy,
    );
    expect(told.map((row) => row.type).sort()).toEqual(["invoice.paid", "payment.succeeded"]);
  });

  it("is nobody else's: another organization's session is not found", async () => {
    const [mine, other] = [await market.organization(), await market.organization()];
    const { sessionId } = await toCheckout(mine, "PRO");
    expect(await refusal(applyCheckout(market.as(other), sessionId))).toBe("NOT_FOUND");
    expect(await refusal(applyCheckout(market.as(mine), "cs_test_nothing"))).toBe("NOT_FOUND");
  });
});

describe("the quota across a change of plan", () => {
  const use = (organizationId: string, key: string, units: number) =>
    checkQuota(market.world, {
      organizationId,
      environment: "PROD",
      meter: "api_calls",
      units,
      key,
      occurredAt: null,
      facts: {
        source: "test",
        apiKeyId: null,
        subject: null,
        provider: null,
        endpoint: null,
        userId: null,
        requestId: null,
        costMicros: null,
        properties: null,
      },
    });

  it("admits by the new allowance with the very answer to the purchase, and by the old one with that to the end", async () => {
    const id = await market.organization();
    expect((await use(id, "all", 100)).admitted).toBe(true);
    expect((await use(id, "more", 1)).admitted).toBe(false);
    await buys(id, "PRO");
    expect((await use(id, "more", 1)).admitted).toBe(true);
    expect((await use(id, "much", 9_000)).admitted).toBe(true);
    await cancelSubscription(market.as(id), { when: "now", reason: "enough" });
    expect((await use(id, "late", 1)).admitted).toBe(false);
  });
});

describe("two who write the same fact", () => {
  /** Runs the work in a transaction that stays open for a while after it, and tells when the work is done. */
  const slowly = <T>(work: (tx: Tx) => Promise<T>): { done: Promise<void>; committed: Promise<T> } => {
    let tell = (): void => {};
    const done = new Promise<void>((resolve) => (tell = resolve));
    const committed = inTransaction(market.world.db, async (tx) => {
      const result = await work(tx);
      tell();
      await sleep(300);
      return result;
    });
    return { done, committed };
  };

  it("settle a payment one after the other, and only the first sees it change", async () => {
    const id = await market.organization();
    const { url, sessionId, paymentId } = await toCheckout(id, "PRO");
    await market.pay(url);
    const session = required(await market.ctx.payments.retrieveCheckout(sessionId), "the session");
    const settle = (tx: Tx) => settlePayment(tx, paymentId, { session, subscriptionId: "subn_test" });
    const first = slowly(settle);
    await first.done;
    const second = await inTransaction(market.world.db, settle);
    const { before, after } = await first.committed;
    expect([before.status, after.status]).toEqual(["PENDING", "SUCCEEDED"]);
    expect([second.before.status, second.after.status]).toEqual(["SUCCEEDED", "SUCCEEDED"]);
  });

  it("mirror an invoice one after the other, and an older reading never takes it back", async () => {
    const id = await market.organization();
    await buys(id, "PRO");
    const [ref] = (await listInvoices(market.as(id), id)).invoices;
    const paid = required(await market.ctx.payments.retrieveInvoice(ref?.providerInvoiceId ?? ""), "the invoice");
    const invoice = { ...paid, id: `${paid.id}_copy` };
    const mirror = (tx: Tx) => mirrorInvoiceRow(tx, { organizationId: id, subscriptionId: null }, invoice);
    const first = slowly(mirror);
    await first.done;
    const second = await inTransaction(market.world.db, mirror);
    expect((await first.committed).before).toBeNull();
    expect(second.before?.status).toBe("paid");
    const older = await inTransaction(market.world.db, (tx) =>
      mirrorInvoiceRow(tx, { organizationId: id, subscriptionId: null }, { ...invoice, status: "open", paidAt: null }),
    );
    expect(older.after.status).toBe("paid");
  });
});

describe("when the answer of Stripe is lost", () => {
  const failNext = async (body: object): Promise<void> => {
    const answer = await fetch(`${market.simulator.url}/_simulator/failures`, {
      method: "POST",
      headers: { authorization: `Bearer ${SIMULATOR_KEY}` },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(200);
  };
  afterEach(() => failNext({ clear: true }));

  const writes = ["POST /v1/customers", "POST /v1/products", "POST /v1/prices", "POST /v1/checkout/sessions"];
  const losses = [
    ["by a broken connection", { as: "disconnect" }],
    ["by a 500 that Stripe then repeats", { as: "status", status: 500 }],
  ] as const;
  const cases = writes.flatMap((match) => losses.map(([how, loss]) => [match, how, loss] as const));
  it.each(cases)("after %s %s, the purchase goes on and nothing is made twice", async (match, _how, loss) => {
    const id = await market.organization();
    // Another amount makes another version, whose product and prices Stripe does not have yet.
    await applyCatalog(market.ctx, parseCatalog(SEED.replace('month: "399"', `month: "${400 + (prices += 1)}"`)));
    await failNext({ when: "after", count: 1, match, ...loss });
    const started = await toCheckout(id, "GROWTH");
    const [row] = await market.rows<{ customer: string }>(
      "select stripe_customer_id as customer from organization where id = $1",
      id,
    );
    const sessions = await market.stripe.checkout.sessions.list({ customer: row?.customer ?? "" });
    expect(sessions.data.map((session) => session.id)).toEqual([started.sessionId]);
    const plan = await activePlanByCode(market.ctx, "GROWTH");
    // The yearly price has not been asked for yet.
    expect(plan).toMatchObject({ syncState: "PENDING", stripeProductId: plan.id });
    expect((await market.stripe.prices.list({ product: plan.id, limit: 100 })).data).toHaveLength(1);
    await market.pay(started.url);
    expect(await applyCheckout(market.as(id), started.sessionId)).toMatchObject({ state: "complete" });
  });

  it("for good, the refusal says so, and the same key goes on where it stopped", async () => {
    const id = await market.organization();
    await failNext({ when: "before", as: "disconnect", count: 20, match: "POST /v1/checkout/sessions" });
    expect(await refusal(startCheckout(market.as(id), wish("PRO", { key: "for good" })))).toBe("UNAVAILABLE");
    await failNext({ clear: true });
    expect((await toCheckout(id, "PRO", { key: "for good" })).url).toContain(market.simulator.url);
    expect(await listPayments(market.ctx, id)).toHaveLength(1);
  });

  it("to a cancellation, the next look shows what happened", async () => {
    const id = await market.organization();
    await buys(id, "PRO");
    await failNext({ when: "after", as: "disconnect", count: 3, match: "DELETE /v1/subscriptions" });
    expect(await refusal(cancelSubscription(market.as(id), { when: "now", reason: "enough" }))).toBe("UNAVAILABLE");
    await failNext({ clear: true });
    expect(await market.livesOn(id)).toMatchObject({ plan: "PRO" });
    expect(await cancelSubscription(market.as(id), { when: "now", reason: "enough" })).toMatchObject({
      source: "INTERNAL",
    });
    expect(await market.livesOn(id)).toEqual({ plan: "FREE", status: "ACTIVE", source: "INTERNAL" });
  });

  it("to the return page, nothing of ours has changed and the next try applies it", async () => {
    const id = await market.organization();
    const { url, sessionId } = await toCheckout(id, "PRO");
    await market.pay(url);
    await failNext({ when: "before", as: "status", status: 500, count: 3, match: "GET /v1/subscriptions" });
    expect(await refusal(applyCheckout(market.as(id), sessionId))).toBe("UNAVAILABLE");
    expect(await market.livesOn(id)).toMatchObject({ plan: "FREE" });
    await failNext({ clear: true });
    expect(await applyCheckout(market.as(id), sessionId)).toMatchObject({ state: "complete" });
  });
});

describe("the catalog at Stripe", () => {
  it("has every price on sale after a sync, once", async () => {
    expect((await syncPrices(market.ctx)).failed).toEqual([]);
    expect(await syncPrices(market.ctx)).toEqual({ synced: [], failed: [] });
    const onSale = (await listPlans(market.ctx, { status: "ACTIVE" })).map((plan) => `${plan.code} ${plan.syncState}`);
    expect(onSale).toEqual(
      expect.arrayContaining([
        "FREE NOT_NEEDED",
        "PRO SYNCED",
        "INSTITUTION SYNCED",
        "STARTER SYNCED",
        "GROWTH SYNCED",
        "SCALE NOT_NEEDED",
      ]),
    );
  });

  it("that somebody changed there is not sold at another price than ours", async () => {
    const id = await market.organization();
    await applyCatalog(market.ctx, parseCatalog(SEED.replace('month: "399"', 'month: "555"')));
    const plan = await activePlanByCode(market.ctx, "GROWTH");
    const product = await market.stripe.products.create({ id: plan.id, name: "Growth" });
    const lookup_key = plan.prices[0]?.id ?? "";
    await market.stripe.prices.create({
      product: product.id,
      currency: "usd",
      unit_amount: 1,
      recurring: { interval: "month" },
      lookup_key,
    });
    expect(await refusal(startCheckout(market.as(id), wish("GROWTH")))).toBe("STRIPE_ERROR");
    expect(await activePlanByCode(market.ctx, "GROWTH")).toMatchObject({ syncState: "FAILED" });
    await applyCatalog(market.ctx, parseCatalog(SEED));
  });
});

describe("starting a checkout", () => {
  it("again with the same key leads to the same session, with another wish it is refused", async () => {
    const id = await market.organization();
    const first = await toCheckout(id, "PRO", { key: "same" });
    expect(await toCheckout(id, "PRO", { key: "same" })).toMatchObject({ sessionId: first.sessionId, url: first.url });
    expect(await refusal(startCheckout(market.as(id), wish("GROWTH", { key: "same" })))).toBe("IDEMPOTENCY_MISMATCH");
    expect(await listPayments(market.ctx, id)).toHaveLength(1);
  });

  it("with the key of one that lapsed is refused, and a new key begins anew", async () => {
    const id = await market.organization();
    const { sessionId } = await toCheckout(id, "PRO", { key: "lapsed" });
    await market.stripe.checkout.sessions.expire(sessionId);
    expect(await applyCheckout(market.as(id), sessionId)).toMatchObject({ state: "expired" });
    expect(await applyCheckout(market.as(id), sessionId)).toMatchObject({ state: "expired" });
    expect(await listPayments(market.ctx, id)).toMatchObject([{ status: "FAILED", failure: { code: "expired" } }]);
    const error = (await toCheckout(id, "PRO", { key: "lapsed" }).catch((e: unknown) => e)) as AppError;
    expect([error.code, error.message.includes("new idempotency key")]).toEqual(["CONFLICT", true]);
    expect((await toCheckout(id, "PRO")).sessionId).not.toBe(sessionId);
  });

  it("goes on where it stopped when the answer of Stripe was lost", async () => {
    const id = await market.organization();
    const started = await toCheckout(id, "PRO", { key: "lost" });
    await market.rows(
      "update payment set stripe_checkout_session_id = null, checkout_url = null where id = $1 returning id",
      started.paymentId,
    );
    expect((await toCheckout(id, "PRO", { key: "lost" })).sessionId).toBe(started.sessionId);
  });

  it("closes the one before it, so that nobody pays twice", async () => {
    const id = await market.organization();
    const first = await toCheckout(id, "PRO");
    const second = await toCheckout(id, "GROWTH");
    expect((await market.stripe.checkout.sessions.retrieve(first.sessionId)).status).toBe("expired");
    expect((await market.stripe.checkout.sessions.retrieve(second.sessionId)).status).toBe("open");
    expect((await listPayments(market.ctx, id)).map((payment) => [payment.status, payment.failure?.code])).toEqual([
      ["PENDING", undefined],
      ["FAILED", "superseded"],
    ]);
  });

  it("finds that the one before it was paid, applies that and stops", async () => {
    const id = await market.organization();
    const first = await toCheckout(id, "PRO");
    await market.pay(first.url);
    expect(await refusal(startCheckout(market.as(id), wish("GROWTH")))).toBe("CONFLICT");
    expect(await market.livesOn(id)).toMatchObject({ plan: "PRO", status: "ACTIVE" });
    expect(await stripeSubscriptions(id)).toEqual(["active"]);
  });

  it("at the same time as another leaves one session that can be paid", async () => {
    const id = await market.organization();
    await Promise.allSettled([
      toCheckout(id, "PRO"),
      toCheckout(id, "GROWTH"),
      toCheckout(id, "PRO", { interval: "YEAR" }),
    ]);
    const [row] = await market.rows<{ customer: string }>(
      "select stripe_customer_id as customer from organization where id = $1",
      id,
    );
    const sessions = await market.stripe.checkout.sessions.list({ customer: row?.customer ?? "" });
    expect(sessions.data.filter((session) => session.status === "open").length).toBeLessThanOrEqual(1);
    expect(
      (await market.stripe.customers.list({ limit: 100 })).data.filter(
        (customer) => customer.metadata["weir_organization_id"] === id,
      ),
    ).toHaveLength(1);
  });

  it("is refused with the choices when it pays already, when it is sold by contract, and when it is not on sale", async () => {
    const id = await market.organization();
    await buys(id, "PRO");
    const error = (await startCheckout(market.as(id), wish("GROWTH")).catch((e: unknown) => e)) as {
      code: string;
      details: unknown;
    };
    expect(error).toMatchObject({
      code: "CONFLICT",
      details: { state: "subscribed", plan: "PRO", choices: ["change_plan", "cancel_at_period_end"] },
    });
    expect(await refusal(startCheckout(market.as(id), wish("FREE")))).toBe("CONFLICT");
    const other = await market.organization();
    expect(await refusal(startCheckout(market.as(other), wish("SCALE")))).toBe("FORBIDDEN");
    expect(await refusal(startCheckout(market.as(other), wish("CREDITS_50")))).toBe("NOT_FOUND");
    expect(await refusal(startCheckout(market.as(other), wish("NOTHING")))).toBe("NOT_FOUND");
  });

  it("of the free plan asks nobody and gives it at once", async () => {
    const id = await market.organization();
    await assignPlanByHand(market.ctx, id, "SCALE", { reason: "contract 17" });
    expect(await startCheckout(market.as(id), wish("FREE"))).toMatchObject({ kind: "applied" });
    expect(await market.livesOn(id)).toMatchObject({ plan: "FREE" });
    expect(
      (await market.rows("select 1 from organization where id = $1 and stripe_customer_id is not null", id)).length,
    ).toBe(0);
  });
});

describe("cancelling", () => {
  it("at the period's end stays until then, can be taken back, and then falls back to FREE", async () => {
    const id = await market.organization();
    const { subscription } = await buys(id, "PRO");
    const canceled = await cancelSubscription(market.as(id), { when: "period_end", reason: "too dear" });
    expect(canceled).toMatchObject({ id: subscription.id, status: "ACTIVE", cancelAtPeriodEnd: true });
    expect(await nextCharge(market.as(id), id)).toMatchObject({ kind: "none", because: "ends" });
    expect(await reactivateSubscription(market.as(id))).toMatchObject({ cancelAtPeriodEnd: false, cancelAt: null });
    expect(
      (
        await market.rows(
          "select 1 from outbox_message where organization_id = $1 and type = 'subscription.reactivated'",
          id,
        )
      ).length,
    ).toBe(1);
    await cancelSubscription(market.as(id), { when: "now", reason: "enough" });
    expect(await market.livesOn(id)).toEqual({ plan: "FREE", status: "ACTIVE", source: "INTERNAL" });
    expect(await stripeSubscriptions(id)).toEqual(["canceled"]);
    expect(await refusal(cancelSubscription(market.as(id), { when: "now", reason: "again" }))).toBe("CONFLICT");
  });

  it("told late, twice and out of order still ends with one FREE", async () => {
    const id = await market.organization();
    const { subscription } = await buys(id, "PRO");
    const stripeId = subscription.stripeSubscriptionId ?? "";
    await market.stripe.subscriptions.cancel(stripeId);
    await Promise.all([
      applySubscription(market.ctx, stripeId),
      applySubscription(market.ctx, stripeId),
      applySubscription(market.ctx, stripeId),
    ]);
    expect(await applySubscription(market.ctx, stripeId)).toMatchObject({ outcome: "nothing to do" });
    const history = await subscriptionHistory(market.ctx, id);
    expect(history.map((row) => row.status)).toEqual(["ACTIVE", "CANCELED", "CANCELED"]);
  });
});

describe("a second subscription at Stripe", () => {
  it("beside a live one is ended there at once, and journaled", async () => {
    const id = await market.organization();
    await buys(id, "PRO");
    const [row] = await market.rows<{ customer: string }>(
      "select stripe_customer_id as customer from organization where id = $1",
      id,
    );
    const price = (await activePlanByCode(market.ctx, "PRO")).prices[0]?.stripePriceId ?? "";
    const second = await market.stripe.subscriptions.create({
      customer: row?.customer ?? "",
      items: [{ price }],
      trial_period_days: 3,
    });
    expect(await applySubscription(market.ctx, second.id)).toMatchObject({ outcome: "duplicate: ended at Stripe" });
    expect((await stripeSubscriptions(id)).sort()).toEqual(["active", "canceled"]);
    expect((await queryJournal(market.as(id))).entries.map((entry) => entry.action)).toContain(
      "subscription.duplicate_refused",
    );
  });
});

describe("by hand", () => {
  it("a plan is given with its reason, and taken again", async () => {
    const id = await market.organization();
    await assignPlanByHand(market.ctx, id, "SCALE", { reason: "contract 42" });
    expect(await market.livesOn(id)).toEqual({ plan: "SCALE", status: "ACTIVE", source: "INTERNAL" });
    const [entry] = (await queryJournal(market.as(id))).entries;
    expect(entry).toMatchObject({ action: "subscription.started", reason: "contract 42" });
    await cancelByHand(market.ctx, id, { reason: "contract over" });
    await cancelByHand(market.ctx, id, { reason: "contract over" });
    expect(await market.livesOn(id)).toMatchObject({ plan: "FREE" });
    expect(await subscriptionHistory(market.ctx, id)).toHaveLength(3);
    expect(await refusal(assignPlanByHand(market.ctx, id, "SCALE", { reason: "  " }))).toBe("VALIDATION_ERROR");
  });

  it("over a live Stripe subscription it is refused, with the way out, which does both in one step", async () => {
    const id = await market.organization();
    await buys(id, "PRO");
    const error = (await assignPlanByHand(market.ctx, id, "INSTITUTION", { reason: "gift" }).catch(
      (e: unknown) => e,
    )) as { code: string; details: unknown };
    expect(error).toMatchObject({ code: "CONFLICT", details: { choices: ["end_stripe_subscription"] } });
    await assignPlanByHand(market.ctx, id, "INSTITUTION", { reason: "gift", endStripeSubscription: true });
    expect(await market.livesOn(id)).toEqual({ plan: "INSTITUTION", status: "ACTIVE", source: "INTERNAL" });
    expect(await stripeSubscriptions(id)).toEqual(["canceled"]);
  });
});

describe("overrides and suspension", () => {
  it("hold from the answer on, are validated, and go with their reason into the journal", async () => {
    const id = await market.organization();
    await setOverride(market.ctx, id, { meter: "api_calls", window: "DAY", amount: 500, reason: "a launch" });
    const limit = async () =>
      (await readEntitlements(market.as(id), id)).limits.find(
        (row) => row.meter === "api_calls" && row.window === "DAY",
      );
    expect(await limit()).toMatchObject({ limit: 500, source: "override" });
    await removeOverride(market.ctx, id, { meter: "api_calls", window: "DAY" }, "launched");
    expect(await limit()).toMatchObject({ limit: 100, source: "plan" });
    expect(await refusal(removeOverride(market.ctx, id, { meter: "api_calls", window: "DAY" }, "again"))).toBe(
      "NOT_FOUND",
    );
    const wrong = (override: object) => refusal(setOverride(market.ctx, id, { reason: "x", ...override }));
    for (const override of [
      {},
      { meter: "nothing", window: "DAY" as const, amount: 1 },
      { meter: "api_calls", window: "DAY" as const, amount: 1.5 },
      { feature: "sla" },
      { feature: "sla", enabled: true, expiresAt: 1 },
    ]) {
      expect(await wrong(override)).toBe("VALIDATION_ERROR");
    }
  });

  it("an expired override is closed and journaled once", async () => {
    const id = await market.organization();
    await setOverride(market.ctx, id, {
      feature: "sla",
      enabled: true,
      expiresAt: (await market.now()) + HOUR,
      reason: "an hour",
    });
    await market.rows(
      "update entitlement_override set created_at = created_at - interval '3 hours', expires_at = expires_at - interval '2 hours' where organization_id = $1 returning id",
      id,
    );
    expect(await expireOverrides(market.ctx)).toBe(1);
    expect(await expireOverrides(market.ctx)).toBe(0);
    expect(
      (await queryJournal(market.as(id))).entries.filter((entry) => entry.action === "override.expired"),
    ).toHaveLength(1);
  });

  it("a suspended organization admits nothing and buys nothing until it is activated", async () => {
    const id = await market.organization();
    await suspendOrganization(market.ctx, id, "abuse");
    await suspendOrganization(market.ctx, id, "abuse");
    expect((await readEntitlements(market.as(id), id)).refusal).toBe("ORGANIZATION_SUSPENDED");
    expect(await refusal(startCheckout(market.as(id), wish("PRO")))).toBe("ORGANIZATION_SUSPENDED");
    await activateOrganization(market.ctx, id, "cleared");
    expect((await readEntitlements(market.as(id), id)).refusal).toBeNull();
    expect(
      (await queryJournal(market.as(id))).entries.filter((entry) => entry.action === "organization.suspended"),
    ).toHaveLength(1);
  });
});

describe("the billing page", () => {
  it("knows the next charge with its lines, the card and the portal", async () => {
    const id = await market.organization();
    expect(await nextCharge(market.as(id), id)).toMatchObject({ kind: "none", because: "not_paid" });
    expect(await refusal(openPortal(market.as(id), { returnUrl: "http://weir.test/billing" }))).toBe("CONFLICT");
    const { subscription } = await buys(id, "PRO");
    const next = await nextCharge(market.as(id), id);
    expect(next).toMatchObject({
      kind: "charge",
      paymentMethod: { brand: "visa", lastFour: "4242" },
      preview: { amountDue: { amount: 2999n, currency: "usd" }, chargedAt: subscription.period.end + DRAFT_HOUR },
    });
    expect(await openPortal(market.as(id), { returnUrl: "http://weir.test/billing" })).toContain(market.simulator.url);
    // What the portal does to it, seen on the way back without any webhook.
    await market.stripe.subscriptions.update(subscription.stripeSubscriptionId ?? "", { cancel_at_period_end: true });
    expect(await refreshSubscription(market.as(id))).toMatchObject({ cancelAtPeriodEnd: true });
  });
});

// Last, because time does not go back.
describe("time", () => {
  it("turns a trial into a paid month, renews it, and falls back when the cancellation comes due", async () => {
    const id = await market.organization("Umbrella");
    const { subscription } = await buys(id, "STARTER");
    const stripeId = subscription.stripeSubscriptionId ?? "";
    await market.travelTo(subscription.anchorAt + 2 * HOUR);
    await applySubscription(market.ctx, stripeId);
    const paid = await liveSubscription(market.ctx, id);
    expect(paid).toMatchObject({ status: "ACTIVE", anchorAt: subscription.anchorAt });
    expect(paid.period.start).toBe(subscription.anchorAt);
    await cancelSubscription(market.as(id), { when: "period_end", reason: "done" });
    await market.travelTo(paid.period.end + HOUR);
    await applySubscription(market.ctx, stripeId);
    expect(await market.livesOn(id)).toEqual({ plan: "FREE", status: "ACTIVE", source: "INTERNAL" });
    expect((await findLiveSubscription(market.ctx, id))?.anchorAt).toBeGreaterThan(paid.period.end - 1);
  });

  it("a renewal that cannot be collected is past due since the first failure, and each attempt is told once", async () => {
    const id = await market.organization("Tyrell");
    const { subscription } = await buys(id, "STARTER", { card: CARDS.failsLater });
    const stripeId = subscription.stripeSubscriptionId ?? "";
    await market.travelTo(subscription.anchorAt + 2 * HOUR);
    await applySubscription(market.ctx, stripeId);
    const first = await liveSubscription(market.ctx, id);
    expect(first.status).toBe("PAST_DUE");
    expect(first.pastDueSince).not.toBeNull();
    await market.travelTo(subscription.anchorAt + 4 * DAY);
    await applySubscription(market.ctx, stripeId);
    expect((await liveSubscription(market.ctx, id)).pastDueSince).toBe(first.pastDueSince);
  });
});
