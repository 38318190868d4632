import type { Ctx } from "@/lib/context";
import {
  type Call,
  fieldErrors,
  preflight,
  problemOf,
  rawJson,
  refusalOf,
  type RefusalWords,
  reporterOf,
  route,
} from "@/lib/http";
import { AppError, invalid } from "@/lib/kernel/errors";
import { recordUsage } from "@/lib/metering";
import { cloudEvent, pointingIntoEvent, speaksForAny, usageOf } from "../cloud-events";
import { postUsage } from "../contract";
import { keyOf, reportedUsage } from "../report";
import { postUsageBatch } from "./contract";

export const POST = route(postUsageBatch, async (call) => {
  const { body } = call;
  const [events, organization] = Array.isArray(body) ? [body] : [body.events, body.organization];
  // One context for each organization that the batch names; a deployment key may name several.
  const contexts = new Map<string | undefined, Promise<Ctx>>();
  const contextFor = (named: string | undefined): Promise<Ctx> => {
    const there = contexts.get(named) ?? call.forOrganization(named);
    contexts.set(named, there);
    return there;
  };
  const heads = new Map<string, Promise<string>>();
  const results = await Promise.all(
    events.map((event, index) => {
      const run = (): Promise<string> => one(call, event, index, organization, contextFor);
      const lane = laneOf(call, event, organization);
      const head = heads.get(lane);
      if (head) return head.then(run);
      const first = run();
      heads.set(lane, first);
      return first;
    }),
  );
  return rawJson(`{"results":[${results.join(",")}]}`, 200);
});

/**
 * Events that one allowance decides about. The first of a lane goes ahead alone: what it finds out about the meter the
 * others then know, so that they reach the counter in the order in which they were sent.
 */
function laneOf(call: Call<typeof postUsageBatch>, event: unknown, named: string | undefined): string {
  const fields = (event ?? {}) as Readonly<Record<string, unknown>>;
  if (!Array.isArray(call.body)) return JSON.stringify([fields.organization ?? named, fields.meter]);
  // The subject of an organization's own key is a fact of the event; all its events stand before one allowance.
  return JSON.stringify([speaksForAny(call.caller) ? fields.subject : null, fields.type]);
}

/** Where the event at an index stands in what was sent, as a JSON pointer. */
const placeOf = (call: Call<typeof postUsageBatch>, index: number): string =>
  Array.isArray(call.body) ? `/${index}` : `/events/${index}`;

/** The event at an index, by the schema of the form in which the batch came. */
function eventOf(call: Call<typeof postUsageBatch>, event: unknown, index: number) {
  if (Array.isArray(call.body)) {
    const parsed = cloudEvent.safeParse(event);
    if (!parsed.success) throw invalid(fieldErrors(parsed.error, placeOf(call, index)));
    return usageOf(parsed.data, call.caller, call.request.headers);
  }
  const parsed = postUsage.body?.safeParse(event);
  if (!parsed?.success) throw invalid(parsed ? fieldErrors(parsed.error, placeOf(call, index)) : []);
  return parsed.data;
}

/** One event of the batch: its result, as JSON. */
async function one(
  call: Call<typeof postUsageBatch>,
  event: unknown,
  index: number,
  organization: string | undefined,
  contextFor: (named: string | undefined) => Promise<Ctx>,
): Promise<string> {
  const refuse = (refusal: RefusalWords): string => {
    const problem = problemOf(refusal, call.requestId, call.world.env);
    return JSON.stringify({ index, status: problem.status, error: problem });
  };
  try {
    const { organization: own, ...usage } = eventOf(call, event, index);
    if (own !== undefined && organization !== undefined && own !== organization) {
      throw new AppError("MALFORMED", "The event names another organization than the batch. Name it in one place.");
    }
    const ctx = await contextFor(own ?? organization);
    const outcome = await recordUsage(ctx, reporterOf(call.caller), reportedUsage(usage, keyOf(usage, null)));
    const recorded = Array.isArray(call.body) ? pointingIntoEvent(outcome) : outcome;
    if (recorded.admitted) return admittedResult(index, recorded);
    const fields = recorded.fields.map((field) => ({ ...field, pointer: placeOf(call, index) + field.pointer }));
    return refuse({ ...recorded, fields });
  } catch (error) {
    return refuse(refusalOf(error));
  }
}

/** The first answer is JSON already, `{"data":…}`: what stands in it goes over as it is, beside index and status. */
function admittedResult(index: number, recorded: { readonly replayed: boolean; readonly body: string }): string {
  return `{"index":${index},"status":${recorded.replayed ? 200 : 201},${recorded.body.slice(1)}`;
}

export const OPTIONS = preflight(postUsageBatch);
