import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  applyCatalog,
  changesNothing,
  listPlans,
  listPlansForSale,
  markPlanSold,
  parseCatalog,
  type CatalogChange,
} from "@/lib/catalog";
import type { AppError } from "@/lib/kernel/errors";
import { queryJournal } from "@/lib/journal";
import { inTransaction } from "@/lib/platform/db";
import { SEED } from "./billing.fixture";
import { openGround, refusal, type Ground } from "./tenancy.fixture";

let ground: Ground;
beforeAll(async () => void (ground = await openGround({ catalog: false })));
afterAll(() => ground.close());

const apply = (yaml: string, options = {}): Promise<CatalogChange> =>
  applyCatalog(ground.ctx, parseCatalog(yaml), options);
const kinds = (change: CatalogChange): string[] =>
  change.plans.map((plan) => `${plan.code}@${plan.version} ${plan.kind}`).sort();
const differently = (from: string, to: string): string => {
  expect(SEED).toContain(from);
  return SEED.replace(from, to);
};
const sell = async (code: string): Promise<void> => {
  const [plan] = await listPlans(ground.ctx, { code, status: "ACTIVE" });
  await inTransaction(ground.db, (tx) => markPlanSold(tx, plan?.id ?? ""));
};

describe("applying the seed catalog", () => {
  it("writes nothing when it is only asked", async () => {
    const change = await apply(SEED, { dryRun: true });
    expect(change.plans.every((plan) => plan.kind === "create")).toBe(true);
    expect(await ground.count("plan")).toBe(0);
    expect(await ground.count("meter")).toBe(0);
  });

  it("writes everything once and changes nothing the second time", async () => {
    expect(kinds(await apply(SEED))).toHaveLength(7);
    const entries = (await queryJournal(ground.ctx)).entries.length;
    expect(entries).toBe(8);
    const again = await apply(SEED);
    expect(changesNothing(again)).toBe(true);
    expect((await queryJournal(ground.ctx)).entries).toHaveLength(entries);
  });

  it("shows what is for sale by family and place", async () => {
    const shop = await listPlansForSale(ground.ctx);
    expect(shop.families.map((family) => [family.code, family.plans.map((plan) => plan.code)])).toEqual([
      ["workspace", ["FREE", "PRO", "INSTITUTION"]],
      ["api", ["STARTER", "GROWTH", "SCALE"]],
    ]);
    const pro = shop.families[0]?.plans[1];
    expect(pro).toMatchObject({ highlighted: true, version: 1, syncState: "PENDING", trialDays: 0 });
    expect(pro?.prices.map((price) => [price.interval, price.amount])).toEqual([
      ["MONTH", 2999n],
      ["YEAR", 29990n],
    ]);
    const growth = shop.families[1]?.plans[1];
    expect(growth?.limits).toEqual([
      {
        meter: "api_calls",
        window: "BILLING_PERIOD",
        amount: 100_000,
        policy: "METERED",
        overage: { amount: 300n, per: 1000 },
      },
      { meter: "seats", window: "LIFETIME", amount: 20, policy: "HARD_STOP", overage: null },
    ]);
    expect(shop.meters.find((meter) => meter.slug === "storage_gb")).toMatchObject({
      ...{ aggregation: "LATEST", unit: "MB", shownUnit: "GB", shownPer: 1_000 },
    });
    const institution = shop.families[0]?.plans[2];
    expect(institution?.limits.map((limit) => limit.amount)).toEqual(Array.from({ length: 4 }, () => "unlimited"));
    expect(new Set(institution?.features.map((feature) => feature.slug))).toEqual(
      new Set(shop.features.map((feature) => feature.slug)),
    );
  });
});

