import type { EffectRow, EventModel, ReadyEvent } from "@/components/screens/operator-webhooks/model";
import type { Ctx } from "@/lib/context";
import { queryJournal, type JournalEntry } from "@/lib/journal";
import { iso, type Instant } from "@/lib/kernel/time";
import { findStoredEvent } from "@/lib/stripe";
import { eventRow, INBOX_PATH } from "./event-rows";

const EFFECTS = 100;
const LONGEST_SIDE = 500;

/** One event with what it changed; null when there is none of this id. */
export async function eventModel(ctx: Ctx, id: string, mayReplay: boolean): Promise<EventModel | null> {
  try {
    return await readyModel(ctx, id, mayReplay);
  } catch (error) {
    ctx.log.error({ err: error, requestId: ctx.requestId }, "an event of the inbox could not be read");
    return { kind: "failed", requestId: ctx.requestId, retryHref: `${INBOX_PATH}/${encodeURIComponent(id)}` };
  }
}

async function readyModel(ctx: Ctx, id: string, mayReplay: boolean): Promise<ReadyEvent | null> {
  const found = await findStoredEvent(ctx, id);
  if (!found) return null;
  const { event, payload } = found;
  // Whatever an event makes the house do is journaled under its id.
  const { entries } = await queryJournal(ctx, { correlationId: id }, { limit: EFFECTS });
  const at = (moment: Instant | null): string | null => (moment === null ? null : iso(moment));
  return {
    kind: "ready",
    event: eventRow(event),
    apiVersion: event.apiVersion,
    objectId: event.objectId,
    processedAt: at(event.processedAt),
    dueAt: at(event.dueAt),
    deadAt: at(event.deadAt),
    lag: event.processedAt === null ? null : `${((event.processedAt - event.receivedAt) / 1_000).toFixed(1)} s`,
    error: event.lastError,
    payload: pretty(payload),
    effects: [...entries].reverse().map(effectRow),
    mayReplay,
  };
}

const effectRow = (entry: JournalEntry): EffectRow => ({
  action: entry.action,
  entity: `${entry.entity.type} ${entry.entity.id}`,
  at: iso(entry.recordedAt),
  before: sideOf(entry.before),
  after: sideOf(entry.after),
});

const sideOf = (value: unknown): string =>
  value === null || value === undefined ? "–" : JSON.stringify(value).slice(0, LONGEST_SIDE);

function pretty(payload: string): string {
  try {
    return JSON.stringify(JSON.parse(payload), null, 2);
  } catch {
    return payload;
  }
}
