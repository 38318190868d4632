import type { Ctx } from "@/lib/context";
import { newId } from "@/lib/kernel/ids";
import { recordUsage } from "@/lib/metering";
import type { Answer } from "./answer";
import type { Contract } from "./contract";
import { chargeOnSuccess, type Holding, type SuccessOptions } from "./charge-on-success";
import { refusalAnswer } from "./problem";
import { reporterOf } from "./reporter";
import { route, type Call, type Handler } from "./route";

/** What one call of a metered route costs. */
export interface Charge {
  readonly meter: string;
  /** 1 unless said otherwise. With `chargeWhen: "succeeded"` the most that the call may use. */
  readonly units?: number;
  /** Makes a repetition of the same call free; by default every call is its own. */
  readonly key?: string;
  /** The organization that is charged, when a deployment key calls for another. */
  readonly organization?: string;
}

/** What the handler of a metered route is told: who pays, and the first answer of the key. */
export interface Admission {
  readonly ctx: Ctx;
  readonly replayed: boolean;
  /** The recorded event, as POST /v1/usage answers it. */
  readonly event: Readonly<Record<string, unknown>>;
}

/**
 * A route that consumes quota before it works: the handler runs only when the units were admitted, and a refusal answers
 * in its place, with the cure. What was admitted stays counted, whatever the handler does afterwards.
 *
 * With `chargeWhen: "succeeded"` the units are only held while the handler works. An answer below 400 settles the hold with
 * what the handler has reported, or with all of it; any other answer and a throw release it, for the caller got nothing.
 * Reporting more than was held is admitted only as far as there is room, else the refusal answers and nothing is charged.
 */
export function withQuota<C extends Contract>(
  contract: C,
  charge: (call: Call<C>) => Charge,
  handle: (call: Call<C>, admission: Admission) => Promise<Answer>,
): Handler;
export function withQuota<C extends Contract>(
  contract: C,
  charge: (call: Call<C>) => Charge,
  options: SuccessOptions,
  handle: (call: Call<C>, holding: Holding) => Promise<Answer>,
): Handler;
export function withQuota<C extends Contract>(
  contract: C,
  charge: (call: Call<C>) => Charge,
  ...rest:
    | [handle: (call: Call<C>, admission: Admission) => Promise<Answer>]
    | [options: SuccessOptions, handle: (call: Call<C>, holding: Holding) => Promise<Answer>]
): Handler {
  return route(contract, async (call) => {
    const { organization, key = newId("request"), units = 1, meter } = charge(call);
    const ctx = await call.forOrganization(organization);
    const usage = {
      meter,
      units,
      key,
      source: "route",
      subject: null,
      provider: null,
      endpoint: contract.path,
      userId: call.caller.kind === "user" ? call.caller.user.id : null,
      // A repetition is another request with the same key, so the id of the request must not be part of what is compared.
      requestId: null,
      properties: null,
    };
    const reporter = reporterOf(call.caller);
    if (rest.length === 2) {
      const [options, handle] = rest;
      return chargeOnSuccess(ctx, reporter, usage, options, (holding) => handle(call, holding));
    }
    const recorded = await recordUsage(ctx, reporter, { ...usage, occurredAt: null, costMicros: null });
    if (!recorded.admitted) return refusalAnswer(recorded, call.requestId, ctx.env);
    const { data } = JSON.parse(recorded.body) as { data: Readonly<Record<string, unknown>> };
    return rest[0](call, { ctx, replayed: recorded.replayed, event: data });
  });
}
