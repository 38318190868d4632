import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { DAY, iso, type Instant } from "@/lib/kernel/time";
import { monotonic, readClock } from "@/lib/platform/clock";
import { inTransaction, sqlOf } from "@/lib/platform/db";
import { alreadyMetered, clockNotMovable, onlyForward, tooFar } from "./errors";
import type { ClockMove, Destination, DueMoment, Stretch } from "./model";
import { refusalToMove } from "./queries";
import { after } from "./rules/span";
import { walkTo, type StepListener } from "./steps";
import * as store from "./store";

const MAX_DAYS = 732;

/**
 * Moves business time forward, and the Stripe simulator's with it, through every due moment on the way; what is due at
 * each is done before time goes on. Resolves when all of it is done. FORBIDDEN in production without a demonstration and
 * beside a real Stripe account, VALIDATION_ERROR for a moment that has passed or lies more than 732 days ahead,
 * UNAVAILABLE when the simulator is away (then time stands at the last step; repeating goes on). Journaled.
 */
export async function moveClock(ctx: Ctx, destination: Destination, listener?: StepListener): Promise<ClockMove> {
  const { from, to } = await considered(ctx, destination);
  const { steps } = await walkTo(ctx, to, listener);
  await moved(ctx, { from, to, steps });
  return { from, to, steps };
}

/**
 * Goes on towards a moment as `moveClock` does, and rests after the first step that ends later than `forMs` of real time,
 * so that whoever waits can be shown where it stands. What was due on the way is done up to there; asked again with the
 * same moment it goes on. Refuses as `moveClock` does; each such stretch is journaled.
 */
export async function travelTowards(ctx: Ctx, to: Instant, forMs: number): Promise<Stretch> {
  const { from } = await considered(ctx, { to });
  const passed: DueMoment[] = [];
  const began = monotonic();
  const listener: StepListener = (at, what) => {
    if (what !== null) passed.push({ at, what });
  };
  const { steps, at } = await walkTo(ctx, to, listener, () => monotonic() - began > forMs);
  await moved(ctx, { from, to: at, steps });
  return { from, to: at, steps, passed, arrived: at >= to };
}

async function considered(ctx: Ctx, destination: Destination): Promise<{ from: Instant; to: Instant }> {
  refuseUnlessMovable(ctx);
  const { now: from } = await store.readOffset(ctx.db);
  const to = "to" in destination ? destination.to : after(from, destination.by);
  if (!(to > from)) throw onlyForward(from);
  if (to > from + MAX_DAYS * DAY) throw tooFar(MAX_DAYS);
  return { from, to };
}

async function moved(ctx: Ctx, { from, to, steps }: ClockMove): Promise<void> {
  await inTransaction(ctx.db, (tx) =>
    record(tx, ctx, "clock.moved", {
      entity: { type: "clock", id: "business" },
      organization: null,
      before: { now: iso(from) },
      after: { now: iso(to), steps },
    }),
  );
}

/**
 * Sets business time of a deployment in which nothing was metered yet to a moment in the past, where a seed begins its
 * story. FORBIDDEN where the clock cannot be moved, CONFLICT once anything was metered. The simulator is left alone: it
 * cannot go back.
 */
export async function beginInThePast(ctx: Ctx, at: Instant): Promise<void> {
  refuseUnlessMovable(ctx);
  if (await store.anythingMetered(ctx.db)) throw alreadyMetered();
  await store.shiftAnywhere(ctx.db, at);
  await store.preparePartitions(ctx.db);
  await readClock(ctx.clock, sqlOf(ctx.db));
}

/** Walks to a moment of a story that is being told in the past; unlike `moveClock` it leaves no mark of its own. */
export async function tellOnUntil(ctx: Ctx, to: Instant): Promise<void> {
  refuseUnlessMovable(ctx);
  await walkTo(ctx, to);
}

/** Ends a story told in the past: walks to the present, from where business time is real time again. Repeating changes nothing. */
export async function returnToRealTime(ctx: Ctx): Promise<void> {
  refuseUnlessMovable(ctx);
  const { real, shiftMs } = await store.readOffset(ctx.db);
  if (shiftMs >= 0) return;
  await walkTo(ctx, real);
  await store.dropShift(ctx.db);
  const { now } = await store.readOffset(ctx.db);
  await walkTo(ctx, now);
}

function refuseUnlessMovable(ctx: Pick<Ctx, "env">): void {
  const refusal = refusalToMove(ctx.env);
  if (refusal) throw clockNotMovable(refusal);
}
