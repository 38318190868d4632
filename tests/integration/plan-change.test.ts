import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  applyCheckout,
  applySubscription,
  cancelSubscription,
  changePlan,
  listInvoices,
  nextCharge,
  previewPlanChange,
  reactivateSubscription,
  revokeScheduledChange,
  startCheckout,
  waitingChange,
  type MakeChange,
  type PlanChangePreview,
} from "@/lib/billing";
import { readEntitlements } from "@/lib/entitlements";
import { queryJournal } from "@/lib/journal";
import { DAY, HOUR } from "@/lib/kernel/time";
import { required } from "@/lib/kernel/errors";
import { checkQuota, readStanding } from "@/lib/quota";
import { findLiveSubscription, liveSubscription } from "@/lib/subscriptions";
import { openMarket, refusal, type Market } from "./billing.fixture";

let market: Market;
beforeAll(async () => void (market = await openMarket()));
afterAll(() => market.close());

let keys = 0;
async function buys(planCode: string, interval: "MONTH" | "YEAR" = "MONTH"): Promise<string> {
  const organization = await market.organization();
  const started = await startCheckout(market.as(organization), {
    planCode,
    interval,
    successUrl: "http://weir.test/return?session={CHECKOUT_SESSION_ID}",
    cancelUrl: "http://weir.test/pricing",
    idempotencyKey: `buy-${(keys += 1)}`,
  });
  if (started.kind !== "redirect") throw new Error("a checkout was expected");
  expect((await market.pay(started.url)).status).toBe(303);
  await applyCheckout(market.as(organization), started.sessionId);
  return organization;
}

const stripeIdOf = async (organization: string): Promise<string> =>
  required((await liveSubscription(market.ctx, organization)).stripeSubscriptionId, "the Stripe subscription");
const mirrored = async (organization: string): Promise<unknown> =>
  applySubscription(market.ctx, await stripeIdOf(organization));

const now = (preview: PlanChangePreview) => required(preview.now, "a preview of a change now");
const confirmed = (planCode: string, preview: PlanChangePreview, more: Partial<MakeChange> = {}): MakeChange => ({
  planCode,
  interval: "MONTH",
  timing: "now",
  shown: { amountDue: now(preview).invoice.amountDue.amount, proratedAt: now(preview).proratedAt },
  idempotencyKey: `change-${(keys += 1)}`,
  ...more,
});
const lastInvoice = async (organization: string) =>
  required((await listInvoices(market.as(organization), organization)).invoices[0], "an invoice");

const INSTITUTION_MONTHLY = { planCode: "INSTITUTION", interval: "MONTH" } as const;
const DEAD = new Error("the process died");

/** Half of the running period is over. */
async function halfWay(organization: string): Promise<{ start: number; end: number }> {
  const { period } = await liveSubscription(market.ctx, organization);
  await market.travelTo(period.start + (period.end - period.start) / 2);
  return period;
}

/** Puts another card under the subscription, as its owner would in the portal. */
async function takesCard(organization: string, token: string): Promise<void> {
  const id = await stripeIdOf(organization);
  const { customer } = await market.stripe.subscriptions.retrieve(id);
  const method = await market.stripe.paymentMethods.attach(token, { customer: customer as string });
  await market.stripe.subscriptions.update(id, { default_payment_method: method.id });
}

