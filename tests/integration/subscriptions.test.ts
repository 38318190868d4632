import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { activePlanByCode, applyCatalog, listPlans, parseCatalog } from "@/lib/catalog";
import { queryJournal } from "@/lib/journal";
import { addMonths, DAY, periodAt } from "@/lib/kernel/time";
import { businessNow } from "@/lib/platform/clock";
import { inTransaction, sqlOf } from "@/lib/platform/db";
import {
  assignInternalPlan,
  canBecome,
  canReach,
  changeSubscription,
  fallBackToFree,
  findLiveSubscription,
  liveSubscription,
  rollPeriods,
  startFallbackSubscription,
  startSubscription,
  subscriptionHistory,
  SUBSCRIPTION_STATUSES,
  termsOf,
  TRANSITIONS,
  type SubscriptionStatus,
} from "@/lib/subscriptions";
import { createOrganization } from "@/lib/tenancy";
import { SEED } from "./billing.fixture";
import { openGround, refusal, type Ground } from "./tenancy.fixture";

let ground: Ground;
beforeAll(async () => {
  ground = await openGround({ catalog: false });
  await applyCatalog(ground.ctx, parseCatalog(SEED));
});
afterAll(() => ground.close());

const organization = async (): Promise<string> => (await createOrganization(ground.ctx, { name: "Acme" })).id;

describe("the table of steps", () => {
  it("says of every pair of states whether one step leads there", () => {
    const allowed = SUBSCRIPTION_STATUSES.flatMap((from) =>
      SUBSCRIPTION_STATUSES.filter((to) => canBecome(from, to)).map((to) => `${from} ${to}`),
    );
    expect(allowed).toEqual([
      "INCOMPLETE TRIALING",
      "INCOMPLETE ACTIVE",
      "INCOMPLETE CANCELED",
      "TRIALING ACTIVE",
      "TRIALING PAST_DUE",
      "TRIALING PAUSED",
      "TRIALING UNPAID",
      "TRIALING CANCELED",
      "ACTIVE TRIALING",
      "ACTIVE PAST_DUE",
      "ACTIVE PAUSED",
      "ACTIVE UNPAID",
      "ACTIVE CANCELED",
      "PAST_DUE ACTIVE",
      "PAST_DUE PAUSED",
      "PAST_DUE UNPAID",
      "PAST_DUE CANCELED",
      "PAUSED TRIALING",
      "PAUSED ACTIVE",
      "PAUSED PAST_DUE",
      "PAUSED CANCELED",
      "UNPAID ACTIVE",
      "UNPAID PAST_DUE",
      "UNPAID PAUSED",
      "UNPAID CANCELED",
    ]);
  });

  it("never leads out of canceled, nor back to incomplete, by any row of steps", () => {
    for (const status of SUBSCRIPTION_STATUSES) {
      if (status !== "CANCELED") expect(canReach("CANCELED", status), status).toBe(false);
      if (status !== "INCOMPLETE") expect(canReach(status, "INCOMPLETE"), status).toBe(false);
      if (status !== "CANCELED") expect(canReach(status, "CANCELED"), status).toBe(true);
      expect(TRANSITIONS[status]).not.toContain(status);
    }
  });

  it("is obeyed: an impossible step is a conflict that names the state and what is allowed", async () => {
    const id = await organization();
    const seen = await liveSubscription(ground.ctx, id);
    const to = (status: SubscriptionStatus) =>
      inTransaction(ground.db, (tx) =>
        changeSubscription(tx, ground.ctx, { seen, terms: { ...termsOf(seen), status }, reason: "test" }),
      );
    const error = (await to("INCOMPLETE").catch((e: unknown) => e)) as { code: string; details: unknown };
    expect(error).toMatchObject({
      code: "CONFLICT",
      details: { state: "ACTIVE", allowed: ["TRIALING", "PAST_DUE", "PAUSED", "UNPAID", "CANCELED"] },
    });
  });
});

