import { WeirError } from "../errors.js";
import { aborted, queueClosed, queueFailed, queueFull } from "../problems.js";
import { Changes } from "./changes.js";
import { deliver, nextBatch } from "./delivery.js";
import { entryOf, lineOf } from "./entries.js";
import { FileStore } from "./file-store.js";
import { MemoryStore } from "./memory-store.js";
import { queueSettings, warnOfProblem } from "./settings.js";
/**
 * @import { QueueOptions } from "../index.d.ts"
 * @import { Settings } from "../transport.js"
 * @import { Entry } from "./entries.js"
 * @import { Outcome } from "./delivery.js"
 */

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** How often a queue looks for what dead processes have left. */
const ADOPTION_MS = 30_000;

/** Events on their way to Weir. Batches them, and sends them with the same key until Weir has decided. */
export class Queue {
  #settings;
  #options;
  #store;
  #stop = new AbortController();
  /** @type {Promise<void> | null} */
  #started = null;
  /** @type {Promise<void> | null} */
  #sending = null;
  /** @type {NodeJS.Timeout | undefined} */
  #timer;
  /** @type {NodeJS.Timeout | undefined} */
  #adoption;
  /** Bytes that were let in and are not yet in the store. */
  #arriving = 0;
  #failures = 0;
  /** What Weir's last Retry-After asked for. */
  #patienceMs = 0;
  /** Number of the newest segment that took in events of an older one, which are to be tried again. */
  #carriedInto = 0;
  /** The code that was last reported, so that an outage is told once. @type {string | null} */
  #reported = null;
  #changes = new Changes();

  /**
   * @param {Settings} settings
   * @param {QueueOptions} options
   */
  constructor(settings, options) {
    this.#options = queueSettings(options);
    this.#settings = { ...settings, timeoutMs: REQUEST_TIMEOUT_MS, signal: this.#stop.signal };
    const { directory, fsync } = this.#options;
    this.#store = directory === undefined ? new MemoryStore() : new FileStore({ directory, fsync });
  }

  get durable() {
    return this.#store.durable;
  }

  get stamp() {
    return this.#options.stamp;
  }

