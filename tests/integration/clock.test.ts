import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyCheckout, assignPlanByHand, cancelSubscription, setOverride, startCheckout } from "@/lib/billing";
import { applyCatalog, getPlan, parseCatalog } from "@/lib/catalog";
import { beginInThePast, moveClock, showClock, travelTowards, type StepListener, type Stretch } from "@/lib/clock";
import { contextFor, createWorld, SYSTEM, type Ctx, type RunningWorld } from "@/lib/context";
import { queryJournal } from "@/lib/journal";
import { newId } from "@/lib/kernel/ids";
import { addMonths, DAY, HOUR, iso, MINUTE, SECOND, type Instant } from "@/lib/kernel/time";
import { recordUsage } from "@/lib/metering";
import { listInvoiceRefs } from "@/lib/payments";
import { businessNow } from "@/lib/platform/clock";
import { sqlOf } from "@/lib/platform/db";
import { readEnvironment } from "@/lib/platform/env";
import { findLiveSubscription, liveSubscription, subscriptionHistory } from "@/lib/subscriptions";
import { createOrganization } from "@/lib/tenancy";
import { startSimulator, type Simulator } from "../../stripe-simulator";
import { testDatabase } from "../support/database";
import { ask } from "../support/quota";
import { refusal } from "./tenancy.fixture";

const CATALOG = `
features: { api_access: { name: API access } }
meters: { api_calls: { name: API calls, unit: call, unit_plural: calls } }
families: { api: { name: API } }
plans:
  FREE:
    name: Free
    family: api
    fallback: true
    prices: { month: 0 }
    features: { api_access: true }
    limits: { api_calls: { window: day, amount: 5 } }
  STARTER:
    name: Starter
    family: api
    trial_days: 14
    prices: { month: 49 }
    features: { api_access: true }
    limits: { api_calls: { window: billing_period, amount: 10 } }
`;

const timeout = 120_000;
const database = testDatabase();
let simulator: Simulator;
let world: RunningWorld;
let system: Ctx;

beforeAll(async () => {
  simulator = await startSimulator();
  world = createWorld(
    readEnvironment({ ...process.env, STRIPE_SIMULATOR_URL: simulator.url, LOG_LEVEL: "silent" }),
    "test",
  );
  await world.quota.start();
  system = contextFor(world, { actor: SYSTEM, requestId: newId("request") });
  await applyCatalog(system, parseCatalog(CATALOG));
}, 60_000);

afterAll(async () => {
  await world.close();
  await simulator.close();
});

const now = (): Promise<Instant> => businessNow(sqlOf(world.db));

/** A new organization, and a context that acts for it. */
async function tenant(name: string): Promise<Ctx & { organization: string }> {
  const { id } = await createOrganization(system, { name, billingEmail: `billing@${name}.example` });
  return { ...contextFor(world, { actor: SYSTEM, organization: id, requestId: newId("request") }), organization: id };
}

let used = 0;

/** Uses so many calls; the code of the refusal, or "admitted". */
async function use(ctx: Ctx, units: number): Promise<string> {
  const facts = {
    source: "test",
    subject: null,
    provider: null,
    endpoint: null,
    userId: null,
    requestId: null,
    costMicros: null,
    properties: null,
  };
  const outcome = await recordUsage(
    ctx,
    { environment: "PROD", apiKeyId: null },
    { meter: "api_calls", units, key: `use-${++used}`, occurredAt: null, ...facts },
  );
  return outcome.admitted ? "admitted" : outcome.code;
}

const planOf = async (ctx: Ctx & { organization: string }): Promise<string> =>
  (await getPlan(world, (await liveSubscription(world, ctx.organization)).planId)).code;