describe("changing the catalog", () => {
  it("follows how a plan is shown without a new version, also when it was sold", async () => {
    await sell("PRO");
    const change = await apply(differently("highlighted: true", "highlighted: false"));
    expect(kinds(change).filter((line) => !line.endsWith("unchanged"))).toEqual(["PRO@1 present"]);
    await apply(SEED);
  });

  it("edits a version that nobody has bought", async () => {
    const change = await apply(differently('month: "299.99"', 'month: "399.99"'));
    expect(kinds(change).filter((line) => !line.endsWith("unchanged"))).toEqual(["INSTITUTION@1 edit"]);
    await apply(SEED);
  });

  it("makes the next version of a sold one, and keeps the old for its subscribers", async () => {
    const dearer = differently('month: "29.99"', 'month: "34.99"');
    expect(kinds(await apply(dearer)).filter((line) => !line.endsWith("unchanged"))).toEqual(["PRO@2 new_version"]);
    const versions = await listPlans(ground.ctx, { code: "PRO" });
    expect(versions.map((plan) => [plan.version, plan.status, plan.prices[0]?.amount])).toEqual([
      [1, "ARCHIVED", 2999n],
      [2, "ACTIVE", 3499n],
    ]);
    expect(changesNothing(await apply(dearer))).toBe(true);
  });

  it("archives a plan that the file no longer names", async () => {
    const without = SEED.slice(0, SEED.indexOf("  CREDITS_50:"));
    expect(kinds(await apply(without, { dryRun: true }))).toContain("CREDITS_50@1 archive");
    await apply(without);
    expect((await listPlans(ground.ctx, { code: "CREDITS_50" })).map((plan) => plan.status)).toEqual(["ARCHIVED"]);
    expect(changesNothing(await apply(without))).toBe(true);
  });

  it("moves the fallback from one plan to another in one step", async () => {
    const moved = `${SEED.replace("    fallback: true\n", "")}
  OPEN:
    name: Open
    family: workspace
    fallback: true
    prices: { month: "0" }
`;
    await apply(moved);
    const fallbacks = (await listPlans(ground.ctx, { status: "ACTIVE" })).filter((plan) => plan.fallback);
    expect(fallbacks.map((plan) => plan.code)).toEqual(["OPEN"]);
    await apply(SEED);
    expect(
      (await listPlans(ground.ctx, { status: "ACTIVE" })).filter((plan) => plan.fallback).map((plan) => plan.code),
    ).toEqual(["FREE"]);
  });

  it("ends alike whoever of two comes first", async () => {
    const [a, b] = await Promise.allSettled([
      apply(differently('month: "49"', 'month: "59"')),
      apply(differently('month: "49"', 'month: "69"')),
    ]);
    expect([a.status, b.status]).toEqual(["fulfilled", "fulfilled"]);
    expect((await listPlans(ground.ctx, { code: "STARTER", status: "ACTIVE" })).length).toBe(1);
    await apply(SEED);
  });
});

describe("a meter", () => {
  it("keeps its aggregation, and says the way out", async () => {
    const summed = SEED.replace(/(seats:\n(?:    .*\n)*?    aggregation: )latest/u, "$1max");
    expect(summed).not.toBe(SEED);
    for (const options of [{}, { dryRun: true }])
      await expect(apply(summed, options)).rejects.toMatchObject({
        code: "VALIDATION_ERROR",
        fields: [{ pointer: "/meters/seats/aggregation", code: "aggregation_kept" }],
      });
    await expect(apply(summed)).rejects.toThrow("another meter with a slug of its own");
  });

  it("may be read in another unit at any time", async () => {
    const change = await apply(differently("shown_as: { unit: GB, per: 1000 }", "shown_as: { unit: GiB, per: 1024 }"));
    expect(change.meters.map((meter) => [meter.slug, meter.shownUnit, meter.shownPer])).toEqual([
      ["storage_gb", "GiB", 1024],
    ]);
    await apply(SEED);
  });
});

