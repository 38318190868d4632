// A place in the middle of a connection, where what flows can be held up, cut, and led elsewhere.
import net from "node:net";

export class Relay {
  #server;
  #pairs = new Set();
  #held = false;
  #target;

  constructor(target) {
    this.#target = target;
    this.#server = net.createServer((near) => this.#join(near));
  }

  /** Listens on a free port and leads everybody who connects there to `target`. */
  static async open(target) {
    const relay = new Relay(target);
    await new Promise((resolve) => relay.#server.listen(0, "127.0.0.1", resolve));
    return relay;
  }

  get port() {
    return this.#server.address().port;
  }

  #join(near) {
    const far = net.connect(this.#target, "127.0.0.1");
    const pair = [near, far];
    this.#pairs.add(pair);
    for (const socket of pair) {
      socket.on("error", () => {});
      socket.once("close", () => {
        this.#pairs.delete(pair);
        for (const each of pair) each.destroy();
      });
    }
    near.on("data", (bytes) => far.write(bytes));
    far.on("data", (bytes) => near.write(bytes));
    if (this.#held) far.pause();
  }

  /** From now on nothing comes back from the target; what it sends waits, unread. */
  hold() {
    this.#held = true;
    for (const [, far] of this.#pairs) far.pause();
  }

  /** Breaks every connection. Who connects again is led to `target`. */
  cut(target = this.#target) {
    this.#target = target;
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy();
  }

  async close() {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.cut();
    await closed;
  }
}
