import { lapse } from "../catalog/coupons";
import { expireSession } from "../checkout/sessions";
import { deleteClock } from "../clocks/deletion";
import { scheduleMoment } from "../schedules/advance";
import type { DueMoment } from "../world/due";
import type { CheckoutSession, Discount, Invoice, Subscription, TestClock } from "../world/objects";
import type { World } from "../world/world";
import { DAY, HOUR } from "./calendar";
import { advanceDraft, fallOverdue, retry } from "./collection";
import { NOTICE_BEFORE_TRIAL_END } from "./creation";
import { endDiscount } from "./discounts";
import { endAsAsked } from "./final-invoice";
import { dropPending } from "./pending-update";
import { chargeDisputeMoment, disputeMoment } from "../disputes/disputes";
import { refundMoment } from "../refunds/refunds";
import { nextReport } from "../metering/error-reports";
import { announceTrialEnd, endTrial, expireIncomplete, renew, resumeCollection } from "./renewal";
import { giveUpResuming } from "./resume";
import { announceRenewal } from "./upcoming";

const FIRST_PAYMENT_WINDOW = 23 * HOUR;
/** How long before a renewal its invoice is announced, when the period is longer than that. */
const NOTICE_BEFORE_RENEWAL = 7 * DAY;

/**
 * The next moment in the time of all that changes something, and what happens then; what is only announced on the way does
 * not count.
 */
export function nextChange(world: World): { next: number | null; what: string | null } {
  const { at, looks } = earliest(world, undefined, { announces: false });
  return { next: at, what: looks[0]?.()?.what ?? null };
}

/** Looks at one thing that may have something due; asked again before it runs, since what ran before may have moved it. */
type Look = () => DueMoment | undefined;

interface Earliest {
  at: number | null;
  looks: Look[];
}

/** Everything that happens by itself next, at one moment, in the time of all or in a test clock's, in its order. */
function earliest(world: World, clock?: TestClock, { announces = true } = {}): Earliest {
  const next: Earliest = { at: null, looks: [] };
  lookAtAll(world, clock, announces, (look) => {
    const moment = look();
    if (!moment || (next.at !== null && moment.at > next.at)) return;
    if (moment.at !== next.at) [next.at, next.looks] = [moment.at, []];
    next.looks.push(look);
  });
  return next;
}

function lookAtAll(
  world: World,
  clock: TestClock | undefined,
  announces: boolean,
  consider: (look: Look) => void,
): void {
  const { state } = world;
  const id = clock?.id ?? null;
  const clockOf = (customer: string | null) => state.customers.get(customer ?? "")?.test_clock ?? null;
  // A discount that ends with a period has no part in the next one's invoice.
  for (const discount of state.discounts.values())
    if (discount.end !== null && clockOf(discount.customer) === id) consider(() => discountMoment(world, discount));
  // An invoice due at the same second goes first: its outcome decides what the subscription does.
  for (const invoice of state.invoices.values())
    if (invoice.test_clock === id && mayBeDue(invoice)) consider(() => invoiceMoment(world, invoice));
  // A new phase goes before the renewal of the same second, which then bills the phase's items.
  for (const schedule of state.subscriptionSchedules.values())
    if (schedule.test_clock === id) consider(() => scheduleMoment(world, schedule, announces));
  for (const subscription of state.subscriptions.values())
    if (subscription.test_clock === id && subscription.ended_at === null)
      consider(() => subscriptionMoment(world, subscription, announces));
  for (const session of state.checkoutSessions.values())
    if (session.status === "open" && clockOf(session.customer) === id) consider(() => sessionMoment(world, session));
  const clockOfCharge = (charge: string | null) => clockOf(state.charges.get(charge ?? "")?.customer ?? null);
  for (const charge of state.disputesToCome.keys())
    if (clockOfCharge(charge) === id) consider(() => chargeDisputeMoment(world, charge));
  for (const refund of state.refundsAtBank.keys())
    if (clockOfCharge(state.refunds.get(refund)?.charge ?? null) === id) consider(() => bankMoment(world, refund));
  for (const dispute of state.disputes.values())
    if (clockOfCharge(dispute.charge) === id) consider(() => disputeMoment(world, dispute));
  if (!clock) lookAtShared(world, consider);
}

/** What belongs to no customer lives in the time of all. */
function lookAtShared(world: World, consider: (look: Look) => void): void {
  const { coupons, promotionCodes, testClocks } = world.state;
  for (const coupon of coupons.values())
    consider(() =>
      coupon.valid && coupon.redeem_by !== null
        ? { at: coupon.redeem_by, what: "a coupon lapses", run: () => lapse(world, coupon) }
        : undefined,
    );
  for (const code of promotionCodes.values())
    consider(() =>
      code.active && code.expires_at !== null
        ? { at: code.expires_at, what: "a promotion code lapses", run: () => lapse(world, code) }
        : undefined,
    );
  for (const clock of testClocks.values())
    consider(() =>
      clock.status !== "advancing" && testClocks.has(clock.id)
        ? { at: clock.deletes_after, what: "a test clock is deleted", run: () => void deleteClock(world, clock) }
        : undefined,
    );
  consider(() => nextReport(world));
}