describe("the database", () => {
  it("refuses to edit what was sold, whatever the code believes", async () => {
    await sell("PRO");
    const [pro] = await listPlans(ground.ctx, { code: "PRO", status: "ACTIVE" });
    const id = pro?.id ?? "";
    const attempts = [
      () => ground.rows("update plan_price set amount = 1 where plan_id = $1 returning id", id),
      () => ground.rows("delete from plan_limit where plan_id = $1 returning id", id),
      () =>
        ground.rows(
          "insert into plan_feature (plan_id, feature_slug, enabled) values ($1, 'sla', true) returning plan_id",
          id,
        ),
      () => ground.rows("update plan set trial_days = 7 where id = $1 returning id", id),
      () => ground.rows("update plan set sold_at = null where id = $1 returning id", id),
      () => ground.rows("delete from plan where id = $1 returning id", id),
    ];
    for (const attempt of attempts) await expect(attempt()).rejects.toThrow(/sold/);
    await expect(
      ground.rows(
        "update plan_price set stripe_price_id = 'price_1' where plan_id = $1 and interval = 'MONTH' returning id",
        id,
      ),
    ).resolves.toHaveLength(1);
  });
});

describe("a catalog file that is wrong", () => {
  const faultsOf = async (yaml: string): Promise<string[]> => {
    const outcome = await Promise.resolve()
      .then(() => parseCatalog(yaml))
      .catch((error: unknown) => error as AppError);
    return "fields" in outcome ? outcome.fields.map((field) => `${field.pointer} ${field.code}`) : [];
  };

  it.each([
    ["an unknown field", "highlighted: true", "higlighted: true", "/plans/PRO/higlighted unrecognized_keys"],
    ["an amount finer than its currency", '"29.99"', '"29.999"', "/plans/PRO/prices/month invalid_amount"],
    [
      "a meter that is not defined",
      "      ai_tokens: { window: month, amount: 10000 }",
      "      tokens: { window: month, amount: 10000 }",
      "/plans/FREE/limits/tokens unknown_meter",
    ],
    [
      "a feature that is not defined",
      "features: { api_access: true, ai_chat: true }",
      "features: { api_acces: true }",
      "/plans/FREE/features/api_acces unknown_feature",
    ],
    ["a family that is not defined", "family: workspace", "family: workspaces", "/plans/FREE/family unknown_family"],
    ["no fallback", "    fallback: true\n", "", "/plans fallback_count"],
    ["a fallback that costs something", '"0"', '"1"', "/plans/FREE/fallback fallback_not_free"],
    [
      "a metered limit without a price",
      ', overage: { price: "3.00", per: 1000 }',
      "",
      "/plans/GROWTH/limits/api_calls/overage overage_missing",
    ],
    [
      "a level with a reset",
      "seats: { window: lifetime, amount: 3 }",
      "seats: { window: month, amount: 3 }",
      "/plans/FREE/limits/seats/window window_of_level",
    ],
    [
      "a gauge that would be billed",
      "seats: { window: lifetime, amount: 20 }",
      'seats: { window: lifetime, amount: 20, policy: metered, overage: { price: "1", per: 1 } }',
      "/plans/GROWTH/limits/seats/policy metered_gauge",
    ],
    [
      "an aggregation that is not counted",
      "aggregation: latest",
      "aggregation: unique",
      "/meters/seats/aggregation not_counted",
    ],
    [
      "a shown unit of one",
      "per: 1000 }\n    aggregation",
      "per: 1 }\n    aggregation",
      "/meters/storage_gb/shown_as/per too_small",
    ],
    ["a negative amount of units", "amount: 100 }", "amount: -1 }", "/plans/FREE/limits/api_calls/0/amount too_small"],
    [
      "a price of a plan by contract",
      "    custom: true\n",
      '    custom: true\n    prices: { month: "1" }\n',
      "/plans/SCALE/prices price_of_custom_plan",
    ],
  ])("names %s by its path", async (_what, from, to, fault) => {
    expect(await faultsOf(differently(from, to))).toContain(fault);
  });

  it("is refused when it is no YAML, or says a key twice", async () => {
    for (const yaml of ["plans: [", "a: 1\na: 2", "\t- x: :"])
      expect(await refusal(Promise.resolve().then(() => parseCatalog(yaml)))).toBe("MALFORMED");
    expect(await refusal(Promise.resolve().then(() => parseCatalog("")))).toBe("VALIDATION_ERROR");
  });
});
