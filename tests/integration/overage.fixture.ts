import { applyCheckout, startCheckout } from "@/lib/billing";
import { moveClock } from "@/lib/clock";
import { required } from "@/lib/kernel/errors";
import { MINUTE, type Period } from "@/lib/kernel/time";
import { readClock } from "@/lib/platform/clock";
import { sqlOf } from "@/lib/platform/db";
import { checkQuota } from "@/lib/quota";
import { liveSubscription } from "@/lib/subscriptions";
import type { ReportState } from "@/lib/overage";
import type { Market } from "./billing.fixture";

let keys = 0;

/** Buys a plan through Checkout and pays with a card that works. */
export async function buys(
  market: Market,
  planCode: string,
  interval: "MONTH" | "YEAR" = "MONTH",
  buyer?: string,
): Promise<string> {
  const organization = buyer ?? (await market.organization());
  const started = await startCheckout(market.as(organization), {
    planCode,
    interval,
    successUrl: "http://weir.test/return?session={CHECKOUT_SESSION_ID}",
    cancelUrl: "http://weir.test/pricing",
    idempotencyKey: `overage-buy-${(keys += 1)}`,
  });
  if (started.kind !== "redirect") throw new Error("a checkout was expected");
  await market.pay(started.url);
  await applyCheckout(market.as(organization), started.sessionId);
  return organization;
}

/** Uses so many calls of the API, now or at a moment. */
export async function uses(
  market: Market,
  organizationId: string,
  units: number,
  occurredAt: number | null = null,
  environment: "PROD" | "STAGING" = "PROD",
): Promise<void> {
  await readClock(market.world.clock, sqlOf(market.world.db));
  const nothing = {
    ...{ apiKeyId: null, subject: null, provider: null, endpoint: null, userId: null },
    ...{ requestId: null, costMicros: null, properties: null },
  };
  const outcome = await checkQuota(market.ctx, {
    ...{ organizationId, environment, meter: "api_calls", units, occurredAt },
    key: `overage-use-${(keys += 1)}`,
    facts: { source: "api", ...nothing },
  });
  if (!outcome.admitted) throw new Error(`refused: ${outcome.refusal.message}`);
}

/** Moves both clocks through everything that is due on the way, and does it. */
export const walkTo = (market: Market, to: number): Promise<unknown> => moveClock(market.ctx, { to });

/**
 * Comes so far beyond the end of the running period, step by step from shortly before it: what lies between changes nothing,
 * and walking through it takes its time. Gives the period that has ended.
 */
export async function endsPeriod(market: Market, organization: string, beyond: number): Promise<Period> {
  const { period } = await subscriptionOf(market, organization);
  await market.travelTo(period.end - 6 * MINUTE);
  await walkTo(market, period.end + beyond);
  return period;
}

export const subscriptionOf = async (market: Market, organization: string) => {
  const live = await liveSubscription(market.ctx, organization);
  return { ...live, stripeId: required(live.stripeSubscriptionId, "the Stripe subscription") };
};

/** The amounts of the latest invoices at Stripe, newest first: status, total, and each line that is not nothing. */
export async function invoicesOf(market: Market, organization: string) {
  const { stripeId } = await subscriptionOf(market, organization);
  const page = await market.stripe.invoices.list({ subscription: stripeId, limit: 10 });
  return page.data.map((invoice) => ({
    status: invoice.status,
    total: invoice.total,
    lines: invoice.lines.data.filter((line) => line.amount !== 0).map((line) => [line.quantity, line.amount]),
  }));
}

/** Every message to the meter in the order in which it was written. */
export const reportsOf = (market: Market, organization: string) =>
  market.rows<{ kind: string; units: number; overage: number; state: ReportState; moment: number; id: string }>(
    `select id, kind, units::float8 as units, overage::float8 as overage, state, extract(epoch from moment)::float8 * 1000 as moment
     from overage_report where organization_id = $1 order by id`,
    organization,
  );

/** What Stripe's meter has counted for an organization in all. */
export async function countedAtStripe(market: Market, organization: string): Promise<number> {
  const [row] = await market.rows<{ meter: string | null; customer: string }>(
    `select (select stripe_meter_id from meter where slug = 'api_calls') as meter, stripe_customer_id as customer
     from organization where id = $1`,
    organization,
  );
  const { data } = await market.stripe.billing.meters.listEventSummaries(required(row?.meter, "the meter"), {
    customer: required(row, "the organization").customer,
    start_time: 0,
    end_time: 60 * Math.ceil((await market.now()) / 60_000 + 10),
  });
  return data[0]?.aggregated_value ?? 0;
}
