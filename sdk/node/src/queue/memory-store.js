const SEGMENT_LINES = 1_000;

/**
 * The same as a FileStore without a disk: what is in it ends with the process.
 */
export class MemoryStore {
  durable = false;
  bytes = 0;
  events = 0;
  /** @type {{ number: number, lines: string[], sealed: boolean }[]} */
  #segments = [];
  #next = 1;

  async start() {}
  async adopt() {}
  async close() {}

  get newest() {
    return this.#next - 1;
  }

  get oldest() {
    return this.#segments[0]?.number ?? Infinity;
  }

  /** @param {string} line */
  async append(line) {
    let last = this.#segments.at(-1);
    if (!last || last.sealed || last.lines.length >= SEGMENT_LINES) {
      last = { number: this.#next++, lines: [], sealed: false };
      this.#segments.push(last);
    }
    last.lines.push(line);
    this.bytes += line.length;
    this.events += 1;
  }

  async take() {
    const oldest = this.#segments[0];
    if (!oldest) return null;
    oldest.sealed = true;
    const drop = async () => {
      this.#segments = this.#segments.filter(({ number }) => number !== oldest.number);
      this.bytes -= oldest.lines.reduce((sum, line) => sum + line.length, 0);
      this.events -= oldest.lines.length;
    };
    return { number: oldest.number, lines: oldest.lines, drop };
  }
}
