import { scheduleMoment } from "../schedules/advance";
import { expireSession } from "../checkout/sessions";
import type { Invoice, Subscription } from "../world/objects";
import type { World } from "../world/world";
import { HOUR } from "./calendar";
import { cancelNow } from "./cancellation";
import { advanceDraft, retry } from "./collection";
import { NOTICE_BEFORE_TRIAL_END } from "./creation";
import { dropPending } from "./pending-update";
import { announceTrialEnd, endTrial, expireIncomplete, renew, resumeCollection } from "./renewal";

/** Something that happens by itself at `at`. */
export interface DueMoment {
  at: number;
  run: () => void;
}

const FIRST_PAYMENT_WINDOW = 23 * HOUR;

/** The earliest thing that will happen by itself, or undefined when nothing will. */
export function nextDue(world: World): DueMoment | undefined {
  let next: DueMoment | undefined;
  const consider = (moment: DueMoment | undefined) => {
    if (moment && (!next || moment.at < next.at)) next = moment;
  };
  // An invoice due at the same second goes first: its outcome decides what the subscription does.
  for (const invoice of world.state.invoices.values()) consider(invoiceMoment(world, invoice));
  // A new phase goes before the renewal of the same second, which then bills the phase's items.
  for (const schedule of world.state.subscriptionSchedules.values()) consider(scheduleMoment(world, schedule));
  for (const subscription of world.state.subscriptions.values()) consider(subscriptionMoment(world, subscription));
  for (const session of world.state.checkoutSessions.values()) {
    if (session.status === "open") consider({ at: session.expires_at, run: () => expireSession(world, session) });
  }
  return next;
}

function invoiceMoment(world: World, invoice: Invoice): DueMoment | undefined {
  if (invoice.status === "draft" && invoice.auto_advance && invoice.automatically_finalizes_at !== null) {
    return { at: invoice.automatically_finalizes_at, run: () => advanceDraft(world, invoice) };
  }
  if (invoice.status === "open" && invoice.next_payment_attempt !== null) {
    return { at: invoice.next_payment_attempt, run: () => retry(world, invoice) };
  }
  return undefined;
}

function subscriptionMoment(world: World, subscription: Subscription): DueMoment | undefined {
  if (subscription.ended_at !== null) return undefined;
  const moments: DueMoment[] = [];
  const { cancel_at: cancelAt, trial_end: trialEnd, pause_collection: pause } = subscription;
  if (cancelAt !== null) moments.push({ at: cancelAt, run: () => void cancelNow(world, subscription, {}) });
  if (subscription.status === "incomplete") {
    moments.push({ at: subscription.created + FIRST_PAYMENT_WINDOW, run: () => expireIncomplete(world, subscription) });
  } else if (subscription.status === "trialing" && trialEnd !== null) {
    const told = world.state.subscriptionFacts.get(subscription.id)?.trialWillEndSent ?? true;
    if (!told)
      moments.push({ at: trialEnd - NOTICE_BEFORE_TRIAL_END, run: () => announceTrialEnd(world, subscription) });
    moments.push({ at: trialEnd, run: () => endTrial(world, subscription) });
  } else if (subscription.status !== "paused") {
    const end = Math.min(...subscription.items.data.map((item) => item.current_period_end));
    if (Number.isFinite(end)) moments.push({ at: end, run: () => renew(world, subscription) });
  }
  const { pending_update: pending } = subscription;
  if (pending) moments.push({ at: pending.expires_at, run: () => dropPending(world, subscription) });
  if (pause?.resumes_at != null)
    moments.push({ at: pause.resumes_at, run: () => resumeCollection(world, subscription) });
  // Earliest first; at the same second in the order above, so an end that was asked for wins over a renewal.
  return moments.sort((a, b) => a.at - b.at)[0];
}

/** Works through every due moment up to `until`, one by one, each with the clock standing at its own time. */
export function workThrough(world: World, until: number): void {
  for (let due = nextDue(world); due && due.at <= until; due = nextDue(world)) {
    const { at, run } = due;
    world.clock.standingAt(Math.max(at, 0), run);
    world.onChange();
  }
}
