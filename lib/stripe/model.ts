import type { Ctx } from "@/lib/context";

/** A stored event. It is a hint that an object changed; handlers read the object itself. */
export interface InboxEvent {
  readonly id: string;
  readonly type: string;
  readonly objectId: string | null;
  readonly attempts: number;
}

/** What one type of event makes us do. */
export interface EventHandler {
  readonly type: string;
  /** Why we listen to it at all. */
  readonly why: string;
  /** Applies the present state of the object, whatever the event said. Returns one sentence about what came of it. */
  handle(ctx: Ctx, objectId: string): Promise<string>;
}
