import type Stripe from "stripe";
import { plusIntervals, type Period } from "../billing/calendar";
import { checkCollection } from "../billing/create-params";
import { firstPeriodStart } from "../billing/cycle";
import { checkQuantity, checkTogether } from "../billing/item-checks";
import { mergedMetadata } from "../catalog/metadata";
import { invalidRequest, missingParameter } from "../http/errors";
import type { Price, SchedulePhase, Subscription, SubscriptionSchedule } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";
import { keptDiscounts, phaseDiscounts, type PhaseDiscount } from "./phase-discounts";

type Wanted = Wire<Stripe.SubscriptionScheduleUpdateParams.Phase>;
type PhaseItem = SchedulePhase["items"][number];

/** What changes in a phase beside its items is refused aloud rather than ignored. */
const UNSERVED = ["add_invoice_items", "billing_thresholds", "transfer_data", "on_behalf_of"] as const;

const MOST_PHASES = 10;

/** What phases say nothing about is said for all of them. */
export type Defaults = Pick<
  SubscriptionSchedule["default_settings"],
  "billing_cycle_anchor" | "collection_method" | "default_payment_method" | "description"
> & { days_until_due: number | null };

/** For whom, and with which defaults, phases are described. */
export interface PhaseSetting {
  customer: string;
  defaults: Defaults;
}

/**
 * The phases that a request describes, one after another without a gap. The first begins at `start`; each lasts until its
 * `end_date`, for its `duration`, or for one interval of its first price.
 *
 * @throws ApiError naming the phase and the parameter that does not fit.
 */
export function phasesFrom(
  world: World,
  wanted: readonly Wanted[],
  start: number,
  setting: PhaseSetting,
): SchedulePhase[] {
  if (wanted.length > MOST_PHASES) throw invalidRequest(`A schedule can have at most ${MOST_PHASES} phases.`, "phases");
  let begins = start;
  return wanted.map((phase, at) => {
    const path = `phases[${at}]`;
    if (at > 0 && typeof phase.start_date === "number" && phase.start_date !== begins)
      throw invalidRequest(
        "The start date of a phase must be the end date of the one before it.",
        `${path}[start_date]`,
      );
    const made = phaseFrom(world, phase, begins, path, setting);
    begins = made.end_date;
    return made;
  });
}

function phaseFrom(
  world: World,
  wanted: Wanted,
  start: number,
  path: string,
  { customer, defaults }: PhaseSetting,
): SchedulePhase {
  refuseUnserved(wanted, path);
  const prices = wanted.items.map((item, i) => priceOf(world, item, `${path}[items][${i}]`));
  const [first] = prices;
  if (!first) throw missingParameter(`${path}[items]`);
  checkTogether(prices, `${path}[items]`);
  const end = endOf(world, wanted, first, start, path);
  const trialEnd = trialEndOf(world, wanted, { start, end }, path);
  const anchor = wanted.billing_cycle_anchor ?? null;
  if (anchor === "phase_start" && trialEnd !== null)
    throw invalidRequest(
      "`billing_cycle_anchor` cannot be `phase_start` if the phase has a trial.",
      `${path}[billing_cycle_anchor]`,
    );
  const collection = wanted.collection_method ?? null;
  const days = wanted.invoice_settings?.days_until_due ?? null;
  const method = collection ?? defaults.collection_method ?? "charge_automatically";
  const usual = method === "send_invoice" ? defaults.days_until_due : null;
  checkCollection(
    { collection_method: method, days_until_due: days ?? usual ?? undefined },
    undefined,
    `${path}[invoice_settings][days_until_due]`,
  );
  return composePhase({
    start,
    end,
    currency: first.currency,
    items: wanted.items.map((item, i) => {
      const discounts = phaseDiscounts(world, item.discounts, customer, `${path}[items][${i}][discounts]`);
      return itemOf(prices[i] ?? first, item.quantity, item.metadata, discounts);
    }),
    proration: wanted.proration_behavior ?? "create_prorations",
    metadata: mergedMetadata({}, wanted.metadata),
    trialEnd,
    paymentMethod: wanted.default_payment_method ?? null,
    description: wanted.description || null,
    collection,
    daysUntilDue: days,
    anchor,
    discounts: phaseDiscounts(world, wanted.discounts, customer, `${path}[discounts]`),
  });
}

/** `trial` makes the whole phase free; `trial_end` lies within it. */
function trialEndOf(world: World, wanted: Wanted, { start, end }: Period, path: string): number | null {
  const asked = wanted.trial_end === "now" ? world.now() : wanted.trial_end;
  const outside = asked !== undefined && (asked < start || asked > end);
  if (outside || (wanted.trial && asked !== undefined && asked !== end))
    throw invalidRequest(
      wanted.trial
        ? "`trial_end` must be the end of the phase when `trial` is set."
        : "`trial_end` must be within the phase.",
      `${path}[trial_end]`,
    );
  return wanted.trial ? end : (asked ?? null);
}

