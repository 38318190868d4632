import { z } from "zod";
import type { EventFilterModel, ReadyWebhooks, WebhooksModel } from "@/components/screens/operator-webhooks/model";
import type { Ctx } from "@/lib/context";
import { readCursor, writeCursor } from "@/lib/http";
import { countStoredEvents, inboxBacklog, listStoredEvents, MAX_REPLAYED, type EventKeyset } from "@/lib/stripe";
import { eventRow, INBOX_PATH } from "./event-rows";
import { filterOf, isEmpty, readFilter } from "./inbox-filter";

const PAGE = 50;
const keyset = z.tuple([z.number(), z.string()]);

type Query = Readonly<Record<string, string | string[] | undefined>>;

/** One page of the inbox; a cursor that is not ours begins at the first. */
export async function webhooksModel(ctx: Ctx, query: Query, mayReplay: boolean): Promise<WebhooksModel> {
  try {
    return await readyModel(ctx, query, mayReplay);
  } catch (error) {
    ctx.log.error({ err: error, requestId: ctx.requestId }, "the inbox could not be listed");
    return { kind: "failed", requestId: ctx.requestId, retryHref: INBOX_PATH };
  }
}

async function readyModel(ctx: Ctx, query: Query, mayReplay: boolean): Promise<ReadyWebhooks> {
  const filter = readFilter(query);
  const after = afterOf(query.cursor);
  const wanted = await filterOf(ctx, filter);
  const backlog = await inboxBacklog(ctx);
  const page = wanted
    ? await listStoredEvents(ctx, wanted, { limit: PAGE, ...(after ? { after } : {}) })
    : { events: [], next: null };
  return {
    kind: "ready",
    filter,
    rows: page.events.map(eventRow),
    standing: standingWords(backlog),
    behind: backlog.waiting > 0 || backlog.dead > 0,
    meets: isEmpty(filter) ? null : wanted ? Math.min(await countStoredEvents(ctx, wanted), MAX_REPLAYED) : 0,
    nextHref: page.next ? hrefOf(filter, page.next) : null,
    firstHref: after ? hrefOf(filter, null) : null,
    mayReplay,
  };
}

function standingWords({ waiting, oldestSeconds, dead }: Awaited<ReturnType<typeof inboxBacklog>>): string {
  const waits = waiting === 0 ? "None waits" : `${waiting} wait, the oldest for ${Math.round(oldestSeconds)} s`;
  return `${waits}; ${dead === 0 ? "none is" : `${dead} ${dead === 1 ? "is" : "are"}`} dead.`;
}

function afterOf(cursor: string | string[] | undefined): EventKeyset | null {
  try {
    const read = readCursor(Array.isArray(cursor) ? cursor[0] : cursor, keyset);
    return read ? { receivedAt: read[0], id: read[1] } : null;
  } catch {
    return null;
  }
}

function hrefOf(filter: EventFilterModel, after: EventKeyset | null): string {
  const query = new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== ""));
  if (after) query.set("cursor", writeCursor([after.receivedAt, after.id]));
  return query.size === 0 ? INBOX_PATH : `${INBOX_PATH}?${query.toString()}`;
}
