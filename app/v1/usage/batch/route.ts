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
import { grouped } from "@/lib/kernel/grouped";
import { recordUsages, type Recorded, type ReportedUsage } from "@/lib/metering";
import { cloudEvent, pointingIntoEvent, usageOf } from "../cloud-events";
import { postUsage } from "../contract";
import { keyOf, reportedUsage } from "../report";
import { postUsageBatch } from "./contract";

export const POST = route(postUsageBatch, async (call) => {
  const { body } = call;
  const [events, organization] = Array.isArray(body) ? [body] : [body.events, body.organization];
  const results = new Array<string>(events.length);
  const readable: ReadEvent[] = [];
  events.forEach((event, index) => {
    try {
      readable.push(read(call, event, index, organization));
    } catch (error) {
      results[index] = refusal(call, index, refusalOf(error));
    }
  });
  // A deployment key may name several organizations.
  const byOrganization = grouped(readable, ({ named }) => named);
  await Promise.all(
    [...byOrganization].map(async ([named, together]) => {
      const recorded = await recordedFor(call, named, together);
      together.forEach(({ index }, i) => (results[index] = recorded[i] as string));
    }),
  );
  return rawJson(`{"results":[${results.join(",")}]}`, 200);
});

type BatchCall = Call<typeof postUsageBatch>;

/** An event of the batch, with the organization that it, or the batch, names. */
interface ReadEvent {
  readonly index: number;
  readonly named: string | undefined;
  readonly usage: ReportedUsage;
}

/** Where the event at an index stands in what was sent, as a JSON pointer. */
const placeOf = (call: BatchCall, index: number): string =>
  Array.isArray(call.body) ? `/${index}` : `/events/${index}`;

/** The event at an index, by the schema of the form in which the batch came. */
function eventOf(call: BatchCall, event: unknown, index: number) {
  if (Array.isArray(call.body)) {
    const parsed = cloudEvent.safeParse(event);
    if (!parsed.success) throw invalid(fieldErrors(parsed.error, placeOf(call, index)));
    return usageOf(parsed.data, call.caller, call.request.headers);
  }
  const parsed = postUsage.body?.safeParse(event);
  if (!parsed?.success) throw invalid(parsed ? fieldErrors(parsed.error, placeOf(call, index)) : []);
  return parsed.data;
}

/** Reads the event at an index, alone. Throws what is wrong with it. */
function read(call: BatchCall, event: unknown, index: number, organization: string | undefined): ReadEvent {
  const { organization: own, ...usage } = eventOf(call, event, index);
  if (own !== undefined && organization !== undefined && own !== organization) {
    throw new AppError("MALFORMED", "The event names another organization than the batch. Name it in one place.");
  }
  return { index, named: own ?? organization, usage: reportedUsage(usage, keyOf(usage, null)) };
}

/** What became of the events of one organization, as JSON, in their order. Never throws. */
async function recordedFor(
  call: BatchCall,
  named: string | undefined,
  events: readonly ReadEvent[],
): Promise<string[]> {
  try {
    const ctx = await call.forOrganization(named);
    const usages = events.map(({ usage }) => usage);
    const recorded = await recordUsages(ctx, reporterOf(call.caller), usages);
    return recorded.map((one, i) => resultOf(call, (events[i] as ReadEvent).index, one));
  } catch (error) {
    const said = refusalOf(error);
    return events.map(({ index }) => refusal(call, index, said));
  }
}

function resultOf(call: BatchCall, index: number, outcome: Recorded): string {
  const recorded = Array.isArray(call.body) ? pointingIntoEvent(outcome) : outcome;
  if (recorded.admitted) return admittedResult(index, recorded);
  const fields = recorded.fields.map((field) => ({ ...field, pointer: placeOf(call, index) + field.pointer }));
  return refusal(call, index, { ...recorded, fields });
}

function refusal(call: BatchCall, index: number, words: RefusalWords): string {
  const problem = problemOf(words, call.requestId, call.world.env);
  return JSON.stringify({ index, status: problem.status, error: problem });
}

/** The first answer is JSON already, `{"data":…}`: what stands in it goes over as it is, beside index and status. */
function admittedResult(index: number, recorded: { readonly replayed: boolean; readonly body: string }): string {
  return `{"index":${index},"status":${recorded.replayed ? 200 : 201},${recorded.body.slice(1)}`;
}

export const OPTIONS = preflight(postUsageBatch);
