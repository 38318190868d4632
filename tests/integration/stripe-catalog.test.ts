import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { missingPrices, syncPrices } from "@/lib/billing";
import { activePlanByCode, applyCatalog, parseCatalog, syncOf } from "@/lib/catalog";
import type { Ctx } from "@/lib/context";
import { required, type AppError } from "@/lib/kernel/errors";
import { compareWithStripe } from "@/lib/stripe";
import { openMarket, SIMULATOR_KEY, type Market } from "./billing.fixture";

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
  FLAT:
    name: Flat
    family: api
    prices: { month: "49", year: { model: flat, amount: "490.00" } }
  SEATS:
    name: Seats
    family: api
    prices: { month: { model: per_unit, amount: "12.50" } }
  PACKED:
    name: Packed
    family: api
    prices: { month: { model: package, amount: "25", per: 5 } }
  GRADUATED:
    name: Graduated
    family: api
    prices: { month: { model: graduated, tiers: [{ up_to: 5, unit: "10.00", flat: "3" }, { up_to: 10, unit: "8" }, { up_to: inf, unit: "5.50" }] } }
  VOLUME:
    name: Volume
    family: api
    prices: { month: { model: volume, tiers: [{ up_to: 5, unit: "10" }, { up_to: inf, unit: "7", flat: "2" }] } }
  METERED:
    name: Metered
    family: api
    prices: { month: "20", year: "200" }
    limits: { api_calls: { window: billing_period, amount: 10, policy: metered, overage: { price: "0.30", per: 7 } } }