function refuseUnserved(wanted: Wanted, path: string): void {
  for (const name of UNSERVED) {
    const value: unknown = wanted[name];
    if (value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0))
      throw invalidRequest(`The simulator does not serve ${name} in a phase.`, `${path}[${name}]`);
  }
}

function priceOf(world: World, item: Wanted["items"][number], path: string): Price {
  const id = item.price ?? item.plan;
  if (id === undefined) throw missingParameter(`${path}[price]`);
  const price = world.need(world.state.prices, "price", id, `${path}[price]`);
  if (!price.recurring)
    throw invalidRequest(
      "The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`.",
      `${path}[price]`,
    );
  checkQuantity(item, price, path);
  return price;
}

function endOf(world: World, wanted: Wanted, first: Price, start: number, path: string): number {
  if (wanted.end_date !== undefined && wanted.duration !== undefined)
    throw invalidRequest(
      "You may only specify one of these parameters: end_date, duration.",
      `${path}[end_date]`,
      "parameters_exclusive",
    );
  if (wanted.end_date !== undefined) {
    const end = wanted.end_date === "now" ? world.now() : wanted.end_date;
    if (end <= start) throw invalidRequest("The end date of a phase must be after its start.", `${path}[end_date]`);
    return end;
  }
  const { interval, interval_count: count } = wanted.duration ?? {
    interval: first.recurring?.interval ?? "month",
    interval_count: first.recurring?.interval_count,
  };
  return plusIntervals(start, interval, count ?? 1);
}

interface PhaseFields {
  start: number;
  end: number;
  currency: string;
  items: PhaseItem[];
  proration: SchedulePhase["proration_behavior"];
  metadata: Record<string, string>;
  trialEnd: number | null;
  paymentMethod: string | null;
  description: string | null;
  collection: SchedulePhase["collection_method"];
  daysUntilDue: number | null;
  anchor: SchedulePhase["billing_cycle_anchor"];
  discounts: PhaseDiscount[];
}

function composePhase(fields: PhaseFields): SchedulePhase {
  return {
    add_invoice_items: [],
    application_fee_percent: null,
    billing_cycle_anchor: fields.anchor,
    billing_thresholds: null,
    collection_method: fields.collection,
    currency: fields.currency,
    default_payment_method: fields.paymentMethod,
    default_tax_rates: [],
    description: fields.description,
    discounts: fields.discounts,
    end_date: fields.end,
    invoice_settings:
      fields.daysUntilDue === null
        ? null
        : {
            account_tax_ids: null,
            custom_fields: null,
            days_until_due: fields.daysUntilDue,
            description: null,
            footer: null,
            issuer: null,
          },
    items: fields.items,
    metadata: fields.metadata,
    on_behalf_of: null,
    proration_behavior: fields.proration,
    start_date: fields.start,
    transfer_data: null,
    trial_end: fields.trialEnd,
  };
}

function itemOf(
  price: Price,
  quantity: number | undefined,
  metadata: Parameters<typeof mergedMetadata>[1],
  discounts: PhaseDiscount[],
): PhaseItem {
  return {
    billing_thresholds: null,
    discounts,
    metadata: mergedMetadata({}, metadata),
    plan: price.id,
    price: price.id,
    ...(price.recurring?.usage_type === "licensed" && { quantity: quantity ?? 1 }),
    tax_rates: [],
  };
}

/** The running period of a subscription as a phase. */
export function phaseOfSubscription(subscription: Subscription): SchedulePhase {
  const { data } = subscription.items;
  return composePhase({
    start: firstPeriodStart(subscription),
    end: Math.max(...data.map((item) => item.current_period_end)),
    currency: subscription.currency,
    items: itemsOfSubscription(subscription),
    proration: "create_prorations",
    metadata: {},
    trialEnd: subscription.status === "trialing" ? subscription.trial_end : null,
    paymentMethod: null,
    description: null,
    collection: null,
    daysUntilDue: null,
    anchor: null,
    discounts: keptDiscounts(subscription.discounts),
  });
}

export const itemsOfSubscription = (subscription: Subscription): PhaseItem[] =>
  subscription.items.data.map((item) =>
    itemOf(item.price, item.quantity, item.metadata, keptDiscounts(item.discounts)),
  );

/** What has to change in a subscription's items so that they are the phase's. */
export function itemChanges(subscription: Subscription, phase: SchedulePhase) {
  const kept = new Set<string>();
  const items = phase.items.map((wanted, at) => {
    const own =
      subscription.items.data.find((item) => item.price.id === wanted.price && !kept.has(item.id)) ??
      subscription.items.data.filter((item) => !kept.has(item.id))[at];
    if (own) kept.add(own.id);
    return {
      ...(own && { id: own.id }),
      price: wanted.price,
      ...(wanted.quantity !== undefined && { quantity: wanted.quantity }),
    };
  });
  const gone = subscription.items.data.filter((item) => !kept.has(item.id)).map(({ id }) => ({ id, deleted: true }));
  return [...items, ...gone];
}
