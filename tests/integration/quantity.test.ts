import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyCatalog, parseCatalog } from "@/lib/catalog";
import {
  applyCheckout,
  applySubscription,
  cancelSubscription,
  changePlan,
  previewPlanChange,
  revokeScheduledChange,
  startCheckout,
  type MakeChange,
} from "@/lib/billing";
import { AppError, required } from "@/lib/kernel/errors";
import { MINUTE } from "@/lib/kernel/time";
import { listPayments } from "@/lib/payments";
import { checkQuota, readStanding } from "@/lib/quota";
import { liveSubscription } from "@/lib/subscriptions";
import { getOrganization, invitePeople } from "@/lib/tenancy";
import { use } from "../support/quota";
import { openMarket, refusal, SEED, type Market } from "./billing.fixture";

/** Sold by the seat: $10.00 a month for each, and each brings a seat and a thousand calls a day. */
const TEAM = `
  TEAM:
    name: Team
    family: workspace
    prices: { month: { model: per_unit, amount: "10" }, year: { model: per_unit, amount: "100" } }
    features: { api_access: true }
    limits:
      api_calls: { window: day, amount: 1000, per_quantity: true }
      seats: { window: lifetime, amount: 1, per_quantity: true }
      storage_gb: { window: lifetime, amount: 20000 }
`;

let market: Market;
beforeAll(async () => {
  market = await openMarket();
  await applyCatalog(market.ctx, parseCatalog(`${SEED}${TEAM}`));
});
afterAll(() => market.close());

let keys = 0;
const wish = (planCode: string, quantity?: number) => ({
  planCode,
  interval: "MONTH" as const,
  ...(quantity === undefined ? {} : { quantity }),
  successUrl: "http://weir.test/return?session={CHECKOUT_SESSION_ID}",
  cancelUrl: "http://weir.test/pricing",
  idempotencyKey: `buy-${(keys += 1)}`,
});

async function buys(planCode: string, quantity?: number): Promise<string> {
  const organization = await market.organization();
  const started = await startCheckout(market.as(organization), wish(planCode, quantity));
  if (started.kind !== "redirect") throw new Error("a checkout was expected");
  expect((await market.pay(started.url)).status).toBe(303);
  await applyCheckout(market.as(organization), started.sessionId);
  return organization;
}

const limitsOf = async (organization: string): Promise<Record<string, number | null>> =>
  Object.fromEntries(
    (await readStanding(market.ctx, organization, "PROD")).limits.map(({ meter, limit }) => [meter, limit]),
  );

async function halfWay(organization: string): Promise<{ start: number; end: number }> {
  const { period } = await liveSubscription(market.ctx, organization);
  await market.travelTo(period.start + (period.end - period.start) / 2);
  return period;
}

async function changesTo(organization: string, planCode: string, quantity?: number): Promise<MakeChange> {
  const wanted = { planCode, interval: "MONTH" as const, ...(quantity === undefined ? {} : { quantity }) };
  const { now } = await previewPlanChange(market.as(organization), wanted);
  const { invoice, proratedAt } = required(now, "a change now");
  return {
    ...wanted,
    timing: "now",
    shown: { amountDue: invoice.amountDue.amount, proratedAt },
    idempotencyKey: `change-${(keys += 1)}`,
  };
}

const calls = (organization: string, units: number, key: string) =>
  checkQuota(market.ctx, use(organization, key, units));