/** Pays at the simulator's Checkout page with the card that always works. */
async function buy(ctx: Ctx): Promise<void> {
  const started = await startCheckout(ctx, {
    planCode: "STARTER",
    interval: "MONTH",
    successUrl: "http://localhost/done",
    cancelUrl: "http://localhost/",
    idempotencyKey: newId("request"),
  });
  if (started.kind !== "redirect") throw new Error("there was nothing to pay");
  const card = { number: "4242 4242 4242 4242", expiry: "12/40", cvc: "123", name: "A Buyer", action: "pay" };
  expect(
    (await fetch(started.url, { method: "POST", body: new URLSearchParams(card), redirect: "manual" })).status,
  ).toBe(303);
  expect((await applyCheckout(ctx, started.sessionId)).state).toBe("complete");
}

describe("a clock that nobody may move", () => {
  const beside = (settings: Partial<Ctx["env"]>): Ctx => ({ ...system, env: { ...system.env, ...settings } });

  it("stays in production, and beside a real Stripe account", async () => {
    const real = { STRIPE_SIMULATOR_URL: undefined, STRIPE_SECRET_KEY: "sk_test_1234567890" };
    expect(await refusal(moveClock(beside({ NODE_ENV: "production" }), { by: { months: 1, ms: 0 } }))).toBe(
      "FORBIDDEN",
    );
    expect(await refusal(moveClock(beside(real), { by: { months: 1, ms: 0 } }))).toBe("FORBIDDEN");
    expect((await showClock(system)).shiftMs).toBe(0);
  });

  it("does not go back, nor further than two years", async () => {
    expect(await refusal(moveClock(system, { to: (await now()) - DAY }))).toBe("VALIDATION_ERROR");
    expect(await refusal(moveClock(system, { to: Number.NaN }))).toBe("VALIDATION_ERROR");
    expect(await refusal(moveClock(system, { by: { months: 36, ms: 0 } }))).toBe("VALIDATION_ERROR");
  });

  it("stops where it is when the simulator is away", async () => {
    expect(
      await refusal(moveClock(beside({ STRIPE_SIMULATOR_URL: "http://127.0.0.1:1" }), { by: { months: 0, ms: HOUR } })),
    ).toBe("UNAVAILABLE");
    expect(Math.abs((await now()) - Date.now())).toBeLessThan(5 * SECOND);
  });
});

