import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  announceTrialEnd,
  applyCheckout,
  applySubscription,
  assignPlanByHand,
  cancelSubscription,
  extendTrial,
  listInvoices,
  nextCharge,
  pauseSubscription,
  reactivateSubscription,
  resumeSubscription,
  startCheckout,
} from "@/lib/billing";
import { readEntitlements } from "@/lib/entitlements";
import { queryJournal } from "@/lib/journal";
import { AppError, required } from "@/lib/kernel/errors";
import { DAY, HOUR, iso } from "@/lib/kernel/time";
import { readStanding } from "@/lib/quota";
import { createStripeProvider } from "@/lib/stripe";
import { liveSubscription } from "@/lib/subscriptions";
import { updateOrganization } from "@/lib/tenancy";
import { CARDS, openMarket, refusal, type Market } from "./billing.fixture";

let market: Market;
beforeAll(async () => void (market = await openMarket()));
afterAll(() => market.close());

let keys = 0;
async function checksOut(
  planCode: string,
  organization?: string,
  payments = market.ctx.payments,
): Promise<{ organization: string; url: string; session: string }> {
  const buyer = organization ?? (await market.organization());
  const started = await startCheckout(
    { ...market.as(buyer), payments },
    {
      planCode,
      interval: "MONTH",
      successUrl: "http://weir.test/return?session={CHECKOUT_SESSION_ID}",
      cancelUrl: "http://weir.test/pricing",
      idempotencyKey: `life-${(keys += 1)}`,
    },
  );
  if (started.kind !== "redirect") throw new Error("a checkout was expected");
  return { organization: buyer, url: started.url, session: started.sessionId };
}
async function buys(planCode: string, card?: string): Promise<string> {
  const { organization, url, session } = await checksOut(planCode);
  expect((await market.pay(url, card)).status).toBe(303);
  await applyCheckout(market.as(organization), session);
  return organization;
}

const live = (organization: string) => liveSubscription(market.ctx, organization);
const stripeIdOf = async (organization: string): Promise<string> =>
  required((await live(organization)).stripeSubscriptionId, "the Stripe subscription");
const mirrored = async (organization: string) => applySubscription(market.ctx, await stripeIdOf(organization));
const refusalAt = async (organization: string) =>
  (await readStanding(market.ctx, organization, "PROD")).entitlements.refusal;
const refused = async (work: Promise<unknown>) => {
  const error = await work.catch((e: unknown) => e);
  if (!(error instanceof AppError)) throw new Error("it was not refused", { cause: error });
  return error;
};
/** Puts another card under the subscription, as its owner would in the portal. */
async function takesCard(organization: string, token: string): Promise<void> {
  const id = await stripeIdOf(organization);
  const { customer } = await market.stripe.subscriptions.retrieve(id);
  const method = await market.stripe.paymentMethods.attach(token, { customer: customer as string });
  await market.stripe.subscriptions.update(id, { default_payment_method: method.id });
}

describe("a pause", () => {
  it("refuses usage and charges nothing; what was paid before goes on after it", async () => {
    const acme = await buys("PRO");
    const { period } = await live(acme);
    await market.travelTo(period.start + 5 * DAY);
    const paused = await pauseSubscription(market.as(acme), { reason: "holidays" });
    expect([paused.status, await refusalAt(acme)]).toEqual(["PAUSED", "PAYMENT_REQUIRED"]);
    expect(await nextCharge(market.as(acme), acme)).toMatchObject({ kind: "none", because: "paused" });
    expect((await pauseSubscription(market.as(acme), { reason: "again" })).revision).toBe(paused.revision);
    const error = await refused(cancelSubscription(market.as(acme), { when: "period_end", reason: "no" }));
    expect([error.code, error.details]).toEqual(["CONFLICT", { state: "paused", allowed: ["cancel_now", "resume"] }]);
    await market.travelTo(period.start + 9 * DAY);
    const resumed = await resumeSubscription(market.as(acme));
    expect([resumed.status, resumed.period]).toEqual(["ACTIVE", period]);
    expect(await refusalAt(acme)).toBeNull();
    expect((await resumeSubscription(market.as(acme))).revision).toBe(resumed.revision);
    const journal = (await queryJournal(market.as(acme))).entries;
    expect(journal.find((entry) => entry.action === "subscription.pause_requested")?.reason).toBe("holidays");
  });

  it("that outlasts its period gives no period for nothing: a new one begins, and is charged that day", async () => {
    const acme = await buys("PRO");
    const { period } = await live(acme);
    await pauseSubscription(market.as(acme), { reason: "a long rest" });
    await market.travelTo(period.end + 3 * DAY);
    await mirrored(acme);
    expect((await live(acme)).status).toBe("PAUSED");
    const id = await stripeIdOf(acme);
    const paidSoFar = async () =>
      (await market.stripe.invoices.list({ subscription: id, status: "paid" })).data.map(
        (invoice) => invoice.amount_paid,
      );
    expect(await paidSoFar()).toEqual([2_999]);
    const resumed = await resumeSubscription(market.as(acme));
    expect(resumed.status).toBe("ACTIVE");
    expect(Math.abs(resumed.period.start - (period.end + 3 * DAY))).toBeLessThan(HOUR);
    expect(await paidSoFar()).toEqual([2_999, 2_999]);
  });

  it("of what we keep ourselves is kept by ourselves", async () => {
    const acme = await market.organization();
    await assignPlanByHand(market.as(acme), acme, "PRO", { reason: "a gift" });
    expect((await pauseSubscription(market.as(acme), { reason: "rest" })).status).toBe("PAUSED");
    expect(await refusalAt(acme)).toBe("PAYMENT_REQUIRED");
    expect((await resumeSubscription(market.as(acme))).status).toBe("ACTIVE");
    const free = await market.organization();
    expect((await refused(pauseSubscription(market.as(free), { reason: "why" }))).details).toEqual({
      state: "free",
      allowed: ["checkout"],
    });
  });
});