describe("an upgrade", () => {
  it("is charged now, to the cent what was shown, and the quota admits by the new limit", async () => {
    const acme = await buys("STARTER");
    await market.travelTo(((await liveSubscription(market.ctx, acme)).trial?.end ?? 0) + 2 * HOUR);
    await mirrored(acme);
    const period = await halfWay(acme);
    const preview = await previewPlanChange(market.as(acme), { planCode: "GROWTH", interval: "MONTH" });
    expect(preview.timings).toEqual(["now", "period_end"]);
    // Half of each price within a second's worth: 399.00 / 2 − 49.00 / 2 = 175.00.
    const due = now(preview).invoice.amountDue.amount;
    const second = (39_900 - 4_900) / ((period.end - period.start) / 1_000);
    expect(Math.abs(Number(due) - 17_500)).toBeLessThanOrEqual(1 + 60 * second);
    expect(now(preview).invoice.lines.map((line) => line.amount.amount < 0n)).toEqual([true, false]);
    const made = await changePlan(market.as(acme), confirmed("GROWTH", preview));
    expect(made.kind).toBe("changed");
    expect(await market.livesOn(acme)).toEqual({ plan: "GROWTH", status: "ACTIVE", source: "STRIPE" });
    expect(await lastInvoice(acme)).toMatchObject({ status: "paid", amountPaid: due, total: due });
    const admitted = await checkQuota(market.ctx, {
      organizationId: acme,
      environment: "PROD",
      meter: "api_calls",
      units: 50_000,
      key: "after-the-upgrade",
      occurredAt: null,
      facts: {
        source: "api",
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
    expect(admitted.admitted).toBe(true);
    const actions = (await queryJournal(market.as(acme))).entries.map((entry) => entry.action);
    expect(actions).toContain("subscription.change_requested");
  });

  it("is made once for one key, also when it is sent again", async () => {
    const acme = await buys("PRO");
    const preview = await previewPlanChange(market.as(acme), { planCode: "INSTITUTION", interval: "MONTH" });
    const change = confirmed("INSTITUTION", preview);
    const [first, second] = [await changePlan(market.as(acme), change), await changePlan(market.as(acme), change)];
    expect([first.kind, second.kind]).toEqual(["changed", "changed"]);
    const invoices = (await listInvoices(market.as(acme), acme)).invoices;
    expect(invoices).toHaveLength(2);
    expect(await refusal(changePlan(market.as(acme), { ...change, timing: "period_end" }))).toBe(
      "IDEMPOTENCY_MISMATCH",
    );
  });

  it("beside another one is refused with state and choices: one is made, for the sum that was shown", async () => {
    const acme = await buys("PRO");
    await halfWay(acme);
    const wished = async (planCode: string) =>
      confirmed(planCode, await previewPlanChange(market.as(acme), { planCode, interval: "MONTH" }));
    const [wish, other] = [await wished("INSTITUTION"), await wished("GROWTH")];
    // The other one comes when the sum of the first was held against Stripe's and nothing is charged yet.
    const beside: unknown[] = [];
    const payments: typeof market.ctx.payments = {
      ...market.ctx.payments,
      changePlan: async (change) => {
        beside.push(await changePlan(market.as(acme), other).catch((error: unknown) => error));
        return market.ctx.payments.changePlan(change);
      },
    };
    const refusedAs = (state: string) => ({ code: "CONFLICT", details: { state, allowed: ["preview"] } });
    expect(await changePlan({ ...market.as(acme), payments }, wish)).toMatchObject({ kind: "changed" });
    expect(beside).toMatchObject([refusedAs("change_under_way")]);
    const { invoices } = await listInvoices(market.as(acme), acme);
    expect(invoices.map((invoice) => invoice.amountDue)).toEqual([wish.shown?.amountDue, 2_999n]);
    expect((await readEntitlements(market.as(acme), acme)).plan?.code).toBe("INSTITUTION");
    expect(await market.rows("select 1 from change_turn")).toEqual([]);
    const later = await changePlan(market.as(acme), other).catch((error: unknown) => error);
    expect(later).toMatchObject(refusedAs("preview_outdated"));
  });

  it("that died on its way goes on under its key at once, and holds others up for its turn only", async () => {
    const acme = await buys("PRO");
    await halfWay(acme);
    const wish = confirmed("INSTITUTION", await previewPlanChange(market.as(acme), { ...INSTITUTION_MONTHLY }));
    // It died before Stripe heard of it: its turn stands, and nobody ends it.
    const dies = { ...market.as(acme), payments: { ...market.ctx.payments, changePlan: () => Promise.reject(DEAD) } };
    expect(await refusal(changePlan(dies, wish))).toBe(DEAD);
    const [agreed] = await market.rows<{ id: string }>(
      "select result::json->>'changeId' as id from once_record where key = $1",
      wish.idempotencyKey,
    );
    await market.rows(
      "insert into change_turn values ($1, $2, now() + interval '2 minutes') returning change_id",
      acme,
      agreed?.id,
    );
    const other = { ...wish, idempotencyKey: `change-${(keys += 1)}` };
    expect(await refusal(changePlan(market.as(acme), other))).toBe("CONFLICT");
    expect(await changePlan(market.as(acme), wish)).toMatchObject({ kind: "changed" });
    expect(await market.rows("select 1 from change_turn")).toEqual([]);
  });

  it("refuses a sum that is not today's, and charges nothing", async () => {
    const acme = await buys("PRO");
    const preview = await previewPlanChange(market.as(acme), { planCode: "INSTITUTION", interval: "MONTH" });
    const { proratedAt, invoice } = now(preview);
    const wrong = confirmed("INSTITUTION", preview, {
      shown: { amountDue: invoice.amountDue.amount - 1n, proratedAt },
    });
    expect(await refusal(changePlan(market.as(acme), wrong))).toBe("CONFLICT");
    const old = confirmed("INSTITUTION", preview, {
      shown: { amountDue: invoice.amountDue.amount, proratedAt: proratedAt - HOUR },
    });
    expect(await refusal(changePlan(market.as(acme), old))).toBe("CONFLICT");
    expect(await market.livesOn(acme)).toMatchObject({ plan: "PRO" });
    expect((await listInvoices(market.as(acme), acme)).invoices).toHaveLength(1);
  });

  it("waits while the card refuses: the plan stays, and comes when the invoice is paid", async () => {
    const acme = await buys("PRO");
    await takesCard(acme, "pm_card_chargeCustomerFail");
    const preview = await previewPlanChange(market.as(acme), { planCode: "INSTITUTION", interval: "MONTH" });
    const made = await changePlan(market.as(acme), confirmed("INSTITUTION", preview));
    if (made.kind !== "payment_needed") throw new Error(`the change is ${made.kind}`);
    expect(made.amountDue).toEqual(now(preview).invoice.amountDue);
    expect(made.because).toBe("refused");
    expect(made.url).toMatch(/^http/);
    expect(await market.livesOn(acme)).toMatchObject({ plan: "PRO", status: "ACTIVE" });
    const { invoices } = await listInvoices(market.as(acme), acme);
    expect(invoices.find((invoice) => invoice.status === "open")).toMatchObject({ amountDue: made.amountDue.amount });
    const { latest_invoice } = await market.stripe.subscriptions.retrieve(await stripeIdOf(acme));
    await market.stripe.invoices.pay(latest_invoice as string, { payment_method: "pm_card_visa" });
    await mirrored(acme);
    expect(await market.livesOn(acme)).toMatchObject({ plan: "INSTITUTION", status: "ACTIVE" });
  });

  it("waits while the bank asks for the holder, who is sent to confirm and confirms", async () => {
    const acme = await buys("PRO");
    await takesCard(acme, "pm_card_authenticationRequiredOnSetup");
    const preview = await previewPlanChange(market.as(acme), { planCode: "INSTITUTION", interval: "MONTH" });
    const made = await changePlan(market.as(acme), confirmed("INSTITUTION", preview));
    if (made.kind !== "payment_needed") throw new Error(`the change is ${made.kind}`);
    expect([made.because, made.next.code]).toEqual(["confirmation", "INSTITUTION"]);
    expect(await waitingChange(market.as(acme))).toMatchObject({ url: made.url, until: made.until });
    const asks = await market.pay(made.url, "4000 0025 0000 3155");
    const bank = new URL(asks.headers.get("location") ?? "", made.url);
    await fetch(bank, { method: "POST", body: new URLSearchParams({ outcome: "complete" }) });
    await mirrored(acme);
    expect(await market.livesOn(acme)).toMatchObject({ plan: "INSTITUTION", status: "ACTIVE" });
    expect(await waitingChange(market.as(acme))).toBeNull();
  });

  it("that nobody pays in time is off, and nothing is owed for it", async () => {
    const acme = await buys("PRO");
    await takesCard(acme, "pm_card_chargeCustomerFail");
    const preview = await previewPlanChange(market.as(acme), { planCode: "INSTITUTION", interval: "MONTH" });
    const made = await changePlan(market.as(acme), confirmed("INSTITUTION", preview));
    if (made.kind !== "payment_needed") throw new Error(`the change is ${made.kind}`);
    await market.travelTo(made.until + HOUR);
    await mirrored(acme);
    expect(await market.livesOn(acme)).toEqual({ plan: "PRO", status: "ACTIVE", source: "STRIPE" });
    expect(await waitingChange(market.as(acme))).toBeNull();
    const { invoices } = await listInvoices(market.as(acme), acme);
    for (const { providerInvoiceId } of invoices)
      expect((await market.stripe.invoices.retrieve(providerInvoiceId)).status).not.toBe("open");
  });

  it("during a trial ends it and charges the first period whole", async () => {
    const acme = await buys("STARTER");
    const preview = await previewPlanChange(market.as(acme), { planCode: "GROWTH", interval: "MONTH" });
    expect(now(preview).invoice.amountDue.amount).toBe(39_900n);
    await changePlan(market.as(acme), confirmed("GROWTH", preview));
    expect(await market.livesOn(acme)).toEqual({ plan: "GROWTH", status: "ACTIVE", source: "STRIPE" });
    // The trial's free invoice may be of the same second.
    const { invoices } = await listInvoices(market.as(acme), acme);
    expect(invoices.find((invoice) => invoice.total > 0n)).toMatchObject({ status: "paid", total: 39_900n });
  });

  it("from a month to a year begins a year today and credits what is left of the month", async () => {
    const acme = await buys("PRO");
    await halfWay(acme);
    const preview = await previewPlanChange(market.as(acme), { planCode: "PRO", interval: "YEAR" });
    const due = now(preview).invoice.amountDue.amount;
    // 299.90 for the year less about half of 29.99.
    expect(Math.abs(Number(due) - (29_990 - 1_500))).toBeLessThanOrEqual(3);
    await changePlan(market.as(acme), confirmed("PRO", preview, { interval: "YEAR" }));
    const live = await liveSubscription(market.ctx, acme);
    expect(live.interval).toBe("YEAR");
    expect(live.period.end - live.period.start).toBeGreaterThanOrEqual(365 * DAY);
    const { invoices } = await listInvoices(market.as(acme), acme);
    expect(invoices.map((invoice) => [invoice.status, invoice.total])).toContainEqual(["paid", due]);
  });
});

describe("a downgrade", () => {
  it("starts at the period's end: shown until then, true by time alone, charged the lower price", async () => {
    const acme = await buys("INSTITUTION");
    const { period } = await liveSubscription(market.ctx, acme);
    expect(await refusal(changePlan(market.as(acme), { ...smaller(), timing: "now" }))).toBe("CONFLICT");
    const preview = await previewPlanChange(market.as(acme), { planCode: "PRO", interval: "MONTH" });
    expect([preview.timings, preview.now, preview.periodEnd]).toEqual([["period_end"], null, period.end]);
    const made = await changePlan(market.as(acme), smaller());
    expect(made.kind).toBe("scheduled");
    expect(made.subscription.scheduledChange).toMatchObject({ planCode: "PRO", interval: "MONTH", at: period.end });
    expect((await readEntitlements(market.as(acme), acme)).scheduledPlan).toMatchObject({
      code: "PRO",
      at: period.end,
    });
    const limit = async () =>
      (await readStanding(market.ctx, acme, "PROD")).limits.find((l) => l.meter === "api_calls")?.limit;
    expect(await limit()).toBeNull();
    const charge = await nextCharge(market.as(acme), acme);
    expect(charge.kind === "charge" && charge.preview.amountDue.amount).toBe(2_999n);

    // Nobody has told us that the moment has come, and the limit is the new one all the same.
    await market.travelTo(period.end + 1_000);
    await expect.poll(limit, { timeout: 10_000 }).toBe(10_000);
    expect(await market.livesOn(acme)).toMatchObject({ plan: "INSTITUTION" });
    await market.travelTo(period.end + 2 * HOUR);
    await mirrored(acme);
    expect(await market.livesOn(acme)).toEqual({ plan: "PRO", status: "ACTIVE", source: "STRIPE" });
    expect((await liveSubscription(market.ctx, acme)).scheduledChange).toBeNull();
    const { latest_invoice } = await market.stripe.subscriptions.retrieve(await stripeIdOf(acme));
    expect(await market.stripe.invoices.retrieve(latest_invoice as string)).toMatchObject({
      total: 2_999,
      status: "paid",
    });
  });

  it("keeps the discount that the subscriber was promised", async () => {
    const acme = await buys("INSTITUTION");
    const { period } = await liveSubscription(market.ctx, acme);
    const coupon = await market.stripe.coupons.create({ percent_off: 10, duration: "forever" });
    await market.stripe.subscriptions.update(await stripeIdOf(acme), { discounts: [{ coupon: coupon.id }] });
    await changePlan(market.as(acme), smaller());
    await market.travelTo(period.end + 2 * HOUR);
    const { latest_invoice, discounts } = await market.stripe.subscriptions.retrieve(await stripeIdOf(acme));
    expect(discounts).toHaveLength(1);
    // A tenth of 29.99 is 3.00 to the cent: 29.99 − 3.00 = 26.99.
    expect(await market.stripe.invoices.retrieve(latest_invoice as string)).toMatchObject({ total: 2_699 });
  });

  it("can be taken back, and gives way to another change and to a cancellation", async () => {
    const acme = await buys("INSTITUTION");
    await changePlan(market.as(acme), smaller());
    expect((await revokeScheduledChange(market.as(acme))).scheduledChange).toBeNull();
    expect((await revokeScheduledChange(market.as(acme))).scheduledChange).toBeNull();
    await changePlan(market.as(acme), smaller());
    const yearly = await changePlan(market.as(acme), { ...smaller(), interval: "YEAR" });
    expect(yearly.subscription.scheduledChange).toMatchObject({ planCode: "PRO", interval: "YEAR" });
    const canceled = await cancelSubscription(market.as(acme), { when: "period_end", reason: "done here" });
    expect(canceled).toMatchObject({ cancelAtPeriodEnd: true, scheduledChange: null });
    expect(await refusal(changePlan(market.as(acme), smaller()))).toBe("CONFLICT");
    await reactivateSubscription(market.as(acme));
    expect((await changePlan(market.as(acme), smaller())).kind).toBe("scheduled");
    const preview = await previewPlanChange(market.as(acme), { planCode: "INSTITUTION", interval: "YEAR" });
    await changePlan(market.as(acme), confirmed("INSTITUTION", preview, { interval: "YEAR" }));
    expect(await liveSubscription(market.ctx, acme)).toMatchObject({ interval: "YEAR", scheduledChange: null });
  });
});

const smaller = (): MakeChange => ({
  planCode: "PRO",
  interval: "MONTH",
  timing: "period_end",
  idempotencyKey: `change-${(keys += 1)}`,
});

describe("what is no change of plan", () => {
  it("is refused with the choices, and writes nothing", async () => {
    const acme = await buys("PRO");
    const before = await findLiveSubscription(market.ctx, acme);
    for (const [planCode, state] of [
      ["PRO", "unchanged"],
      ["FREE", "paying"],
      ["SCALE", undefined],
      ["NOSUCH", undefined],
    ] as const) {
      const error = await changePlan(market.as(acme), { ...smaller(), planCode }).catch((e: unknown) => e);
      expect((error as { details?: { state?: string } }).details?.state, planCode).toBe(state);
    }
    expect(await findLiveSubscription(market.ctx, acme)).toEqual(before);
    const free = await market.organization();
    const refused = await changePlan(market.as(free), smaller()).catch((e: unknown) => e);
    expect(refused).toMatchObject({ code: "CONFLICT", details: { state: "not_paying", allowed: ["checkout"] } });
  });
});
