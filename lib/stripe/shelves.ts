import type { Ctx } from "@/lib/context";
import { COVERED_BY, handlerOf, reportHandlerOf } from "./handlers";
import type { InboxEvent } from "./model";

/** Events that one application of an object's present state does justice to, all of them taken before it is read. */
export interface Work {
  readonly events: readonly [InboxEvent, ...InboxEvent[]];
  readonly apply: (ctx: Ctx) => Promise<string>;
}

/** What due events come to: what is to be done, in shelves that can be worked on beside one another, and what nobody listens to. */
export interface Shelves {
  readonly shelves: readonly (readonly Work[])[];
  readonly ignored: readonly InboxEvent[];
}

type Apply = (ctx: Ctx, objectId: string) => Promise<string>;
type OfObject = Map<Apply, [InboxEvent, ...InboxEvent[]]>;

/**
 * Sorts events by what they ask for. Those that ask for the same of one object are one piece of work, and so are those whose
 * wish another one fulfils. What belongs to one organization lies on one shelf: side by side it would overtake itself at the
 * same rows, and be done again.
 */
export function shelvesOf(due: readonly InboxEvent[]): Shelves {
  const shelves = new Map<string, { objects: Map<string, OfObject>; alone: Work[] }>();
  const ignored: InboxEvent[] = [];
  for (const event of due) {
    const name = event.organizationId ?? event.objectId ?? event.id;
    const shelf = shelves.get(name) ?? { objects: new Map<string, OfObject>(), alone: [] };
    const report = reportHandlerOf(event.type);
    const handler = handlerOf(event.type);
    if (report) shelf.alone.push({ events: [event], apply: (ctx) => report.report(ctx, event) });
    else if (!handler) ignored.push(event);
    else if (event.objectId === null) shelf.alone.push({ events: [event], apply: namesNothing });
    else put(shelf.objects, event.objectId, handler.handle, event);
    shelves.set(name, shelf);
  }
  return {
    ignored,
    shelves: [...shelves.values()]
      .map(({ objects, alone }) => [...alone, ...[...objects].flatMap(([id, ofObject]) => worksOf(id, ofObject))])
      .filter((works) => works.length > 0),
  };
}

const namesNothing = (): Promise<string> => Promise.resolve("ignored: the event names no object");

function put(objects: Map<string, OfObject>, objectId: string, apply: Apply, event: InboxEvent): void {
  const ofObject = objects.get(objectId) ?? new Map<Apply, [InboxEvent, ...InboxEvent[]]>();
  const [first = event, ...more] = ofObject.get(apply) ?? [];
  ofObject.set(apply, first === event ? [event] : [first, ...more, event]);
  objects.set(objectId, ofObject);
}

/** The works of one object, the smaller ones as a part of the greater that does them too. */
function worksOf(objectId: string, ofObject: OfObject): Work[] {
  for (const [lesser, greater] of COVERED_BY) {
    const [small, great] = [ofObject.get(lesser), ofObject.get(greater)];
    if (!small || !great) continue;
    ofObject.set(greater, [...great, ...small]);
    ofObject.delete(lesser);
  }
  return [...ofObject].map(([apply, events]) => ({ events, apply: (ctx) => apply(ctx, objectId) }));
}