describe("an organization", () => {
  it("starts on the fallback plan, active, anchored now, and marks that version sold", async () => {
    const id = await organization();
    const live = await liveSubscription(ground.ctx, id);
    const free = await activePlanByCode(ground.ctx, "FREE");
    expect(live).toMatchObject({
      planId: free.id,
      status: "ACTIVE",
      source: "INTERNAL",
      interval: "MONTH",
      trial: null,
      revision: 1,
    });
    expect(live.period).toEqual(periodAt(live.anchorAt, "MONTH", live.anchorAt));
    expect(free.soldAt).not.toBeNull();
    const { entries } = await queryJournal(ground.as({ organization: id }));
    expect(entries.map((entry) => entry.action)).toContain("subscription.started");
  });

  it("has one live subscription, whoever tries to start a second", async () => {
    const id = await organization();
    const again = (): Promise<unknown> =>
      refusal(inTransaction(ground.db, (tx) => startFallbackSubscription(tx, ground.ctx, id)));
    expect(await again()).toBe("CONFLICT");
    const seen = await liveSubscription(ground.ctx, id);
    await expect(
      ground.rows(
        "insert into subscription select ($1 || '2'), organization_id, plan_id, status, source, interval, quantity, anchor_at, current_period_start, current_period_end from subscription where id = $1 returning id",
        seen.id,
      ),
    ).rejects.toThrow();
    expect(await ground.rows("select id from subscription where organization_id = $1", id)).toHaveLength(1);
  });

  it("without a subscription is an error that says so", async () => {
    expect(await refusal(liveSubscription(ground.ctx, "og_none"))).toBe("SUBSCRIPTION_MISSING");
    expect(await findLiveSubscription(ground.ctx, "og_none")).toBeNull();
  });

  it("is never without one while it is replaced, however many replace it at once", async () => {
    const id = await organization();
    const plans = (await listPlans(ground.ctx, { status: "ACTIVE" })).filter((plan) => !plan.fallback);
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        refusal(
          inTransaction(ground.db, (tx) =>
            assignInternalPlan(
              tx,
              ground.ctx,
              { organizationId: id, planId: plans[i % plans.length]?.id ?? "", interval: "MONTH" },
              "test",
            ),
          ),
        ),
      ),
    );
    expect(outcomes.filter((outcome) => typeof outcome === "object").length).toBeGreaterThan(0);
    const history = await subscriptionHistory(ground.ctx, id);
    expect(history.filter((row) => row.status !== "CANCELED")).toHaveLength(1);
    expect(history.filter((row) => row.status === "CANCELED").every((row) => row.endedAt !== null)).toBe(true);
  });

  it("falls back once: a second time changes nothing", async () => {
    const id = await organization();
    const pro = await activePlanByCode(ground.ctx, "PRO");
    await inTransaction(ground.db, (tx) =>
      assignInternalPlan(tx, ground.ctx, { organizationId: id, planId: pro.id, interval: "YEAR" }, "gift"),
    );
    const first = await inTransaction(ground.db, (tx) => fallBackToFree(tx, ground.ctx, id, "over"));
    const second = await inTransaction(ground.db, (tx) => fallBackToFree(tx, ground.ctx, id, "over"));
    expect(second).toEqual(first);
    expect(await subscriptionHistory(ground.ctx, id)).toHaveLength(3);
  });
});

describe("writing", () => {
  it("names the revision it has seen, and one of two writers loses", async () => {
    const id = await organization();
    const seen = await liveSubscription(ground.ctx, id);
    const write = (status: SubscriptionStatus): Promise<unknown> =>
      refusal(
        inTransaction(ground.db, (tx) =>
          changeSubscription(tx, ground.ctx, { seen, terms: { ...termsOf(seen), status }, reason: "test" }),
        ),
      );
    const outcomes = await Promise.all([write("PAUSED"), write("TRIALING")]);
    expect(outcomes.filter((outcome) => outcome === "CONFLICT")).toHaveLength(1);
    expect((await liveSubscription(ground.ctx, id)).revision).toBe(2);
  });

  it("of equal terms writes nothing", async () => {
    const id = await organization();
    const seen = await liveSubscription(ground.ctx, id);
    const same = await inTransaction(ground.db, (tx) =>
      changeSubscription(tx, ground.ctx, { seen, terms: termsOf(seen), reason: "test" }),
    );
    expect(same.revision).toBe(1);
  });
});

describe("periods that we keep ourselves", () => {
  it("roll to the present one by the anchor, in one step however many have passed, and only once", async () => {
    const id = await organization();
    const live = await liveSubscription(ground.ctx, id);
    const now = await businessNow(sqlOf(ground.db));
    const anchor = addMonths(live.anchorAt, -5) - DAY;
    const first = { start: anchor, end: addMonths(anchor, 1) };
    await ground.rows(
      "update subscription set anchor_at = to_timestamp($2::float8 / 1000), current_period_start = to_timestamp($2::float8 / 1000), current_period_end = to_timestamp($3::float8 / 1000) where id = $1 returning id",
      live.id,
      first.start,
      first.end,
    );
    expect(await rollPeriods(ground.ctx)).toBe(1);
    const rolled = await liveSubscription(ground.ctx, id);
    expect(rolled.period).toEqual(periodAt(rolled.anchorAt, "MONTH", now));
    expect(await rollPeriods(ground.ctx)).toBe(0);
  });
});

describe("an incomplete subscription", () => {
  it("stands beside the live one and gives nothing", async () => {
    const id = await organization();
    const pro = await activePlanByCode(ground.ctx, "PRO");
    const live = await liveSubscription(ground.ctx, id);
    await inTransaction(ground.db, (tx) =>
      startSubscription(
        tx,
        ground.ctx,
        {
          organizationId: id,
          source: "STRIPE",
          stripeSubscriptionId: "sub_open",
          ...termsOf(live),
          planId: pro.id,
          status: "INCOMPLETE",
        },
        "test",
      ),
    );
    expect((await liveSubscription(ground.ctx, id)).id).toBe(live.id);
  });
});
