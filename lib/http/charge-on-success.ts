import type { Ctx } from "@/lib/context";
import { assert } from "@/lib/kernel/errors";
import { newId } from "@/lib/kernel/ids";
import { MAX_UNITS_PER_EVENT } from "@/lib/kernel/quantity";
import {
  holdUsage,
  readHold,
  recordUsage,
  releaseHold,
  settleHold,
  type Recorded,
  type ReportedHold,
  type Reporter,
} from "@/lib/metering";
import type { Answer } from "./answer";
import { refusalAnswer } from "./problem";

export interface SuccessOptions {
  readonly chargeWhen: "succeeded";
  /** How long the handler may take before the units go back to others; 15 minutes unless said otherwise, at most a day. */
  readonly expiresInSeconds?: number;
}

/** What a handler is told whose success is charged. */
export interface Holding {
  readonly ctx: Ctx;
  /** The same call was made before under the same key; it is charged once. */
  readonly replayed: boolean;
  /** The hold, as POST /v1/holds answers it. */
  readonly hold: Readonly<Record<string, unknown>>;
  /** Says what was really used, any time before the handler answers; the last word counts. 0 charges nothing. */
  readonly report: (units: number) => void;
}

type Usage = Omit<ReportedHold, "expiresInSeconds">;
type Refused = Extract<Recorded, { admitted: false }>;

const DEFAULT_SECONDS = 15 * 60;
/** How often one key may have failed before its repetition is treated as a call of its own. */
const MAX_FAILURES = 10;

/** Holds the units, lets the handler work, and charges for what it did if it did it. See `withQuota`. */
export async function chargeOnSuccess(
  ctx: Ctx,
  reporter: Reporter,
  usage: Usage,
  options: SuccessOptions,
  handle: (holding: Holding) => Promise<Answer>,
): Promise<Answer> {
  const held = await openHold(ctx, reporter, {
    ...usage,
    expiresInSeconds: options.expiresInSeconds ?? DEFAULT_SECONDS,
  });
  if (!held.admitted) return refusal(ctx, held);
  const { data: hold } = JSON.parse(held.body) as { data: Readonly<Record<string, unknown>> & { id: string } };
  let used = usage.units;
  const report = (units: number): void => {
    assert(Number.isSafeInteger(units) && units >= 0 && units <= MAX_UNITS_PER_EVENT, "used units must be whole", {
      units,
    });
    used = units;
  };
  let response: Answer;
  try {
    response = await handle({ ctx, replayed: held.replayed, hold, report });
  } catch (error) {
    await giveBack(ctx, reporter, hold.id);
    throw error;
  }
  if (response.status >= 400) {
    await giveBack(ctx, reporter, hold.id);
    return response;
  }
  const refused = await settle(ctx, reporter, usage, hold.id, used);
  return refused ? refusal(ctx, refused) : response;
}

const refusal = (ctx: Ctx, refused: Refused): Answer => refusalAnswer(refused, ctx.requestId, ctx.env);

/**
 * A hold under the key of the call. The same key finds its hold again, so that a repetition is free also at the limit. A
 * hold of an attempt that has failed is no hold any more: the next attempt has one of its own, named after it.
 */
async function openHold(ctx: Ctx, reporter: Reporter, reported: ReportedHold): Promise<Recorded> {
  let key = reported.key;
  for (let failures = 0; failures < MAX_FAILURES; failures++) {
    const held = await holdUsage(ctx, reporter, { ...reported, key });
    if (!held.admitted || !held.replayed) return held;
    const { data } = JSON.parse(held.body) as { data: { id: string } };
    const { status } = await readHold(ctx, reporter.environment, data.id);
    if (status === "OPEN" || status === "SETTLED") return held;
    key = `after ${data.id}`;
  }
  return holdUsage(ctx, reporter, { ...reported, key: newId("request") });
}

/** Charges for work that is done. Null when that is charged, now or by an equal call before; else the refusal. */
async function settle(
  ctx: Ctx,
  reporter: Reporter,
  usage: Usage,
  hold: string,
  units: number,
): Promise<Refused | null> {
  const { meter, key: _, units: __, ...facts } = usage;
  const settled = await settleHold(ctx, reporter, {
    ...facts,
    hold,
    units,
    key: null,
    occurredAt: null,
    costMicros: null,
  });
  if (settled.admitted) return null;
  if (settled.code === "CONFLICT") {
    // An equal call has charged for it, or the hold was over before the work was: what was used is usage all the same.
    if (settled.details.state === "settled" || units === 0) return null;
    const late = await recordUsage(ctx, reporter, {
      ...facts,
      meter,
      units,
      key: `late ${hold}`,
      occurredAt: null,
      costMicros: null,
    });
    return late.admitted || late.code === "IDEMPOTENCY_MISMATCH" ? null : late;
  }
  // Not known whether it was charged: the hold stays, and the repetition of the call finds out.
  if (settled.code !== "UNAVAILABLE") await giveBack(ctx, reporter, hold);
  return settled;
}

/** A hold that could not be given back runs out by itself. */
async function giveBack(ctx: Ctx, reporter: Reporter, hold: string): Promise<void> {
  const released = await releaseHold(ctx, reporter, hold);
  if (!released.admitted && released.code !== "CONFLICT")
    ctx.log.warn({ hold, code: released.code }, "a hold could not be released");
}
