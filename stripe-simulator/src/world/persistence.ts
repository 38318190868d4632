import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import type { World } from "./world";

const QUIET_MS = 200;

/**
 * Keeps the world in a file: written whole to a neighbour and renamed, so that a reader or a crash never meets half a
 * state. A change reaches the disk within a second.
 */
export class StateFile {
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly path: string,
    private readonly world: World,
  ) {}

  /** Reads the file when there is one. @throws Error when it is not a state of ours. @returns whether it was there. */
  load(): boolean {
    if (!existsSync(this.path)) return false;
    this.world.clock.offsetSeconds = this.world.state.restore(readFileSync(this.path, "utf8"));
    return true;
  }

  /** Asks for a write soon; many changes share one. */
  changed(): void {
    this.timer ??= setTimeout(() => this.flush(), QUIET_MS);
  }

  /** Writes now. */
  flush(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    mkdirSync(dirname(this.path), { recursive: true });
    const next = `${this.path}.next`;
    const file = openSync(next, "w", 0o600);
    try {
      writeSync(file, this.world.state.serialize(this.world.clock.offsetSeconds));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(next, this.path);
  }
}
