"use server";

import { revalidatePath } from "next/cache";
import type { TravelAnswer } from "@/components/screens/operator-time/model";
import { showClock, travelTowards } from "@/lib/clock";
import { AppError } from "@/lib/kernel/errors";
import { iso, parseInstant } from "@/lib/kernel/time";
import { requireStaffAction, visitorContext } from "../../portal-session";
import { TIME_PATH } from "./time-model";

/** How long one stretch works before the page is told how far it is. */
const STRETCH_MS = 1_500;

/**
 * Goes on towards a moment for one stretch; operators may, where the clock can be moved at all. The page asks again until
 * it has arrived, so that whoever closes it leaves time standing at the last step.
 */
export async function travelAction(wish: { to: string; begun: boolean }): Promise<TravelAnswer> {
  try {
    const { ctx } = await requireStaffAction("operator:write");
    const to = typeof wish?.to === "string" ? parseInstant(wish.to) : null;
    if (to === null)
      throw new AppError("VALIDATION_ERROR", "The moment must be written like 2027-01-01T00:00:00Z. Name one.");
    // Time flows on between two stretches, and may have come to the end of the way by itself.
    const { now } = await showClock(ctx);
    if (wish.begun === true && to <= now) return { kind: "stretch", at: iso(now), steps: 0, passed: [], arrived: true };
    const stretch = await travelTowards(ctx, to, STRETCH_MS);
    revalidatePath(TIME_PATH);
    const passed = stretch.passed.map(({ at, what }) => ({ at: iso(at), what }));
    return { kind: "stretch", at: iso(stretch.to), steps: stretch.steps, passed, arrived: stretch.arrived };
  } catch (error) {
    return { kind: "refused", message: await wordsFor(error) };
  }
}

async function wordsFor(error: unknown): Promise<string> {
  if (error instanceof AppError) return error.fields[0]?.message ?? error.message;
  const ctx = await visitorContext();
  ctx.log.error({ err: error, requestId: ctx.requestId }, "time could not be moved from the console");
  return `Something went wrong on our side (${ctx.requestId}). Time stands at the last step; going on does no harm.`;
}