  /** Takes up what an earlier process has left. Repeating does nothing, unless it failed. */
  start() {
    this.#started ??= this.#store.start().then(
      () => {
        this.#adoption = setInterval(() => void this.#adopt(), ADOPTION_MS).unref();
        this.#schedule();
      },
      (error) => {
        this.#started = null;
        throw new WeirError(queueFailed(), { cause: error });
      },
    );
    return this.#started;
  }

  /** The same, for when nobody waits for it. */
  startInBackground() {
    this.start().catch((error) => this.#report(error));
  }

  /**
   * Resolves when the entry is in the queue: on disk, if the queue has a directory. Throws TypeError for an entry that
   * cannot be right, WeirError QUEUE_FULL, QUEUE_CLOSED, QUEUE_FAILED or ABORTED. Waits for room only if it may: whoever
   * asks for a decision has no time for that.
   *
   * @param {Entry} entry
   * @param {{ mayWait?: boolean, signal?: AbortSignal }} [options]
   */
  async push(entry, { mayWait = false, signal } = {}) {
    const line = lineOf(entry);
    if (this.#stop.signal.aborted) throw new WeirError(queueClosed());
    await this.start();
    const bytes = Buffer.byteLength(line) + 1;
    await this.#room(bytes, mayWait && this.#options.whenFull === "wait", signal);
    try {
      await this.#store.append(line);
    } catch (cause) {
      const error = new WeirError(queueFailed(), { cause, outcomeUnknown: true });
      this.#report(error);
      throw error;
    } finally {
      this.#arriving -= bytes;
      this.#changes.tell();
    }
    this.#schedule();
  }

  /**
   * Sends now. Resolves when everything that was in the queue at the call is decided, or when the time is over.
   *
   * @param {{ timeoutMs?: number }} [options]
   */
  async flush({ timeoutMs = 30_000 } = {}) {
    const deadline = performance.now() + timeoutMs;
    await this.start();
    let mark = this.#store.newest;
    this.#wake();
    while (this.#store.oldest <= mark && performance.now() < deadline && !this.#stop.signal.aborted) {
      await this.#changes.next(deadline);
      if (this.#carriedInto > mark && this.#store.oldest > mark) mark = this.#carriedInto;
    }
    return { settled: this.#store.oldest > mark, pending: this.#store.events };
  }

  /**
   * Sends what it can in the time given, and ends. What is left stays on disk for the next process; without a directory it
   * is lost, and `pending` says how much. Repeating does nothing more.
   *
   * @param {{ timeoutMs?: number }} [options]
   */
  async close({ timeoutMs = 5_000 } = {}) {
    if (this.#started && !this.#stop.signal.aborted) {
      // A queue that could not be opened has nothing to send; that it could not was said before.
      await this.flush({ timeoutMs }).catch(() => undefined);
      this.#stop.abort();
      clearTimeout(this.#timer);
      clearInterval(this.#adoption);
      await this.#sending;
      await this.#store.close();
    }
    this.#stop.abort();
    this.#changes.tell();
    return { pending: this.#store.events };
  }

  /**
   * Waits for room, if it may, and takes it.
   *
   * @param {number} bytes
   * @param {boolean} mayWait
   * @param {AbortSignal} [signal]
   */
  async #room(bytes, mayWait, signal) {
    const { maxBytes } = this.#options;
    while (this.#store.bytes + this.#arriving + bytes > maxBytes) {
      // There will never be room for what is larger than the whole.
      if (!mayWait || bytes > maxBytes) throw new WeirError(queueFull());
      await this.#changes.next(Infinity, signal);
      if (signal?.aborted) throw new WeirError(aborted(), { cause: signal.reason });
      if (this.#stop.signal.aborted) throw new WeirError(queueClosed());
    }
    // In the same step as the look, or all that come at once would find the same room.
    this.#arriving += bytes;
  }

  /** Sends when a batch is together, else when the interval is over; while Weir is away, when the pause is over. */
  #schedule() {
    if (this.#sending || this.#store.events === 0) return;
    if (this.#failures === 0 && this.#store.events >= this.#options.batchSize) return this.#wake();
    if (this.#timer) return;
    const delay =
      this.#failures > 0 ? Math.max(pauseAfter(this.#failures), this.#patienceMs) : this.#options.intervalMs;
    this.#timer = setTimeout(() => this.#wake(), delay);
    // On disk it can wait for the next process; in memory it would be lost with this one.
    if (this.#store.durable) this.#timer.unref();
  }

  #wake() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#stop.signal.aborted) return;
    this.#sending ??= this.#sendAll()
      .catch((error) => {
        this.#failures += 1;
        this.#patienceMs = ((error instanceof WeirError && error.problem.retryAfterSeconds) || 0) * 1000;
        this.#report(error);
      })
      .finally(() => {
        this.#sending = null;
        this.#changes.tell();
        if (!this.#stop.signal.aborted) this.#schedule();
      });
  }

  /** Sends what was there when it began; what comes meanwhile is gathered for the next time. */
  async #sendAll() {
    const mark = this.#store.newest;
    while (this.#store.oldest <= mark && !this.#stop.signal.aborted) {
      const segment = await this.#store.take();
      if (!segment) return;
      const { left, failure, answered } = await this.#sendSegment(segment.lines);
      // Nobody was there: the segment can stay as it is.
      if (failure && !answered) throw failure;
      // What is left goes to the end of the queue, on disk, before its segment goes: it holds up nothing else.
      await Promise.all(left.map((entry) => this.#store.append(JSON.stringify(entry))));
      if (left.length > 0) this.#carriedInto = this.#store.newest;
      await segment.drop();
      this.#changes.tell();
      // Where something was decided, Weir is there, and what is not decided need not slow down the rest.
      if (left.length < segment.lines.length) this.#failures = 0;
      if (failure) throw failure;
      this.#reported = null;
    }
  }

  /**
   * Sends a segment batch by batch. `left` is what is to be sent later; `failure` says why Weir should be left in peace until
   * then; `answered` that it has said something about single events.
   *
   * @param {string[]} lines
   * @returns {Promise<{ left: Entry[], failure: Error | null, answered: boolean }>}
   */
  async #sendSegment(lines) {
    const entries = lines.map(entryOf).filter((entry) => entry !== null);
    if (entries.length < lines.length) {
      this.#tell(new Error(`${lines.length - entries.length} lines of the queue cannot be read.`));
    }
    /** @type {Entry[]} */
    const left = [];
    /** @type {Error | null} */
    let failure = null;
    let answered = false;
    for (let rest = entries; rest.length > 0;) {
      const batch = nextBatch(rest, this.#options.batchSize);
      const answer = await deliver(this.#settings, batch);
      if (!("outcomes" in answer))
        return { left: [...left, ...rest], failure: new WeirError(answer.problem), answered };
      answered = true;
      for (const [index, outcome] of answer.outcomes.entries()) {
        const entry = batch[index];
        if (!entry) continue;
        const rested = await this.#conclude(entry, outcome);
        if (rested.entry) left.push(rested.entry);
        failure ??= rested.failure ?? null;
      }
      rest = rest.slice(batch.length);
    }
    return { left, failure, answered };
  }

  /**
   * What is still to be sent of an entry after this outcome, and why not at once.
   *
   * @param {Entry} entry
   * @param {Outcome} outcome
   * @returns {Promise<{ entry?: Entry, failure?: Error }>}
   */
  async #conclude(entry, outcome) {
    if (outcome.kind === "settled") return {};
    if (outcome.kind === "again") return { entry, failure: new WeirError(outcome.problem) };
    if (outcome.kind === "alone") return { entry: { event: entry.event } };
    try {
      await this.#options.onRefused(entry.event, outcome.problem);
      return {};
    } catch (error) {
      // Nobody has taken note of the refusal, so it is not dealt with: Weir will be asked again.
      return { entry, failure: error instanceof Error ? error : new Error(String(error)) };
    }
  }

  async #adopt() {
    await this.#store.adopt().catch((error) => this.#report(error));
    this.#schedule();
  }

  /** @param {unknown} error */
  #report(error) {
    if (this.#stop.signal.aborted) return;
    const { code = "" } = /** @type {{ code?: string }} */ (error);
    if (code === this.#reported) return;
    this.#reported = code;
    this.#tell(/** @type {Error} */ (error));
  }

  /** What the listener throws has nobody above it, and must not end the process. @param {Error} error */
  #tell(error) {
    const { onProblem } = this.#options;
    void (async () => onProblem(error))().catch(warnOfProblem);
  }
}

/** Doubled with each failure up to a minute, and shortened by up to half so that processes do not come in step. @param {number} failures */
const pauseAfter = (failures) =>
  Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1)) * (0.5 + Math.random() / 2);
