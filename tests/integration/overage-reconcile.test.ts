import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { POST as receiveThin } from "@/app/api/webhooks/stripe/thin/route";
import { compareMeterSums, correctMeterSum, reportOverage, resendOverage, syncPrices } from "@/lib/billing";
import { useWorld } from "@/lib/http";
import { queryJournal } from "@/lib/journal";
import { required } from "@/lib/kernel/errors";
import { DAY, HOUR, MINUTE } from "@/lib/kernel/time";
import { failReport, findReport } from "@/lib/overage";
import { compareWithStripe, processDueEvents, repairDrift } from "@/lib/stripe";
import { openMarket, refusal, SIMULATOR_KEY, WEBHOOK_SECRET, type Market } from "./billing.fixture";
import { buys, countedAtStripe, endsPeriod, invoicesOf, reportsOf, subscriptionOf, uses } from "./overage.fixture";

const MONTH = 39_900;

let market: Market;
let door: Server;
beforeAll(async () => {
  door = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", headers } = request;
      const signature = String(headers["stripe-signature"]);
      const asked = { method, headers: { "stripe-signature": signature }, body: Buffer.concat(chunks) };
      void receiveThin(new Request("http://weir.test/api/webhooks/stripe/thin", asked)).then((answer) => {
        response.writeHead(answer.status).end();
      });
    });
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => door.once("listening", resolve));
  const thinWebhookUrl = `http://127.0.0.1:${(door.address() as AddressInfo).port}/`;
  market = await openMarket({ thinWebhookUrl, thinWebhookSecret: WEBHOOK_SECRET });
  useWorld(market.world);
  await syncPrices(market.ctx);
}, 60_000);
afterAll(async () => {
  await market.close();
  door.close();
});

const shape = async (organization: string) =>
  (await reportsOf(market, organization)).map(({ kind, units, state }) => [kind, units, state]);
const compare = async (organization: string) =>
  (await compareWithStripe(market.ctx, { organizationId: organization })).differences;

/** Buys, and uses so much beyond the allowance on the second day of the period. */
async function beyondBy(units: number): Promise<string> {
  const growth = await buys(market, "GROWTH");
  const { period } = await subscriptionOf(market, growth);
  await market.travelTo(period.start + DAY);
  await uses(market, growth, 100_000 + units);
  await reportOverage(market.ctx, { organizationId: growth });
  return growth;
}

/** Somebody with the vendor's key tells the meter something of their own. */
async function byHand(organization: string, units: number): Promise<void> {
  const [row] = await market.rows<{ customer: string }>(
    "select stripe_customer_id as customer from organization where id = $1",
    organization,
  );
  await market.stripe.billing.meterEvents.create({
    event_name: "weir_overage_api_calls",
    timestamp: Math.floor((await market.now()) / 1_000),
    payload: { stripe_customer_id: required(row, "the organization").customer, value: String(units) },
  });
}

describe("the comparison with what Stripe's meters have summed", () => {
  it("confirms what agrees, and finds a difference made by hand and takes it back", async () => {
    const growth = await beyondBy(12_345);
    // Stripe may take minutes to sum what it has just been told, and nobody is alarmed about that.
    await byHand(growth, 5_000);
    expect(await compare(growth)).toEqual([]);
    await market.travelTo((await market.now()) + 20 * MINUTE);
    const found = await compare(growth);
    expect(found).toMatchObject([
      { kind: "overage", what: "differs", repair: "give_ours", fields: [{ ours: "12345", stripe: "17345" }] },
    ]);
    expect((await repairDrift(market.ctx, found)).map((each) => each.repaired)).toEqual([true]);
    expect(await countedAtStripe(market, growth)).toBe(12_345);
    await market.travelTo((await market.now()) + 20 * MINUTE);
    expect(await compare(growth)).toEqual([]);
    // Repairing again what is in step by now changes nothing.
    expect((await repairDrift(market.ctx, found)).map((each) => each.repaired)).toEqual([false]);
    expect(await shape(growth)).toEqual([
      ["USAGE", 12_345, "CONFIRMED"],
      ["CORRECTION", -5_000, "CONFIRMED"],
    ]);
    expect((await queryJournal(market.as(growth), { action: "stripe_drift.repaired" })).entries).toHaveLength(1);
    await endsPeriod(market, growth, 2 * HOUR);
    expect((await invoicesOf(market, growth))[0]).toMatchObject({ status: "paid", total: MONTH + 3_900 });
  }, 60_000);

  it("leaves a period whose invoice is final to a person", async () => {
    const growth = await beyondBy(1_000);
    await byHand(growth, 1);
    await endsPeriod(market, growth, 2 * HOUR);
    const found = await compare(growth);
    expect(found).toMatchObject([{ kind: "overage", repair: "by_hand", fields: [{ ours: "1000", stripe: "1001" }] }]);
    expect((await repairDrift(market.ctx, found)).map((each) => each.repaired)).toEqual([false]);
    const [sum] = (await compareMeterSums(market.ctx, growth)).differing;
    expect(await correctMeterSum(market.ctx, required(sum, "the difference"))).toContain("is final");
    expect(await countedAtStripe(market, growth)).toBe(1_001);
  }, 60_000);

  it("lets a subscription count that was bought before its plan's overage had a price", async () => {
    const growth = await beyondBy(0);
    const { stripeId } = await subscriptionOf(market, growth);
    const items = (await market.stripe.subscriptions.retrieve(stripeId)).items.data;
    const metered = required(
      items.find((item) => item.price.recurring?.usage_type === "metered"),
      "the metered item",
    );
    await market.stripe.subscriptionItems.del(metered.id);
    const found = await compare(growth);
    expect(found).toMatchObject([{ kind: "subscription", repair: "give_ours", fields: [{ field: "metered" }] }]);
    expect((await repairDrift(market.ctx, found)).map((each) => each.repaired)).toEqual([true]);
    expect(await compare(growth)).toEqual([]);
    // Nobody has to wait for the comparison: whoever has something to report attaches the price, too.
    const again = (await market.stripe.subscriptions.retrieve(stripeId)).items.data;
    await market.stripe.subscriptionItems.del(required(again[1], "the item").id);
    await uses(market, growth, 2_500);
    await reportOverage(market.ctx, { organizationId: growth });
    expect(await shape(growth)).toEqual([["USAGE", 2_500, "SENT"]]);
    await endsPeriod(market, growth, 2 * HOUR);
    expect((await invoicesOf(market, growth))[0]).toMatchObject({ status: "paid", total: MONTH + 900 });
  }, 60_000);
});