function discountMoment(world: World, discount: Discount): DueMoment | undefined {
  if (discount.end === null || !isHeld(world, discount.id)) return undefined;
  return { at: discount.end, what: "a discount ends", run: () => endDiscount(world, discount) };
}

function sessionMoment(world: World, session: CheckoutSession): DueMoment | undefined {
  if (session.status !== "open") return undefined;
  return { at: session.expires_at, what: "a checkout expires", run: () => expireSession(world, session) };
}

function bankMoment(world: World, refund: string): DueMoment | undefined {
  const waiting = world.state.refundsAtBank.get(refund);
  return waiting && refundMoment(world, refund, waiting.at);
}

/** Most invoices are paid, and nothing ever happens to them by itself. */
const mayBeDue = (invoice: Invoice): boolean => invoice.status === "draft" || invoice.status === "open";

function isHeld(world: World, discount: string): boolean {
  const owner = world.state.subscriptions.get(world.state.discounts.get(discount)?.subscription ?? "");
  return (
    owner?.ended_at === null &&
    (owner.discounts.includes(discount) || owner.items.data.some((item) => item.discounts.includes(discount)))
  );
}

function invoiceMoment(world: World, invoice: Invoice): DueMoment | undefined {
  if (invoice.status === "draft" && invoice.auto_advance && invoice.automatically_finalizes_at !== null) {
    return {
      at: invoice.automatically_finalizes_at,
      what: "an invoice is finalized",
      run: () => advanceDraft(world, invoice),
    };
  }
  if (invoice.status === "open" && invoice.next_payment_attempt !== null) {
    return { at: invoice.next_payment_attempt, what: "a payment is tried again", run: () => retry(world, invoice) };
  }
  const told = world.state.invoiceFacts.get(invoice.id)?.overdueSent ?? false;
  if (invoice.status === "open" && invoice.due_date !== null && !told)
    return { at: invoice.due_date, what: "an invoice falls overdue", run: () => fallOverdue(world, invoice) };
  return undefined;
}

function subscriptionMoment(world: World, subscription: Subscription, announces: boolean): DueMoment | undefined {
  if (subscription.ended_at !== null) return undefined;
  const moments: DueMoment[] = [];
  const { cancel_at: cancelAt, trial_end: trialEnd, pause_collection: pause } = subscription;
  const facts = world.state.subscriptionFacts.get(subscription.id);
  if (cancelAt !== null)
    moments.push({ at: cancelAt, what: "a cancellation takes effect", run: () => endAsAsked(world, subscription) });
  if (subscription.status === "incomplete") {
    moments.push({
      at: subscription.created + FIRST_PAYMENT_WINDOW,
      what: "a first payment has not come",
      run: () => expireIncomplete(world, subscription),
    });
  } else if (subscription.status === "trialing" && trialEnd !== null) {
    if (facts?.trialWillEndSent === false)
      moments.push({
        at: trialEnd - NOTICE_BEFORE_TRIAL_END,
        what: "the end of a trial is announced",
        run: () => announceTrialEnd(world, subscription),
      });
    moments.push({ at: trialEnd, what: "a trial ends", run: () => endTrial(world, subscription) });
  } else if (subscription.status === "paused") {
    if (facts?.resumesUntil !== undefined)
      moments.push({
        at: facts.resumesUntil,
        what: "a resumption has not been paid",
        run: () => giveUpResuming(world, subscription),
      });
  } else {
    const end = Math.min(...subscription.items.data.map((item) => item.current_period_end));
    const start = Math.min(...subscription.items.data.map((item) => item.current_period_start));
    const notice = end - NOTICE_BEFORE_RENEWAL;
    if (Number.isFinite(end))
      moments.push({ at: end, what: "a subscription is renewed", run: () => renew(world, subscription) });
    if (announces && notice > start && facts && facts.upcomingSentFor !== end && cancelAt === null)
      moments.push({
        at: notice,
        what: "a renewal is announced",
        run: () => announceRenewal(world, subscription, end),
      });
  }
  const { pending_update: pending } = subscription;
  if (pending)
    moments.push({
      at: pending.expires_at,
      what: "an unpaid change is dropped",
      run: () => dropPending(world, subscription),
    });
  if (pause?.resumes_at != null)
    moments.push({ at: pause.resumes_at, what: "a pause ends", run: () => resumeCollection(world, subscription) });
  // Earliest first; at the same second in the order above, so an end that was asked for wins over a renewal.
  return moments.sort((a, b) => a.at - b.at)[0];
}

/**
 * Works through every due moment up to `until`, one by one, each with the clock standing at its own time. What is due at
 * the same second is found in one look at everything.
 */
export function workThrough(world: World, until: number, clock?: TestClock): void {
  for (let due = earliest(world, clock); due.at !== null && due.at <= until; due = earliest(world, clock)) {
    for (const look of due.looks) {
      const moment = look();
      if (moment?.at === due.at) happen(world, moment, clock);
    }
  }
}

function happen(world: World, { at, run }: DueMoment, clock: TestClock | undefined): void {
  const moment = Math.max(at, 0);
  // What was due before a customer came to a clock happens in the clock's present.
  if (clock) clock.frozen_time = Math.max(clock.frozen_time, moment);
  world.clock.standingAt(clock ? clock.frozen_time : moment, run);
  world.onChange();
}
