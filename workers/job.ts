import type { Ctx } from "@/lib/context";

/** One line of the timetable: something that runs by itself. */
export interface Job {
  /** The name of its lease; one worker at a time runs it. */
  readonly name: string;
  readonly everySeconds: number;
  /** Longer than a run takes; after it, a dead worker's job is taken by another. */
  readonly leaseSeconds: number;
  readonly what: string;
  /** Does what is due and says in one line what came of it. `lastResult` is the line of the last run that succeeded. */
  run(ctx: Ctx, lastResult: string | null): Promise<string>;
}