describe("a report that Stripe could not count", () => {
  it("comes in by the thin route: it is visible with its reason, alarmed, and can be sent again", async () => {
    const simulator = (path: string, body: object) =>
      fetch(`${market.simulator.url}/_simulator/${path}`, {
        method: "POST",
        headers: { authorization: `Bearer ${SIMULATOR_KEY}` },
        body: JSON.stringify(body),
      });
    const growth = await buys(market, "GROWTH");
    const { period } = await subscriptionOf(market, growth);
    await market.travelTo(period.start + DAY);
    await uses(market, growth, 103_210);
    // Somebody has switched the meter off; what it is told is found wrong only later.
    await simulator("meters", { validation: "asynchronous" });
    const meter = required((await market.stripe.billing.meters.list()).data[0], "the meter");
    await market.stripe.billing.meters.deactivate(meter.id);
    await reportOverage(market.ctx, { organizationId: growth });
    expect(await shape(growth)).toEqual([["USAGE", 3_210, "SENT"]]);
    await market.travelTo((await market.now()) + MINUTE);

    const told = async () => {
      await processDueEvents(market.ctx, 50);
      return shape(growth);
    };
    await expect.poll(told, { timeout: 20_000 }).toEqual([["USAGE", 3_210, "FAILED"]]);
    const [failed] = (await queryJournal(market.as(growth), { action: "overage.failed" })).entries;
    expect(failed?.reason).toContain("archived_meter");
    expect((await compareWithStripe(market.ctx)).differences).toContainEqual(
      expect.objectContaining({ kind: "meter", repair: "by_hand" }),
    );

    await market.stripe.billing.meters.reactivate(meter.id);
    const [report] = await reportsOf(market, growth);
    const id = required(report, "the report").id;
    expect(await refusal(resendOverage(market.ctx, id, " "))).toBe("VALIDATION_ERROR");
    expect(await refusal(resendOverage(market.ctx, "ovg_unknown", "mended"))).toBe("NOT_FOUND");
    await resendOverage(market.ctx, id, "the meter is on again");
    expect(await refusal(resendOverage(market.ctx, id, "once more"))).toBe("CONFLICT");
    expect(await shape(growth)).toEqual([
      ["USAGE", 3_210, "REPLACED"],
      ["USAGE", 3_210, "SENT"],
    ]);
    expect(await countedAtStripe(market, growth)).toBe(3_210);
    await simulator("meters", { validation: "synchronous" });
  });

  it("is marked failed at once when Stripe refuses it", async () => {
    const growth = await buys(market, "GROWTH");
    const { period } = await subscriptionOf(market, growth);
    await market.travelTo(period.start + DAY);
    await uses(market, growth, 100_001);
    const meter = required((await market.stripe.billing.meters.list()).data[0], "the meter");
    await market.stripe.billing.meters.deactivate(meter.id);
    await reportOverage(market.ctx, { organizationId: growth });
    await market.stripe.billing.meters.reactivate(meter.id);
    expect(await shape(growth)).toEqual([["USAGE", 1, "FAILED"]]);
    // Whoever hears of it again changes nothing, and nobody is told twice.
    const [row] = await reportsOf(market, growth);
    const report = required(await findReport(market.ctx, required(row, "the report").id), "the report");
    expect(await failReport(market.ctx, report, "once more")).toBe(false);
    expect((await queryJournal(market.as(growth), { action: "overage.failed" })).entries).toHaveLength(1);
  });
});
