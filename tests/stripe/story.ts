import { startCheckout, syncPrices } from "@/lib/billing";
import { planOfPrice, activePlanByCode } from "@/lib/catalog";
import { required } from "@/lib/kernel/errors";
import { addMonths, DAY, HOUR, MINUTE } from "@/lib/kernel/time";
import { CARDS, type Market } from "../integration/billing.fixture";
import { Recorder, type Tape } from "./tape";

/**
 * A customer's whole life at Stripe, told to nobody: trial, first payment, upgrade, a downgrade planned and come, a renewal
 * that fails, its recovery, and the end. Nothing of it is done through the portal, so only events tell of it.
 */
export async function recordStory(market: Market): Promise<Tape> {
  const recorder = new Recorder(market);
  await syncPrices(market.ctx);
  await recorder.moment();
  const organization = await market.organization("The one who lived it");
  const started = await startCheckout(market.as(organization), {
    planCode: "STARTER",
    interval: "MONTH",
    successUrl: "http://weir.test/return",
    cancelUrl: "http://weir.test/pricing",
    idempotencyKey: "the-story",
  });
  if (started.kind !== "redirect") throw new Error("a checkout was expected");
  if ((await market.pay(started.url, CARDS.good)).status !== 303) throw new Error("the payment did not go through");
  await recorder.moment();
  const { payments } = market.world;
  const session = required(await payments.retrieveCheckout(started.sessionId), "the session");
  const id = required(session.subscriptionId, "the subscription");
  const now = async () => required(await payments.retrieveSubscription(id), "the subscription");
  const travel = async (to: number): Promise<void> => {
    await market.travelTo(to);
    await recorder.moment();
  };
  const trialEnd = required((await now()).trial, "the trial").end;
  await travel(trialEnd - 2 * DAY);
  await travel(trialEnd + MINUTE);
  await travel(trialEnd + 2 * HOUR);

  const [starter, growth] = [await priceOf(market, "STARTER"), await priceOf(market, "GROWTH")];
  await travel(trialEnd + 10 * DAY);
  await payments.changePlan({
    ...{ subscriptionId: id, ...growth, quantity: 1, endTrial: false },
    ...{ proratedAt: await market.now(), idempotencyKey: "the-upgrade" },
  });
  await recorder.moment();
  await travel(trialEnd + 15 * DAY);
  await payments.planChange(id, { ...starter, quantity: 1 }, "the-downgrade");
  await recorder.moment();
  const secondPeriod = addMonths(trialEnd, 1);
  await travel(secondPeriod + MINUTE);
  await travel(secondPeriod + 2 * HOUR);

  await takesCard(market, id, "pm_card_chargeCustomerFail");
  await recorder.moment();
  await travel(addMonths(trialEnd, 2) + 2 * HOUR);
  if ((await now()).status !== "PAST_DUE") throw new Error("the renewal was to fail");
  await takesCard(market, id, "pm_card_visa");
  await market.stripe.invoices.pay(required((await now()).latestInvoiceId, "the open invoice"));
  await recorder.moment();
  if ((await now()).status !== "ACTIVE") throw new Error("the payment was to recover");
  await travel(addMonths(trialEnd, 2) + 5 * DAY);
  await payments.cancelSubscription(id, "now", "the story ends");
  await recorder.moment();
  return recorder.finished();
}

async function priceOf(market: Market, code: string): Promise<{ priceId: string; metered: string[] }> {
  const plan = await activePlanByCode(market.ctx, code);
  const priceId = required(
    plan.prices.find((each) => each.interval === "MONTH")?.stripePriceId,
    `the price of ${code}`,
  );
  required(await planOfPrice(market.ctx, { stripePriceId: priceId }), "the plan of the price");
  const metered = plan.overagePrices.filter((each) => each.interval === "MONTH").map((each) => each.stripePriceId);
  return { priceId, metered: metered.map((each) => required(each, `the overage price of ${code}`)) };
}

async function takesCard(market: Market, subscriptionId: string, token: string): Promise<void> {
  const { customer } = await market.stripe.subscriptions.retrieve(subscriptionId);
  const method = await market.stripe.paymentMethods.attach(token, { customer: customer as string });
  await market.stripe.subscriptions.update(subscriptionId, { default_payment_method: method.id });
}