describe("a clock that is moved", () => {
  it("may begin in the past only while nothing was metered", async () => {
    const before = Date.now() - 3 * DAY;
    await beginInThePast(system, before);
    expect(Math.abs((await now()) - before)).toBeLessThan(5 * SECOND);
    await moveClock(system, { to: Date.now() });
    expect(await use(await tenant("first"), 1)).toBe("admitted");
    expect(await refusal(beginInThePast(system, before))).toBe("CONFLICT");
    // The database itself refuses, whoever asks.
    await expect(ask(database, "update business_clock set shift_ms = shift_ms - 1")).rejects.toThrow(/may not go back/);
  });

  it("rolls the period of a subscription on the way, and gives its allowance anew", { timeout }, async () => {
    const acme = await tenant("acme");
    await assignPlanByHand(acme, acme.organization, "STARTER", { reason: "test" });
    const { period } = await liveSubscription(world, acme.organization);
    expect([await use(acme, 10), await use(acme, 1)]).toEqual(["admitted", "LIMIT_EXCEEDED"]);
    await moveClock(system, { by: { months: 1, ms: HOUR } });
    const rolled = await liveSubscription(world, acme.organization);
    expect(iso(rolled.period.start)).toBe(iso(period.end));
    expect(iso(rolled.period.end)).toBe(iso(addMonths(period.start, 2)));
    expect([await use(acme, 10), await use(acme, 1)]).toEqual(["admitted", "LIMIT_EXCEEDED"]);
  });

  it("does what is due in its own moment, and not at the end of the way", { timeout }, async () => {
    const globex = await tenant("globex");
    await assignPlanByHand(globex, globex.organization, "STARTER", { reason: "test" });
    const { period } = await liveSubscription(world, globex.organization);
    const expiresAt = (await now()) + 3 * DAY;
    await setOverride(globex, globex.organization, {
      meter: "api_calls",
      window: "BILLING_PERIOD",
      amount: 50,
      reason: "a trial of more",
      expiresAt,
    });
    await cancelSubscription(globex, { when: "period_end", reason: "no longer needed" });
    const steps: Instant[] = [];
    const listener: StepListener = (at) => steps.push(at);
    const moved = await moveClock(system, { by: { months: 2, ms: 0 } }, listener);
    expect(moved.steps).toBe(steps.length);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    const ended = (await subscriptionHistory(world, globex.organization)).find(
      (one) => one.cancelReason === "no longer needed",
    );
    expect((ended?.endedAt ?? 0) - period.end).toBeGreaterThanOrEqual(0);
    expect((ended?.endedAt ?? 0) - period.end).toBeLessThan(MINUTE);
    expect(await planOf(globex)).toBe("FREE");
    const [expired] = (await queryJournal(globex, { action: "override.expired" })).entries;
    expect((expired?.recordedAt ?? 0) - expiresAt).toBeLessThan(MINUTE);
    const [entry] = (await queryJournal(system, { action: "clock.moved" })).entries;
    expect(entry).toMatchObject({
      actor: "system",
      before: { now: iso(moved.from) },
      after: { now: iso(moved.to), steps: moved.steps },
    });
  });

  it(
    "goes on in stretches, each with what was due on it, and never stops before a step is done",
    { timeout },
    async () => {
      const hooli = await tenant("hooli");
      await assignPlanByHand(hooli, hooli.organization, "STARTER", { reason: "test" });
      const { period } = await liveSubscription(world, hooli.organization);
      await cancelSubscription(hooli, { when: "period_end", reason: "no longer needed" });
      const to = (await now()) + 32 * DAY;
      const stretches: Stretch[] = [];
      while (stretches.at(-1)?.arrived !== true) stretches.push(await travelTowards(system, to, 0));
      // No patience at all still makes one step each time.
      expect(stretches.length).toBeGreaterThan(1);
      expect(stretches.every(({ steps }) => steps === 1)).toBe(true);
      const passed = stretches.flatMap((stretch) => stretch.passed.map(({ at }) => at));
      expect(passed.filter((at) => Math.abs(at - period.end) <= SECOND)).not.toEqual([]);
      expect(await planOf(hooli)).toBe("FREE");
      expect((await queryJournal(system, { action: "clock.moved" })).entries.length).toBeGreaterThanOrEqual(2);
      expect(await refusal(travelTowards(system, to - DAY, 0))).toBe("VALIDATION_ERROR");
    },
  );

  it("takes the simulator along: a trial becomes a paid subscription, and is renewed", { timeout }, async () => {
    const umbrella = await tenant("umbrella");
    await buy(umbrella);
    expect(await liveSubscription(world, umbrella.organization)).toMatchObject({
      status: "TRIALING",
      source: "STRIPE",
    });
    await moveClock(system, { by: { months: 0, ms: 14 * DAY + 2 * HOUR } });
    expect(await liveSubscription(world, umbrella.organization)).toMatchObject({ status: "ACTIVE", source: "STRIPE" });
    const paid = async () =>
      (await listInvoiceRefs(umbrella, umbrella.organization)).invoices
        .filter((invoice) => invoice.total > 0n)
        .map((invoice) => invoice.status);
    expect(await paid()).toEqual(["paid"]);
    await moveClock(system, { by: { months: 1, ms: 2 * HOUR } });
    expect(await paid()).toEqual(["paid", "paid"]);
    const { simulator: theirs, now: ours } = await showClock(system);
    expect(Math.abs((theirs ?? 0) - ours)).toBeLessThan(3 * SECOND);
    expect((await findLiveSubscription(world, umbrella.organization))?.period.end ?? 0).toBeGreaterThan(ours);
  });

  it("leaves no window open behind it that could still be counted into", { timeout }, async () => {
    await moveClock(system, { by: { months: 0, ms: 2 * DAY } });
    const open = await ask(
      database,
      `select w.kind from usage_window w where w.status = 'OPEN' and w.ends_at + interval '2 hours' < business_now() and w.kind = 'BILLING_PERIOD'`,
    );
    expect(open).toEqual([]);
  });
});