describe("a plan that is sold by the seat", () => {
  it("is bought for a number of seats: each is paid, and each brings its own allowance", async () => {
    const acme = await buys("TEAM", 5);
    // 5 × 10.00 = 50.00
    expect((await listPayments(market.ctx, acme))[0]).toMatchObject({ status: "SUCCEEDED", amount: 5_000n });
    expect(await liveSubscription(market.ctx, acme)).toMatchObject({ quantity: 5 });
    expect(await limitsOf(acme)).toEqual({ api_calls: 5_000, seats: 5, storage_gb: 20_000 });
  });

  it("takes more seats now, prorated to the second, and the quota admits by them at once", async () => {
    const acme = await buys("TEAM", 5);
    const period = await halfWay(acme);
    expect((await calls(acme, 5_000, "all-of-five")).admitted).toBe(true);
    expect((await calls(acme, 1, "one-more")).admitted).toBe(false);
    const change = await changesTo(acme, "TEAM", 8);
    // Half of 8 × 10.00 is 40.00, half of 5 × 10.00 comes back as 25.00: 15.00 are due, give or take some seconds.
    const second = 3_000 / ((period.end - period.start) / 1_000);
    expect(Math.abs(Number(change.shown?.amountDue) - 1_500)).toBeLessThanOrEqual(1 + 60 * second);
    expect(await changePlan(market.as(acme), change)).toMatchObject({ kind: "changed", subscription: { quantity: 8 } });
    expect(await limitsOf(acme)).toEqual({ api_calls: 8_000, seats: 8, storage_gb: 20_000 });
    expect((await calls(acme, 3_000, "the-three-new-ones")).admitted).toBe(true);
    expect((await calls(acme, 1, "one-too-many")).admitted).toBe(false);
  });

  it("is itself the cure where no seat is free, with the quantity and the page where it is bought", async () => {
    const acme = await buys("TEAM", 2);
    const four = { emails: ["a", "b", "c", "d"].map((name) => `${name}@seats.example`), role: "MEMBER" } as const;
    const refused = await invitePeople(market.as(acme), four).catch((error: unknown) => error as AppError);
    expect(refused).toMatchObject({
      code: "LIMIT_EXCEEDED",
      message: expect.stringMatching(/^Only 2 are free of the 2/) as string,
    });
    const { details } = refused as AppError;
    const { slug } = await getOrganization(market.ctx, acme);
    expect(details).toMatchObject({
      limit: 2,
      remaining: 2,
      needed: 4,
      upgradeUrl: (details.cures as { url: string }[])[0]?.url,
    });
    // 4 × 10.00; another plan with that many stands behind it.
    expect(details.cures).toMatchObject([
      {
        ...{ kind: "quantity", plan: "TEAM", quantity: 4, hint: "Team with 4 seats costs $40.00 a month." },
        url: expect.stringMatching(`/orgs/${slug}/billing/change\\?plan=TEAM&interval=month&quantity=4$`) as string,
      },
      { kind: "plan", quantity: null },
    ]);
    await changePlan(market.as(acme), await changesTo(acme, "TEAM", 4));
    expect(await invitePeople(market.as(acme), four)).toHaveLength(4);

    // On a flat plan, or while the subscription is ending, more of it is no way.
    await cancelSubscription(market.as(acme), { when: "period_end", reason: "enough" });
    const ending = await invitePeople(market.as(acme), { ...four, emails: ["e@seats.example"] }).catch(
      (error: unknown) => error as AppError,
    );
    expect((ending as AppError).details.cures).toMatchObject([{ kind: "plan" }]);
  });

  it("gives seats back at the period's end, can be taken back until then, and comes true by time alone", async () => {
    const acme = await buys("TEAM", 4);
    const preview = await previewPlanChange(market.as(acme), { planCode: "TEAM", interval: "MONTH", quantity: 2 });
    expect([preview.timings, preview.now, preview.price.amount]).toEqual([["period_end"], null, 2_000n]);
    const later = { planCode: "TEAM", interval: "MONTH", quantity: 2, timing: "period_end" } as const;
    const plan = () => changePlan(market.as(acme), { ...later, idempotencyKey: `less-${(keys += 1)}` });
    expect(await plan()).toMatchObject({ kind: "scheduled", subscription: { scheduledChange: { quantity: 2 } } });
    expect((await revokeScheduledChange(market.as(acme))).scheduledChange).toBeNull();
    await plan();
    const { period, stripeSubscriptionId } = await liveSubscription(market.ctx, acme);
    expect((await limitsOf(acme)).seats).toBe(4);
    await market.travelTo(period.end + MINUTE);
    await expect.poll(async () => (await limitsOf(acme)).seats, { timeout: 10_000 }).toBe(2);
    await applySubscription(market.ctx, required(stripeSubscriptionId, "the Stripe subscription"));
    expect(await liveSubscription(market.ctx, acme)).toMatchObject({ quantity: 2, scheduledChange: null });
  });

  it("gives way to a flat plan, of which there is one", async () => {
    const acme = await buys("TEAM", 2);
    const change = await changesTo(acme, "PRO");
    expect(await changePlan(market.as(acme), change)).toMatchObject({ subscription: { quantity: 1 } });
    expect((await limitsOf(acme)).seats).toBe(10);
  });

  it("is sold in whole numbers within bounds, and a flat plan once", async () => {
    const acme = await market.organization();
    const tried = (planCode: string, quantity: number) =>
      refusal(startCheckout(market.as(acme), wish(planCode, quantity)));
    expect(await tried("PRO", 2)).toBe("CONFLICT");
    expect(await tried("TEAM", 10_001)).toBe("CONFLICT");
    const live = await buys("TEAM", 1);
    const changed = (planCode: string, quantity: number) =>
      refusal(previewPlanChange(market.as(live), { planCode, interval: "MONTH", quantity }));
    expect(await changed("PRO", 3)).toBe("CONFLICT");
    expect(await changed("TEAM", 10_001)).toBe("CONFLICT");
    expect(await changed("TEAM", 1)).toBe("CONFLICT");
    const faulty = SEED.replace(
      "seats: { window: lifetime, amount: 10 }",
      "seats: { window: lifetime, amount: 10, per_quantity: true }",
    );
    expect(() => parseCatalog(faulty)).toThrow(AppError);
  });
});
