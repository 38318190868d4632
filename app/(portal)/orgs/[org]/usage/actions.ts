"use server";

import type { RefusalProblem } from "@/components/screens/paywall/model";
import type { TryItAnswer } from "@/components/screens/usage/try-it";
import { problemOf } from "@/lib/http";
import { AppError } from "@/lib/kernel/errors";
import { newId } from "@/lib/kernel/ids";
import { isReportable } from "@/lib/kernel/quantity";
import { recordUsage } from "@/lib/metering";
import { monotonic } from "@/lib/platform/clock";
import { requirePortalAction } from "../../../../portal-session";

/**
 * Sends one real metered call for the panel of the demo: it is admitted or refused as any other, and counts as production.
 * The browser holds no key for it.
 */
export async function sendCallAction(org: string, call: { meter: string; units: number }): Promise<TryItAnswer> {
  const started = monotonic();
  const ms = (): number => Math.round(monotonic() - started);
  try {
    const { ctx } = await requirePortalAction(org, "usage:write");
    if (!ctx.env.WEIR_DEMO) throw new AppError("NOT_FOUND", "Calls can be tried in a demonstration only.");
    // What a browser sends is looked at before it is believed.
    const { meter, units } = (call ?? {}) as { meter?: unknown; units?: unknown };
    if (typeof meter !== "string" || !isReportable(units))
      throw new AppError("VALIDATION_ERROR", "Choose a meter and a whole number of units.");
    const recorded = await recordUsage(
      ctx,
      { environment: "PROD", apiKeyId: null },
      {
        meter: meter.slice(0, 100),
        units,
        key: newId("request"),
        occurredAt: null,
        source: "try-it",
        subject: null,
        provider: null,
        endpoint: null,
        userId: ctx.actor.id,
        requestId: ctx.requestId,
        costMicros: null,
        properties: null,
      },
    );
    if (!recorded.admitted) {
      const problem = problemOf(recorded, ctx.requestId, ctx.env);
      return { admitted: false, status: problem.status, ms: ms(), problem: problem as unknown as RefusalProblem };
    }
    const { data } = JSON.parse(recorded.body) as {
      data: { used: number | null; limit: number | null; remaining: number | null };
    };
    return {
      admitted: true,
      status: 201,
      ms: ms(),
      used: data.used ?? 0,
      limit: data.limit,
      remaining: data.remaining,
    };
  } catch (error) {
    const status = error instanceof AppError ? error.status : 500;
    return {
      admitted: null,
      status,
      ms: ms(),
      message:
        error instanceof AppError
          ? error.message
          : "Something went wrong on our side; look at the log below before you repeat.",
    };
  }
}
