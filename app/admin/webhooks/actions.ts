"use server";

import { revalidatePath } from "next/cache";
import type { EventFilterModel, ReplayAnswer } from "@/components/screens/operator-webhooks/model";
import { AppError } from "@/lib/kernel/errors";
import { replayEvent, replayEvents } from "@/lib/stripe";
import { requireStaffAction, visitorContext } from "../../portal-session";
import { filterOf, isEmpty, readFilter } from "./inbox-filter";

/** Has one event worked on again; operators may. */
export async function replayEventAction(eventId: string): Promise<ReplayAnswer> {
  try {
    const { ctx } = await requireStaffAction("operator:write");
    if (typeof eventId !== "string") throw new AppError("VALIDATION_ERROR", "No event was named. Open the page again.");
    await replayEvent(ctx, eventId);
    revalidatePath(`/admin/webhooks/${eventId}`);
    return { kind: "replayed", count: 1 };
  } catch (error) {
    return { kind: "refused", message: await wordsFor(error) };
  }
}

/** Has everything that a filter meets worked on again, at most 1,000 of the oldest; operators may. */
export async function replayFilteredAction(typed: EventFilterModel): Promise<ReplayAnswer> {
  try {
    const { ctx } = await requireStaffAction("operator:write");
    const model = readFilter(typed ?? {});
    const filter = isEmpty(model) ? null : await filterOf(ctx, model);
    if (!filter) throw new AppError("VALIDATION_ERROR", "The filter meets no event. Open the page again.");
    const count = await replayEvents(ctx, filter);
    revalidatePath("/admin/webhooks");
    return { kind: "replayed", count };
  } catch (error) {
    return { kind: "refused", message: await wordsFor(error) };
  }
}

async function wordsFor(error: unknown): Promise<string> {
  if (error instanceof AppError) return error.message;
  const ctx = await visitorContext();
  ctx.log.error({ err: error, requestId: ctx.requestId }, "a replay from the console failed");
  return `Something went wrong on our side (${ctx.requestId}). Doing it again does no harm.`;
}
