import { ok, requiredIdempotencyKey, route } from "@/lib/http";
import { changePlan, revokeScheduledChange, type MadeChange } from "@/lib/billing";
import type { Ctx } from "@/lib/context";
import { moneyOnWire } from "@/lib/kernel/money";
import { iso } from "@/lib/kernel/time";
import { meantLive } from "../../acting";
import { deleteChangePlan, postChangePlan } from "../../contract";
import { subscriptionOnWire } from "../../on-wire";
import { wishOf } from "./wish";

const KEY_NEEDED = "A change of plan needs an Idempotency-Key header, so that a repetition charges once.";

export const POST = route(postChangePlan, async (call) => {
  const idempotencyKey = requiredIdempotencyKey(call.request, KEY_NEEDED);
  const { timing, amountDue, proratedAt } = call.body;
  const { ctx } = await meantLive(call, "change_plan");
  const shown = amountDue === undefined || proratedAt === undefined ? undefined : { amountDue, proratedAt };
  const made = await changePlan(ctx, { ...wishOf(call.body), timing, idempotencyKey, ...(shown ? { shown } : {}) });
  return ok(await madeOnWire(ctx, made));
});

export const DELETE = route(deleteChangePlan, async (call) => {
  const { ctx } = await meantLive(call, "change_plan");
  return ok(await subscriptionOnWire(ctx, await revokeScheduledChange(ctx)));
});

const madeOnWire = async (ctx: Ctx, made: MadeChange) => ({
  outcome: made.kind,
  subscription: await subscriptionOnWire(ctx, made.subscription),
  invoice: made.kind === "changed" ? made.invoiceId : null,
  payment:
    made.kind === "payment_needed"
      ? { url: made.url, amountDue: moneyOnWire(made.amountDue), until: iso(made.until), because: made.because }
      : null,
});