describe("a payment that fails", () => {
  it("keeps access for the grace, then restricts it by time alone; paying within it brings everything back", async () => {
    const acme = await buys("PRO");
    const { period } = await live(acme);
    await takesCard(acme, "pm_card_chargeCustomerFail");
    await market.travelTo(period.end + 2 * HOUR);
    await mirrored(acme);
    const { status, pastDueSince } = await live(acme);
    expect([status, await refusalAt(acme)]).toEqual(["PAST_DUE", null]);
    const since = required(pastDueSince, "since when it is past due");

    expect((await refused(reactivateSubscription(market.as(acme)))).code).toBe("PAYMENT_REQUIRED");
    expect((await live(acme)).status).toBe("PAST_DUE");
    await market.travelTo(since + 7 * DAY + 1_000);
    await expect.poll(() => refusalAt(acme), { timeout: 10_000 }).toBe("PAYMENT_REQUIRED");
    expect((await live(acme)).pastDueSince).toBe(since);

    await takesCard(acme, "pm_card_visa");
    const back = await reactivateSubscription(market.as(acme));
    expect([back.status, back.pastDueSince, await refusalAt(acme)]).toEqual(["ACTIVE", null, null]);
    const { invoices } = await listInvoices(market.as(acme), acme);
    expect(invoices.filter((invoice) => invoice.status === "paid" && invoice.total === 2_999n)).not.toHaveLength(0);
    expect(invoices.some((invoice) => invoice.status === "open")).toBe(false);
  });

  it("the first time leaves nothing half made: the plan before stays, and the next try buys", async () => {
    const { organization, url } = await checksOut("PRO");
    const before = await live(organization);
    expect((await market.pay(url, CARDS.declined)).status).not.toBe(303);
    expect(await live(organization)).toEqual(before);
    expect(await market.rows("select id from subscription where organization_id = $1", organization)).toHaveLength(1);
    const again = await checksOut("PRO", organization);
    expect((await market.pay(again.url)).status).toBe(303);
    await applyCheckout(market.as(organization), again.session);
    expect(await market.livesOn(organization)).toEqual({ plan: "PRO", status: "ACTIVE", source: "STRIPE" });
  });
});

describe("a trial", () => {
  it("is extended by the operator, charges nothing until then, and is announced once for each end", async () => {
    const acme = await buys("STARTER");
    await updateOrganization(market.as(acme), { billingEmail: "pay@acme.test" });
    const { trial } = await live(acme);
    const end = required(trial, "the trial").end;
    const until = end + 7 * DAY;
    expect((await refused(extendTrial(market.as(acme), { until: end - DAY, reason: "shorter" }))).fields[0]?.code).toBe(
      "not_later",
    );
    expect(await announceTrialEnd(market.as(acme), await live(acme))).toBe(true);
    const extended = await extendTrial(market.as(acme), { until, reason: "asked nicely" });
    expect([extended.status, extended.trial?.end]).toEqual(["TRIALING", until]);
    expect((await extendTrial(market.as(acme), { until, reason: "twice" })).revision).toBe(extended.revision);
    expect(await announceTrialEnd(market.as(acme), extended)).toBe(true);
    expect(await announceTrialEnd(market.as(acme), extended)).toBe(false);
    const told = await market.rows<{ type: string; payload: { to?: string; model?: unknown; trialEnd?: string } }>(
      "select type, payload from outbox_message where organization_id = $1 and type in ('mail.ordered', 'subscription.trial_will_end') order by seq",
      acme,
    );
    expect(told.map(({ type }) => type)).toEqual([
      "subscription.trial_will_end",
      "mail.ordered",
      "subscription.trial_will_end",
      "mail.ordered",
    ]);
    expect(told[2]?.payload.trialEnd).toBe(iso(until));
    expect(told[3]?.payload).toMatchObject({
      to: "pay@acme.test",
      kind: "trial_ending",
      model: { plan: "Starter", trialEnd: iso(until), price: { amount: "4900" }, hasCard: true },
    });
    await market.travelTo(end + 2 * HOUR);
    await mirrored(acme);
    expect(await market.livesOn(acme)).toMatchObject({ plan: "STARTER", status: "TRIALING" });
    await market.travelTo(until + 2 * HOUR);
    await mirrored(acme);
    expect(await market.livesOn(acme)).toMatchObject({ plan: "STARTER", status: "ACTIVE" });
    expect((await refused(extendTrial(market.as(acme), { until: until + DAY, reason: "over" }))).details.state).toBe(
      "active",
    );
  });

  it("whose card is gone at its end falls back to the free plan, as it is configured", async () => {
    const acme = await buys("STARTER");
    const id = await stripeIdOf(acme);
    const { customer, trial_settings } = await market.stripe.subscriptions.retrieve(id);
    expect(trial_settings?.end_behavior.missing_payment_method).toBe("cancel");
    for (const method of (await market.stripe.paymentMethods.list({ customer: customer as string })).data)
      await market.stripe.paymentMethods.detach(method.id);
    const end = required((await live(acme)).trial, "the trial").end;
    await market.travelTo(end + 2 * HOUR);
    await applySubscription(market.ctx, id);
    expect(await market.livesOn(acme)).toEqual({ plan: "FREE", status: "ACTIVE", source: "INTERNAL" });
    expect((await readEntitlements(market.as(acme), acme)).plan?.code).toBe("FREE");
  });
});

