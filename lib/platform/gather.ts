/** What arrives together runs as one call. */
export interface Gather<Item, Result> {
  push(item: Item): Promise<Result>;
  /** Several as one value: their results in their order, an Error in the place of what failed. Never rejects. */
  pushAll(items: readonly Item[]): Promise<(Result | Error)[]>;
  /** Resolves once nothing waits and nothing runs, whatever came of it; at once when that is so already. Never rejects. */
  idle(): Promise<void>;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly done: (result: Result | Error) => void;
}

const errorOf = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));

// What all queues have to begin next. They begin in one callback and not each in its own: nothing runs in between, so that
// what they send over one connection leaves together.
let beginnings: (() => void)[] = [];

function beginSoon(begin: () => void): void {
  if (beginnings.push(begin) > 1) return;
  setImmediate(() => {
    const due = beginnings;
    beginnings = [];
    for (const start of due) start();
  });
}

export interface GatherLimits {
  /** How many calls may be under way at once. */
  readonly lanes: number;
  /** How many items go into one call at most. */
  readonly max: number;
  /** How many items open a further lane while one is busy; fewer wait, for two small calls cost more than one. */
  readonly worthwhile?: number;
}

/** After so long without an answer from the calls under way, a free lane opens for few as well: they may be stuck. */
const PATIENCE_MS = 10;

/**
 * Gathers: at once when idle, else as soon as one of the `lanes` is free, at most `max` items at a time. `run` answers in
 * the order of its items; an Error in an item's place rejects that item alone, a throw rejects all.
 */
export function gather<Item, Result>(
  run: (items: Item[]) => Promise<(Result | Error)[]>,
  limits: GatherLimits,
): Gather<Item, Result> {
  const { lanes, max, worthwhile = 1 } = limits;
  const queue: Waiting<Item, Result>[] = [];
  let busy = 0;
  let armed = false;
  let patient = false;
  let answered = 0;
  let leaving: (() => void)[] = [];

  const due = (): boolean => busy < lanes && queue.length >= (busy === 0 ? 1 : worthwhile);

  function arm(): void {
    if (armed) return;
    if (!due()) return wait();
    armed = true;
    beginSoon(() => {
      armed = false;
      while (due()) void flush();
    });
  }

  /** What is too few for a lane of its own waits for an answer, but not for one that does not come. */
  function wait(): void {
    if (patient || queue.length === 0 || busy >= lanes) return;
    patient = true;
    const before = answered;
    setTimeout(() => {
      patient = false;
      if (answered === before && queue.length > 0 && busy < lanes) void flush();
      arm();
    }, PATIENCE_MS);
  }

  async function flush(): Promise<void> {
    const taken = queue.splice(0, max);
    busy += 1;
    try {
      const results = await run(taken.map((w) => w.item));
      taken.forEach((w, i) => w.done(results[i] as Result | Error));
    } catch (error) {
      for (const w of taken) w.done(errorOf(error));
    }
    busy -= 1;
    answered += 1;
    arm();
    if (isIdle()) {
      const gone = leaving;
      leaving = [];
      for (const leave of gone) leave();
    }
  }

  const isIdle = (): boolean => busy === 0 && queue.length === 0;

  return {
    push: (item) =>
      new Promise<Result>((resolve, reject) => {
        queue.push({ item, done: (result) => (result instanceof Error ? reject(result) : resolve(result)) });
        arm();
      }),
    pushAll: (items) =>
      new Promise((resolve) => {
        const results = new Array<Result | Error>(items.length);
        let missing = items.length;
        if (missing === 0) return resolve(results);
        items.forEach((item, i) => {
          const done = (result: Result | Error): void => {
            results[i] = result;
            if (--missing === 0) resolve(results);
          };
          queue.push({ item, done });
        });
        arm();
      }),
    idle: () => (isIdle() ? Promise.resolve() : new Promise((resolve) => void leaving.push(resolve))),
  };
}
