// The processes of a running Weir: started one by one, watched, ended in the opposite order.
import fs from "node:fs";
import path from "node:path";
import { endProcess, recordOf, spawnDetached } from "../embedded/processes.mjs";

const TAIL_EVERY_MS = 250;
const LAST_LINES = 25;
const WARN = 40; // pino's number

/** Thrown into whatever is still starting once the end has begun. */
export class Stopping extends Error {}

/** True for a log line that somebody at a terminal should see. */
export function isAlarming(line) {
  if (line.startsWith("{")) {
    try {
      const { level } = JSON.parse(line);
      return typeof level === "number" ? level >= WARN : ["warn", "error", "fatal"].includes(level);
    } catch {
      return true;
    }
  }
  return /⨯|⚠|\b(error|warn|warning|fatal|panic)\b/i.test(line);
}

/** A JSON log line in few words; anything else as it is. */
export function inShort(line) {
  if (!line.startsWith("{")) return line;
  try {
    const { msg, err, error, job, route } = JSON.parse(line);
    return [job ?? route, msg, err?.message ?? error?.message].filter(Boolean).join(": ") || line;
  } catch {
    return line;
  }
}

/** Follows a log file from its present end and prints the lines that `wanted` picks. Returns a function that stops it. */
function follow(name, file, wanted) {
  let position = fs.existsSync(file) ? fs.statSync(file).size : 0;
  let rest = "";
  const read = () => {
    const size = fs.existsSync(file) ? fs.statSync(file).size : 0;
    if (size <= position) return;
    const buffer = Buffer.alloc(size - position);
    const handle = fs.openSync(file, "r");
    try {
      position += fs.readSync(handle, buffer, 0, buffer.length, position);
    } finally {
      fs.closeSync(handle);
    }
    const lines = (rest + buffer.toString("utf8")).split("\n");
    rest = lines.pop();
    for (const line of lines) if (line.trim() && wanted(line)) console.log(`${name.padEnd(9)}| ${inShort(line)}`);
  };
  const timer = setInterval(read, TAIL_EVERY_MS);
  return () => {
    clearInterval(timer);
    read();
  };
}

/** The last lines of a log, for a person. */
export function lastLines(file, count = LAST_LINES) {
  if (!fs.existsSync(file)) return "(no log)";
  return fs.readFileSync(file, "utf8").trimEnd().split("\n").slice(-count).join("\n");
}

/**
 * Keeps what runs. `start` adds a process; `adopt` adds something with its own `stop()` and, if it can tell, `exited`;
 * `begin` runs a step of the start that must not be cut in half. `stop()` ends everything, the newest layer first, and
 * is the same promise however often it is called. `onDeath(name, how, logFile)` hears of a process that ended unasked.
 */
export function runningParts({ logFolder, register, onDeath, verbose = false }) {
  const layers = new Map();
  const inFlight = new Set();
  let stopping = null;

  const keep = (layer, part) => layers.set(layer, [...(layers.get(layer) ?? []), part]);

  function watch(name, exited, logFile) {
    void exited?.then((how) => {
      if (!stopping) onDeath(name, how, logFile);
    });
  }

  async function endEverything() {
    await Promise.allSettled([...inFlight]);
    for (const layer of [...layers.keys()].sort((a, b) => b - a)) {
      await Promise.allSettled(layers.get(layer).map((part) => part.stop()));
    }
    register.release();
  }

  return {
    get isStopping() {
      return stopping !== null;
    },
    logFileOf: (name) => path.join(logFolder, `${name}.log`),
    async begin(work) {
      if (stopping) throw new Stopping();
      const promise = work();
      inFlight.add(promise);
      try {
        return await promise;
      } finally {
        inFlight.delete(promise);
      }
    },
    adopt(name, layer, part, logFile) {
      keep(layer, part);
      watch(name, part.exited, logFile);
      return part;
    },
    start(name, layer, command, args, { env, cwd }) {
      if (stopping) throw new Stopping();
      const logFile = this.logFileOf(name);
      const unfollow = follow(name, logFile, verbose ? () => true : isAlarming);
      const child = spawnDetached(command, args, { logFile, env, cwd });
      const record = recordOf(child);
      if (child.pid) register.add(name, record);
      const stop = async () => {
        if (child.pid) await endProcess(record);
        unfollow();
      };
      keep(layer, { stop });
      watch(name, child.exited, logFile);
      return child;
    },
    stop: () => (stopping ??= endEverything()),
  };
}
