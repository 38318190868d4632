/**
 * The one time of billing: real time plus an offset. While due moments are worked through, it stands still at the
 * moment being worked, so that everything made there carries that time.
 */
export class Clock {
  private offset = 0;
  private standing: number | null = null;

  constructor(startAt?: Date) {
    if (startAt) this.moveTo(Math.floor(startAt.getTime() / 1000));
  }

  /** Unix seconds of billing time. */
  now(): number {
    return this.standing ?? this.ofAll();
  }

  /** Unix seconds in the time of all, also while something happens in another time. */
  ofAll(): number {
    return realSeconds() + this.offset;
  }

  /** Runs `work` with the clock standing at `moment`. */
  standingAt<T>(moment: number, work: () => T): T {
    const before = this.standing;
    this.standing = moment;
    try {
      return work();
    } finally {
      this.standing = before;
    }
  }

  /** From here on time flows from `moment` with the real clock. */
  moveTo(moment: number): void {
    this.offset = moment - realSeconds();
  }

  get offsetSeconds(): number {
    return this.offset;
  }

  set offsetSeconds(offset: number) {
    this.offset = offset;
  }
}

/** Unix seconds of real time: signatures, delivery retries and idempotency records live in it. */
export function realSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
