import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DAY } from "@/lib/kernel/time";
import { getOrganization } from "@/lib/tenancy";
import { instantOf, leads, livesIn, type Lives } from "./lives";
import { CARDS } from "./stripe-beside";
import { eventually, startScenario, type ScenarioWorld } from "./world";

/*
 * 3-D Secure, at the first payment and at an upgrade on the tenth day of thirty:
 *
 *   10 April   PRO                                                                29.99
 *   20 April   INSTITUTION:  − 29.99 × 20/30 = −  19.9933… → − 19.99
 *                             299.99 × 20/30 =   199.9933… →  199.99             180.00
 */
const BEGIN = Date.parse("2027-04-10T10:00:00Z");

let world: ScenarioWorld;
let lives: Lives;
beforeAll(async () => {
  world = await startScenario({ stripe: true, at: BEGIN });
  lives = livesIn(world);
});
afterAll(() => world?.close());

/** Types the card into a page of Stripe's; gives the address of the bank that asks. */
const asked = async (page: string, card: string): Promise<string> =>
  leads(await world.stripe.typesCard(page, card), page);

describe("a card whose bank asks for its holder", { timeout: 90_000 }, () => {
  it("buys nothing until the holder has confirmed, and everything then", async () => {
    const bea = await world.signsUp("Bea");
    const { url } = await world.checksOut(bea, "PRO");
    const refusing = await asked(url, CARDS.asksOnce);
    expect(await world.stripe.tellsBank(refusing, "fail")).toContain("failed=1");
    expect(await world.subscriptionsAtStripe(bea)).toEqual([]);
    expect((await world.entitlements(bea)).plan.code).toBe("FREE");

    const asking = await asked(url, CARDS.asksOnce);
    expect((await world.entitlements(bea)).plan.code).toBe("FREE");
    expect(await world.stripe.tellsBank(asking, "complete")).toContain("/billing/return");
    await world.comesToHave(bea, "PRO");
    expect(await lives.bills(bea)).toEqual(["29.99 paid"]);
    await lives.hasPaid(bea, 2_999n);
  });

  it("leaves an upgrade waiting, with the old limit and no charge, until the holder has confirmed", async () => {
    const ute = await world.signsUp("Ute");
    await world.buys(ute, "PRO");
    await lives.changesCard(ute, CARDS.asksAlways);
    const { currentPeriodStart } = await lives.subscription(ute);
    await world.travels({ to: instantOf(currentPeriodStart) + 10 * DAY });
    const made = await lives.upgrades(ute, "INSTITUTION");
    expect(made).toMatchObject({
      outcome: "payment_needed",
      subscription: { plan: "PRO", status: "active" },
      payment: { because: "confirmation", amountDue: { amount: "18000", currency: "usd" } },
    });
    expect((await world.limitOf(ute)).limit).toBe(10_000);
    await lives.hasPaid(ute, 2_999n);

    const page = made.payment?.url ?? "";
    await world.stripe.tellsBank(await asked(page, CARDS.asksAlways), "complete");
    await world.comesToHave(ute, "INSTITUTION");
    expect((await world.limitOf(ute)).limit).toBeNull();
    expect(await lives.bills(ute)).toEqual(["29.99 paid", "180.00 paid"]);
    await lives.hasPaid(ute, 20_999n);
  });
});

describe("a refund made in Stripe's dashboard", { timeout: 90_000 }, () => {
  it("gives money back, in parts and never more than was paid, and leaves plan and limit alone", async () => {
    const { dashboard } = world.stripe;
    const rosa = await world.signsUp("Rosa");
    await world.buys(rosa, "PRO");
    await lives.hasPaid(rosa, 2_999n);
    const { stripeCustomerId } = await getOrganization(world.as(rosa), rosa.organization.id);
    const [intent] = (await dashboard.paymentIntents.list({ customer: stripeCustomerId ?? "" })).data;
    const refunds = (amount?: number) =>
      dashboard.refunds.create({ payment_intent: intent?.id ?? "", ...(amount === undefined ? {} : { amount }) });
    // 29.99 = 10.00 + 19.99
    expect((await refunds(1_000)).amount).toBe(1_000);
    await eventually(async () => (await lives.moneyBack(rosa))[0]?.back.length === 1);
    expect(await lives.moneyBack(rosa)).toEqual([{ payment: "29.99 succeeded", back: ["10.00 succeeded"] }]);
    await expect(refunds(2_000)).rejects.toMatchObject({ statusCode: 400, param: "amount" });
    expect((await refunds()).amount).toBe(1_999);
    await expect(refunds()).rejects.toMatchObject({ code: "charge_already_refunded" });
    const { latest_charge: paid = null } = intent ?? {};
    const charge = await dashboard.charges.retrieve(typeof paid === "string" ? paid : (paid?.id ?? ""));
    expect([charge.amount_refunded, charge.refunded]).toEqual([2_999, true]);
    // Weir hears of it by webhooks, shows both, and asks nobody for the money again.
    await eventually(async () => (await lives.moneyBack(rosa))[0]?.back.length === 2);
    expect(await lives.moneyBack(rosa)).toEqual([
      { payment: "29.99 refunded", back: ["10.00 succeeded", "19.99 succeeded"] },
    ]);

    expect(await world.entitlements(rosa)).toMatchObject({ plan: { code: "PRO" }, status: "active" });
    expect((await world.calls(rosa, 200)).body.data).toMatchObject({ limit: 10_000, used: 200 });
    expect(await lives.bills(rosa)).toEqual(["29.99 paid"]);
    expect(await world.subscriptionsAtStripe(rosa)).toEqual(["active"]);
  });
});
