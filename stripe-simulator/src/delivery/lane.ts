import type { Delivery } from "../world/objects";

const MIN_PAUSE_MS = 5;
const MANY = 50;

/** What a lane asks of the courier. */
export interface Carrier {
  /** Whether there is anybody to deliver to. */
  isOpen: () => boolean;
  isShuffled: () => boolean;
  /** One try; the delivery says afterwards whether it still waits. */
  attempt: (delivery: Delivery) => Promise<void>;
}

/**
 * The deliveries that wait for one endpoint, handed over in the order of their creation, one at a time. A failed one waits
 * for its retry without holding the others up, and a slow endpoint holds up only itself. All times are real.
 */
export class Lane {
  /** In order of creation, so that a long history costs nothing. */
  private readonly waiting = new Set<Delivery>();
  private timer: NodeJS.Timeout | null = null;
  private running = false;
  private closed = false;

  constructor(private readonly carrier: Carrier) {}

  add(delivery: Delivery): void {
    this.waiting.add(delivery);
    this.wake();
  }

  clear(): void {
    this.waiting.clear();
  }

  close(): void {
    this.closed = true;
    if (this.timer) clearTimeout(this.timer);
  }

  /** Deliveries leave after the running request has been answered, as from another machine. */
  wake(): void {
    if (this.closed || this.running || this.waiting.size === 0 || !this.carrier.isOpen()) return;
    // With many waiting the soonest is near; an early look only finds nothing to do and comes again.
    const next =
      this.waiting.size > MANY ? Date.now() : Math.min(...[...this.waiting].map((each) => each.nextAttemptAt));
    if (this.timer) clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.run(), Math.max(MIN_PAUSE_MS, next - Date.now()));
    this.timer.unref();
  }

  private async run(): Promise<void> {
    this.running = true;
    try {
      for (let next = this.pick(); next && !this.closed; next = this.pick()) {
        await this.carrier.attempt(next);
        if (next.state !== "pending") this.waiting.delete(next);
      }
    } finally {
      this.running = false;
      this.wake();
    }
  }

  private pick(): Delivery | undefined {
    const now = Date.now();
    if (this.carrier.isShuffled()) {
      const ready = [...this.waiting].filter((each) => each.nextAttemptAt <= now);
      return ready[Math.floor(Math.random() * ready.length)];
    }
    for (const each of this.waiting) if (each.nextAttemptAt <= now) return each;
    return undefined;
  }
}
