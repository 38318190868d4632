const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Those who wait until something has changed. */
export class Changes {
  /** @type {Set<() => void>} */
  #waiting = new Set();

  tell() {
    for (const go of this.#waiting) go();
  }

  /**
   * Resolves at the next change, at the deadline, or when the signal is aborted.
   *
   * @param {number} deadline of performance.now(); Infinity for none
   * @param {AbortSignal} [signal]
   */
  next(deadline, signal) {
    return new Promise((/** @type {(value: void) => void} */ resolve) => {
      const left = deadline - performance.now();
      const timer =
        left === Infinity ? undefined : setTimeout(() => go(), Math.min(Math.max(0, left), LONGEST_TIMER_MS));
      const go = () => {
        clearTimeout(timer);
        this.#waiting.delete(go);
        signal?.removeEventListener("abort", go);
        resolve();
      };
      this.#waiting.add(go);
      signal?.addEventListener("abort", go);
      if (signal?.aborted) go();
    });
  }
}