describe("a trial that rests at its end without a card, as it can be configured", () => {
  /** What Stripe has collected; the trial's own invoice came to nothing. */
  const collected = async (id: string) =>
    (await market.stripe.invoices.list({ subscription: id, status: "paid" })).data
      .map((invoice) => invoice.amount_paid)
      .filter((paid) => paid > 0);

  it("keeps its plan and admits nothing; a card and the owner's word bring it back, charged once", async () => {
    const pausing = createStripeProvider({ ...market.world.env, TRIAL_END_WITHOUT_CARD: "pause" });
    const { organization: acme, url, session } = await checksOut("STARTER", undefined, pausing);
    expect((await market.pay(url)).status).toBe(303);
    await applyCheckout(market.as(acme), session);
    const id = await stripeIdOf(acme);
    const { customer, trial_settings } = await market.stripe.subscriptions.retrieve(id);
    expect(trial_settings?.end_behavior.missing_payment_method).toBe("pause");
    for (const method of (await market.stripe.paymentMethods.list({ customer: customer as string })).data)
      await market.stripe.paymentMethods.detach(method.id);

    await market.travelTo(required((await live(acme)).trial, "the trial").end + 2 * HOUR);
    await mirrored(acme);
    expect(await market.livesOn(acme)).toEqual({ plan: "STARTER", status: "PAUSED", source: "STRIPE" });
    expect(await refusalAt(acme)).toBe("PAYMENT_REQUIRED");
    expect(await nextCharge(market.as(acme), acme)).toMatchObject({ kind: "none", because: "paused" });

    for (const card of [null, null, "pm_card_chargeCustomerFail"] as const) {
      if (card !== null) await takesCard(acme, card);
      expect((await refused(resumeSubscription(market.as(acme)))).code).toBe("PAYMENT_REQUIRED");
      expect([(await live(acme)).status, await refusalAt(acme)]).toEqual(["PAUSED", "PAYMENT_REQUIRED"]);
    }
    // Each try was for the same period.
    expect((await market.stripe.invoices.list({ subscription: id, status: "open" })).data).toHaveLength(1);
    expect(await collected(id)).toEqual([]);

    await takesCard(acme, "pm_card_visa");
    const back = await resumeSubscription(market.as(acme));
    expect([back.status, await refusalAt(acme)]).toEqual(["ACTIVE", null]);
    expect(await collected(id)).toEqual([4_900]);
    expect((await resumeSubscription(market.as(acme))).revision).toBe(back.revision);
  });
});

describe("a step that is not in the table", () => {
  it("is refused with the state and the choices, and changes nothing", async () => {
    const acme = await buys("PRO");
    const before = await live(acme);
    expect(await refusal(extendTrial(market.as(acme), { until: before.period.end, reason: "none runs" }))).toBe(
      "CONFLICT",
    );
    const canceled = await cancelSubscription(market.as(acme), { when: "period_end", reason: "done" });
    expect(canceled.cancelAtPeriodEnd).toBe(true);
    expect((await refused(pauseSubscription(market.as(acme), { reason: "late" }))).details).toEqual({
      state: "cancellation_scheduled",
      allowed: ["cancel_now", "reactivate"],
    });
    expect((await reactivateSubscription(market.as(acme))).cancelAtPeriodEnd).toBe(false);
    expect((await cancelSubscription(market.as(acme), { when: "now", reason: "now" })).source).toBe("INTERNAL");
    expect(await market.livesOn(acme)).toMatchObject({ plan: "FREE" });
    const again = () => cancelSubscription(market.as(acme), { when: "now", reason: "again" });
    for (const work of [
      again,
      () => reactivateSubscription(market.as(acme)),
      () => resumeSubscription(market.as(acme)),
    ])
      expect((await refused(work())).details.state).toBe("free");
  });
});
