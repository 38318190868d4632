import type { Ctx } from "@/lib/context";
import { newId } from "@/lib/kernel/ids";
import { recordUsage, type Reporter } from "@/lib/metering";
import type { Caller } from "./caller";
import type { Contract } from "./contract";
import { problem } from "./problem";
import { route, type Call, type Handler } from "./route";

/** What one call of a metered route costs. */
export interface Charge {
  readonly meter: string;
  /** 1 unless said otherwise. */
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

/** Live keys and people count as PROD; test keys in their own environment. */
export const reporterOf = (caller: Caller): Reporter =>
  caller.kind === "key"
    ? { environment: caller.key.environment, apiKeyId: caller.key.id }
    : { environment: "PROD", apiKeyId: null };

/**
 * A route that consumes quota before it works: the handler runs only when the units were admitted, and a refusal answers
 * in its place, with the cure. What was admitted stays counted, whatever the handler does afterwards.
 */
export function withQuota<C extends Contract>(
  contract: C,
  charge: (call: Call<C>) => Charge,
  handle: (call: Call<C>, admission: Admission) => Promise<Response>,
): Handler {
  return route(contract, async (call) => {
    const { meter, units = 1, key = newId("request"), organization } = charge(call);
    const ctx = await call.forOrganization(organization);
    const recorded = await recordUsage(ctx, reporterOf(call.caller), {
      meter,
      units,
      key,
      occurredAt: null,
      source: "route",
      subject: null,
      provider: null,
      endpoint: contract.path,
      userId: call.caller.kind === "user" ? call.caller.user.id : null,
      // A repetition is another request with the same key, so the id of the request must not be part of what is compared.
      requestId: null,
      costMicros: null,
      properties: null,
    });
    if (!recorded.admitted) return problem(recorded, call.requestId, ctx.env);
    const { data } = JSON.parse(recorded.body) as { data: Readonly<Record<string, unknown>> };
    return handle(call, { ctx, replayed: recorded.replayed, event: data });
  });
}
