/** What can go wrong with API calls on purpose. */
export interface InjectedFailure {
  /** `before`: nothing was done. `after`: the work was done, and the answer was kept for its idempotency key. */
  when: "before" | "after";
  /** What the caller sees: the connection breaks, no answer comes, or an error status. */
  as: "disconnect" | "hang" | "status";
  status: number;
  /** How many calls it hits; then it is over. */
  count: number;
  /** Only calls whose "VERB /path" contains this text. */
  match: string;
}

/** Injected latency and failures, for one simulator. */
export class Failures {
  latencyMs = 0;
  private waiting: InjectedFailure[] = [];

  add(failure: InjectedFailure): void {
    this.waiting.push(failure);
  }

  clear(): void {
    this.latencyMs = 0;
    this.waiting = [];
  }

  /** The failure that hits this call, used up by it; undefined lets the call through. */
  take(call: string): InjectedFailure | undefined {
    const hit = this.waiting.find((each) => each.count > 0 && call.includes(each.match));
    if (hit) hit.count -= 1;
    this.waiting = this.waiting.filter((each) => each.count > 0);
    return hit;
  }

  list(): InjectedFailure[] {
    return this.waiting.map((each) => ({ ...each }));
  }
}
