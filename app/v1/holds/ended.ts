import type { Ctx } from "@/lib/context";
import { rawJson, refusalAnswer, type Answer } from "@/lib/http";
import type { Recorded } from "@/lib/metering";

/** 200 with the first answer, or the refusal: a hold that ends is changed, not made. */
export const answerEnded = (ctx: Ctx, recorded: Recorded): Answer =>
  recorded.admitted
    ? rawJson(recorded.body, 200, recorded.replayed ? { "idempotent-replayed": "true" } : undefined)
    : refusalAnswer(recorded, ctx.requestId, ctx.env);
