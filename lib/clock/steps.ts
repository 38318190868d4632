import type { Ctx } from "@/lib/context";
import { assert } from "@/lib/kernel/errors";
import type { Instant } from "@/lib/kernel/time";
import { readClock } from "@/lib/platform/clock";
import { sqlOf } from "@/lib/platform/db";
import { doDueWork } from "./due-work";
import type { DueMoment } from "./model";
import { nextStep } from "./rules/next-step";
import { simulatorClock, type SimulatorClock } from "./simulator";
import * as store from "./store";

/** More steps than two years of a busy demonstration have; beyond it something is due again and again. */
const MAX_STEPS = 100_000;

/** Hears of each step: the moment that was reached, and what was due there (null: the end of the way). */
export type StepListener = (at: Instant, what: string | null) => void;

/** Where a walk has come to. */
export interface Walk {
  readonly steps: number;
  /** Business time after the last step; before the moment wanted when somebody has said that it is enough. */
  readonly at: Instant;
}

/**
 * Walks business time to a moment through everything that is due on the way, and does it there. Both clocks are moved
 * before any work is done, so what Stripe says is never of our future. A moment that has passed asks only for what is
 * due now. After each step `enough` may end the walk there.
 */
export async function walkTo(
  ctx: Ctx,
  until: Instant,
  listener?: StepListener,
  enough: () => boolean = () => false,
): Promise<Walk> {
  const simulator = simulatorClock(ctx.env);
  let since = (await store.readOffset(ctx.db)).now;
  await step(ctx, simulator, since, since);
  for (let steps = 0; ; steps++) {
    assert(steps < MAX_STEPS, "the clock came to no end", { until, steps });
    const { now } = await store.readOffset(ctx.db);
    if (now >= until || (steps > 0 && enough())) return { steps, at: now };
    const due = [await store.nextDueMoment(ctx.db), (await simulator?.nextDue()) ?? null];
    const target = nextStep(now, until, due);
    await step(ctx, simulator, target, since);
    since = target;
    listener?.(target, dueAt(due, target));
  }
}

async function step(ctx: Ctx, simulator: SimulatorClock | null, target: Instant, since: Instant): Promise<void> {
  await store.shiftForward(ctx.db, target);
  await store.preparePartitions(ctx.db);
  await simulator?.moveTo(target);
  // This process' own estimate of business time, which decides about windows until the next sweep.
  await readClock(ctx.clock, sqlOf(ctx.db));
  await doDueWork(ctx, since);
}

const dueAt = (due: readonly (DueMoment | null)[], target: Instant): string | null =>
  due.find((moment) => moment && moment.at <= target)?.what ?? null;
