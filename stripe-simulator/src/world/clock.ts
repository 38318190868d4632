/**
 * The one time of billing: real time plus an offset. While due moments are worked through, it stands still at the
 * moment being worked, so that everything made there carries that time.
 */
export class Clock {
  /** To the millisecond: whole seconds of both clocks would let this one run up to a second ahead. */
  private offsetMs = 0;
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
    return Math.floor((Date.now() + this.offsetMs) / 1000);
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

  /** From here on time flows from `moment`, which may be within a second, with the real clock. */
  moveTo(moment: number): void {
    this.offsetMs = Math.round(moment * 1000) - Date.now();
  }

  get offsetSeconds(): number {
    return this.offsetMs / 1000;
  }

  set offsetSeconds(offset: number) {
    this.offsetMs = Math.round(offset * 1000);
  }
}

/** Unix seconds of real time: signatures, delivery retries and idempotency records live in it. */
export function realSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
