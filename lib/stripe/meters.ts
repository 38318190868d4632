import Stripe from "stripe";
import { AppError } from "@/lib/kernel/errors";
import type { Period } from "@/lib/kernel/time";
import type { MeterPort, MeterRequest, PaidSubscription, ReportedUse } from "@/lib/payments";
import { call, callOrNull, isTaken, makeOnce } from "./client";
import { present } from "./plan-changes";
import { meteredChanges } from "./subscription-items";
import { syncOveragePrice } from "./prices";
import { subscriptionOf, toUnix } from "./translate";

/** Whose usage a message is about, and how much it says: the keys of its payload. */
const CUSTOMER_KEY = "stripe_customer_id";
const VALUE_KEY = "value";
const EVENT_PREFIX = "weir_overage_";

/** A meter has no metadata; the name of its events, which is unique among those in use, says that it is ours. */
const eventName = (meter: string): string => `${EVENT_PREFIX}${meter}`;

/** The part of the port that has usage billed by Billing Meters. */
export function metering(stripe: Stripe): MeterPort {
  return {
    syncMeter: (request) => syncMeter(stripe, request),
    syncOveragePrice: (request) => syncOveragePrice(stripe, request),
    async retrieveMeter(id) {
      const meter = await callOrNull("look up a meter", () => stripe.billing.meters.retrieve(id));
      if (!meter) return null;
      const ours = meter.event_name.startsWith(EVENT_PREFIX) && countsAsOurs(meter);
      return {
        id: meter.id,
        meter: ours ? meter.event_name.slice(EVENT_PREFIX.length) : null,
        active: meter.status === "active",
      };
    },
    setMeteredPrices: (id, priceIds) => setMeteredPrices(stripe, id, priceIds),
    reportUse: (use) => reportUse(stripe, use),
    usedBetween: (meterId, customer, period) => usedBetween(stripe, meterId, customer, period),
  };
}

async function syncMeter(stripe: Stripe, { slug, name }: MeterRequest): Promise<string> {
  const event = eventName(slug);
  const find = async (): Promise<Stripe.Billing.Meter | null> => {
    for await (const meter of stripe.billing.meters.list({ status: "active", limit: 100 }))
      if (meter.event_name === event) return meter;
    return null;
  };
  const make = (idempotencyKey: string) =>
    stripe.billing.meters.create(
      {
        display_name: `${name} beyond the allowance`.slice(0, 100),
        event_name: event,
        default_aggregation: { formula: "sum" },
        customer_mapping: { type: "by_id", event_payload_key: CUSTOMER_KEY },
        value_settings: { event_payload_key: VALUE_KEY },
      },
      { idempotencyKey },
    );
  const meter = await call("bring a meter", async () => {
    try {
      return await makeOnce(`weir-meter-${event}-${name}`, find, make);
    } catch (error) {
      const made = isTaken(error) ? await find() : null;
      if (!made) throw error;
      return made;
    }
  });
  if (!countsAsOurs(meter))
    throw new AppError(
      "STRIPE_ERROR",
      `The meter ${meter.id} at the payment provider has the event name ${event} and counts otherwise than by sum of \`${VALUE_KEY}\` for \`${CUSTOMER_KEY}\`. It is not adopted: deactivate it there.`,
      { internal: { stripeMeter: meter.id } },
    );
  return meter.id;
}

const countsAsOurs = (meter: Stripe.Billing.Meter): boolean =>
  meter.default_aggregation.formula === "sum" &&
  meter.event_time_window === null &&
  meter.customer_mapping.event_payload_key === CUSTOMER_KEY &&
  meter.value_settings.event_payload_key === VALUE_KEY;

async function setMeteredPrices(stripe: Stripe, id: string, priceIds: readonly string[]): Promise<PaidSubscription> {
  const subscription = await present(stripe, id);
  const items = meteredChanges(subscription, priceIds);
  if (items.length === 0) return subscriptionOf(subscription);
  const changed = await call("count usage beside the plan", () =>
    stripe.subscriptions.update(id, { items, proration_behavior: "none", expand: ["schedule"] }),
  );
  return subscriptionOf(changed);
}

/** No key of the API's own stands over it: the identifier is what makes it one, also days after a lost answer. */
async function reportUse(stripe: Stripe, use: ReportedUse): Promise<"taken" | "known"> {
  return call("take usage", async () => {
    try {
      await stripe.billing.meterEvents.create({
        event_name: eventName(use.meter),
        identifier: use.id,
        timestamp: toUnix(use.moment),
        payload: { [CUSTOMER_KEY]: use.customerId, [VALUE_KEY]: use.units.toString() },
      });
      return "taken";
    } catch (error) {
      if (isKnownIdentifier(error)) return "known";
      throw error;
    }
  });
}

const isKnownIdentifier = (error: unknown): boolean =>
  error instanceof Stripe.errors.StripeInvalidRequestError &&
  (error.param === "identifier" || error.param === undefined) &&
  /already exists with identifier/i.test(error.message);

async function usedBetween(stripe: Stripe, meterId: string, customer: string, period: Period): Promise<bigint> {
  const page = await call("read what a meter has summed", () =>
    stripe.billing.meters.listEventSummaries(meterId, {
      customer,
      start_time: toUnix(period.start),
      end_time: toUnix(period.end),
    }),
  );
  return page.data.reduce((sum, summary) => sum + BigInt(summary.aggregated_value), 0n);
}