`;

/*
 * What twelve of each cost by Stripe's pricing models (docs.stripe.com/products-prices/pricing-models), in cents:
 *
 * | flat      | 12 × 4,900                                  | 58,800 |
 * | per unit  | 12 × 1,250                                  | 15,000 |
 * | package   | ⌈12 / 5⌉ = 3 × 2,500                        |  7,500 |
 * | graduated | 5 × 1,000 + 300 + 5 × 800 + 2 × 550         | 10,400 |
 * | volume    | 12 × 700 + 200                              |  8,600 |
 */
const TWELVE = { FLAT: 58_800, SEATS: 15_000, PACKED: 7_500, GRADUATED: 10_400, VOLUME: 8_600 } as const;
/** What one costs: the first tier, a package begun, the amount itself. */
const ONE = { FLAT: 4_900n, SEATS: 1_250n, PACKED: 2_500n, GRADUATED: 1_300n, VOLUME: 1_000n } as const;
const CODES = Object.keys(TWELVE) as (keyof typeof TWELVE)[];

let market: Market;
beforeAll(async () => {
  market = await openMarket();
  await applyCatalog(market.ctx, parseCatalog(CATALOG));
}, 60_000);
afterAll(() => market.close());

const plan = (code: string) => activePlanByCode(market.ctx, code);
const monthly = async (code: string) =>
  required(
    (await plan(code)).prices.find((price) => price.interval === "MONTH"),
    `the price of ${code}`,
  );
const simulator = (body: object) =>
  fetch(`${market.simulator.url}/_simulator/failures`, {
    method: "POST",
    headers: { authorization: `Bearer ${SIMULATOR_KEY}` },
    body: JSON.stringify(body),
  });

describe("the catalog at Stripe", () => {
  it("adopts what a crash left behind between Stripe's creating and our writing, and makes nothing twice", async () => {
    // The worker dies with Stripe's answer in its hand, at each of product, meter and price in turn.
    for (const match of ["POST /v1/products", "POST /v1/billing/meters", "POST /v1/prices"]) {
      await simulator({ when: "after", as: "status", status: 500, count: 1, match });
      const dying: Ctx = {
        ...market.ctx,
        payments: {
          ...market.ctx.payments,
          syncPrice: async (request) => {
            await market.ctx.payments.syncPrice(request);
            throw new Error("killed");
          },
          syncOveragePrice: async (request) => {
            await market.ctx.payments.syncOveragePrice(request);
            throw new Error("killed");
          },
        },
      };
      expect((await syncPrices(dying)).synced).toEqual([]);
    }
    expect((await plan("METERED")).syncState).toBe("FAILED");
    const { synced, failed } = await syncPrices(market.ctx);
    expect(failed).toEqual([]);
    expect(synced).toContain("METERED month: api_calls beyond its limit");
    const [products, prices, meters] = [
      await market.stripe.products.list({ limit: 100 }),
      await market.stripe.prices.list({ limit: 100 }),
      await market.stripe.billing.meters.list({ limit: 100 }),
    ];
    // Six plans and one product for what goes beyond; two prices for each plan with a year, and each of METERED's twice.
    expect([products.data.length, prices.data.length, meters.data.length]).toEqual([7, 10, 1]);
    expect(await missingPrices(market.ctx)).toEqual([]);
    for (const code of [...CODES, "METERED"]) {
      const synchronised = await plan(code);
      expect(synchronised).toMatchObject({ syncState: "SYNCED", syncError: null });
      const all = [...synchronised.prices, ...synchronised.overagePrices];
      expect(all.map((price) => syncOf(synchronised, price))).toEqual(all.map(() => "SYNCED"));
    }
    expect(await syncPrices(market.ctx)).toEqual({ synced: [], failed: [] });
    expect((await compareWithStripe(market.ctx)).differences).toEqual([]);
  });

  it.each(CODES)("sells %s for what the hand-computed table says", async (code) => {
    const price = await monthly(code);
    expect(price.amount).toBe(ONE[code]);
    const customer = await market.stripe.customers.create({});
    const method = await market.stripe.paymentMethods.attach("pm_card_visa", { customer: customer.id });
    const subscription = await market.stripe.subscriptions.create({
      customer: customer.id,
      default_payment_method: method.id,
      items: [{ price: required(price.stripePriceId, "its price at Stripe"), quantity: 12 }],
      expand: ["latest_invoice"],
    });
    expect(subscription.latest_invoice).toMatchObject({ status: "paid", total: TWELVE[code] });
  });

  it("does not adopt a price or a meter that carries our key and says something else", async () => {
    const { id } = await plan("METERED");
    await market.rows("update plan_overage_price set stripe_price_id = null where plan_id = $1 returning id", id);
    await market.rows("update meter set stripe_meter_id = null returning id");
    const meter = required((await market.stripe.billing.meters.list()).data[0], "the meter");
    await market.stripe.billing.meters.deactivate(meter.id);
    const strange = await market.stripe.billing.meters.create({
      display_name: "Somebody else's",
      event_name: "weir_overage_api_calls",
      default_aggregation: { formula: "count" },
    });
    const refused = await syncPrices(market.ctx);
    expect(refused.failed.map(({ reason }) => reason)).toEqual([
      expect.stringContaining(strange.id),
      expect.stringContaining(strange.id),
    ]);
    const metered = await plan("METERED");
    expect(metered.syncError).toContain(strange.id);
    expect(metered.overagePrices.map((price) => syncOf(metered, price))).toEqual(["FAILED", "FAILED"]);
    // With the meter mended, the prices there still count the old one: they are not what is wanted now.
    await market.stripe.billing.meters.deactivate(strange.id);
    const counts = await syncPrices(market.ctx);
    expect(counts.failed.map(({ reason }) => reason)).toEqual([
      expect.stringContaining("is not what the catalog says"),
      expect.stringContaining("is not what the catalog says"),
    ]);
  });

  it("shows prices and meters that somebody changed there as differences for a person", async () => {
    const price = await monthly("GRADUATED");
    await market.stripe.prices.update(required(price.stripePriceId, "the price"), { active: false });
    const [changed] = await market.rows<{ id: string }>(
      "update plan_price set stripe_price_id = $1 where id = $2 returning id",
      (await market.stripe.prices.create({ ...WRONG_TIERS, product: (await plan("VOLUME")).id })).id,
      (await monthly("VOLUME")).id,
    );
    const { differences } = await compareWithStripe(market.ctx);
    const about = differences
      .filter((each) => each.id === price.id || each.id === changed?.id)
      .map(({ repair, fields }) => [repair, ...fields.map((field) => field.field)]);
    expect(about.sort()).toEqual([
      ["by_hand", "active"],
      ["by_hand", "pricing"],
    ]);
  });
});

const WRONG_TIERS = {
  currency: "usd",
  recurring: { interval: "month" as const },
  billing_scheme: "tiered" as const,
  tiers_mode: "volume" as const,
  tiers: [
    { up_to: 5, unit_amount: 1_000 },
    { up_to: "inf" as const, unit_amount: 699, flat_amount: 200 },
  ],
};

describe("a catalog file", () => {
  it("is refused with the path of each fault of a price", () => {
    const wrong = (prices: string, limits = "{}"): string[] => {
      try {
        parseCatalog(
          `${CATALOG}  WRONG:\n    name: Wrong\n    family: api\n    prices: ${prices}\n    limits: ${limits}\n`,
        );
        return [];
      } catch (error) {
        return (error as AppError).fields.map(({ pointer, code }) => `${pointer} ${code}`);
      }
    };
    const at = "/plans/WRONG/prices/month";
    const tiers = (list: string) => `{ month: { model: volume, tiers: [${list}] } }`;
    expect(wrong(tiers("{ up_to: 5, unit: 1 }"))).toEqual([`${at}/tiers/0/up_to last_tier`]);
    expect(wrong(tiers("{ up_to: inf, unit: 1 }, { up_to: inf, unit: 1 }"))).toEqual([`${at}/tiers/0/up_to last_tier`]);
    expect(wrong(tiers("{ up_to: 5, unit: 1 }, { up_to: 5, unit: 2 }, { up_to: inf }"))).toEqual([
      `${at}/tiers/1/up_to tiers_ascend`,
    ]);
    expect(wrong(tiers("{ up_to: 5 }, { up_to: inf, unit: 1 }"))).toEqual([`${at}/tiers/0 first_tier_free`]);
    expect(wrong(tiers("{ up_to: 5, unit: 1 }, { up_to: inf, unit: 0.001 }"))).toEqual([
      `${at}/tiers/1/unit invalid_amount`,
    ]);
    for (const garbage of [
      "{ month: { model: auction } }",
      "{ month: { model: package, amount: 5 } }",
      "{ month: [] }",
    ])
      expect(wrong(garbage).map((fault) => fault.split(" ")[0])).toEqual([at]);
    const metered = (window: string) =>
      `{ window: ${window}, amount: 1, policy: metered, overage: { price: "1", per: 1 } }`;
    expect(wrong("{ month: 1 }", `{ api_calls: [${metered("day")}, ${metered("month")}] }`)).toEqual([
      "/plans/WRONG/limits/api_calls overage_twice",
    ]);
  });

  it("gives the same version for the same prices, however a flat one is written", async () => {
    const change = await applyCatalog(
      market.ctx,
      parseCatalog(CATALOG.replace('month: "49"', 'month: { model: flat, amount: "49" }')),
    );
    expect(change.plans.find((each) => each.code === "FLAT")?.kind).toBe("unchanged");
  });
});
