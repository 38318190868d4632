// Starting, recognising and ending processes. A process id alone proves nothing: the system reuses it. Together with
// the process's start time it does, so whatever we may have to end later is written down with both.
import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import { readJsonFile, writePrivateFile } from "../paths.mjs";

const POLL_MS = 25;

// Windows has no cheap way to ask for a start time. A process we have just started is known anyway; one from an
// earlier run is then left alone rather than mistaken.
const UNPROVEN = "unproven";

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** A text that no later process with the same id will have; null when the process is gone or the system cannot tell. */
export function processBirth(pid) {
  try {
    if (process.platform === "linux") {
      const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return fields[0] === "Z" ? null : `ticks:${fields[19]}`;
    }
    if (process.platform === "win32") return isAlive(pid) ? UNPROVEN : null;
    const text = execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
    return text ? `started:${text}` : null;
  } catch {
    return null;
  }
}

/** The command line of a process, "" when it is gone or cannot be read. */
export function processCommand(pid) {
  try {
    if (process.platform === "linux") return fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    if (process.platform === "win32") return "";
    return execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" }).trim();
  } catch {
    return "";
  }
}

/** True while the very process that was recorded still runs. */
export const stillRuns = ({ pid, birth }) => birth !== null && processBirth(pid) === birth;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function signalProcess(pid, signal, group) {
  try {
    process.kill(group && process.platform !== "win32" ? -pid : pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH" && error.code !== "EPERM") throw error;
  }
}

/**
 * Ends a recorded process: `signal`, then SIGKILL after `graceMs`. Resolves when it is gone. Does nothing when the
 * process has ended already or its id belongs to somebody else by now. With `group`, its descendants get the signal too.
 */
export async function endProcess({ pid, birth }, { signal = "SIGTERM", graceMs = 8000, group = true } = {}) {
  if (!stillRuns({ pid, birth })) return;
  signalProcess(pid, signal, group);
  const deadline = performance.now() + graceMs;
  while (stillRuns({ pid, birth }) && performance.now() < deadline) await pause(POLL_MS);
  if (stillRuns({ pid, birth })) signalProcess(pid, "SIGKILL", group);
  while (stillRuns({ pid, birth })) await pause(POLL_MS);
  // The leader is gone; what it started may not be (a watcher's child, for example).
  if (group) signalProcess(pid, "SIGKILL", group);
}

/**
 * Starts a process in a group of its own, so that Ctrl-C in the terminal reaches only us and we choose the order in
 * which things end. Output goes to `logFile` (appended), which keeps working when we are killed.
 */
export function spawnDetached(command, args, { logFile, env, cwd, uid, gid } = {}) {
  const log = logFile ? fs.openSync(logFile, "a") : "ignore";
  try {
    const child = spawn(command, args, {
      detached: true,
      stdio: ["ignore", log, log],
      env,
      cwd,
      uid,
      gid,
      windowsHide: true,
    });
    child.on("error", () => undefined); // told through `exited`
    child.exited = new Promise((resolve) => {
      child.once("error", (error) => resolve({ code: null, signal: null, error }));
      child.once("exit", (code, signal) => resolve({ code, signal }));
    });
    return child;
  } finally {
    if (logFile) fs.closeSync(log);
  }
}

/** Resolves once a process that is not our child has ended. */
export async function exitOf(record, pollMs = 1000) {
  while (stillRuns(record)) await new Promise((resolve) => setTimeout(resolve, pollMs).unref());
  return { code: null, signal: null };
}

/** What is known of a process we have just started. */
export const recordOf = (child) => ({ pid: child.pid, birth: processBirth(child.pid) });

/**
 * The processes of one installation, kept in a file so that the next start can end what a killed launcher left behind.
 * `claim` refuses while another launcher of the same installation lives.
 */
export function processRegister(file) {
  const read = () => readJsonFile(file) ?? { launcher: null, children: [] };
  const write = (state) => writePrivateFile(file, JSON.stringify(state, null, 2) + "\n");
  return {
    /** The living launcher that holds this installation, or null. */
    holder() {
      const { launcher } = read();
      return launcher && launcher.pid !== process.pid && launcher.birth !== UNPROVEN && stillRuns(launcher)
        ? launcher
        : null;
    },
    /** True while the launcher that took this register lives, ourselves included. */
    isHeld() {
      const { launcher } = read();
      return launcher !== null && stillRuns(launcher);
    },
    /** Ends what is left of an earlier launcher, newest first, and takes the register. Returns the names of what was ended. */
    async claim() {
      const ended = [];
      for (const child of read().children.toReversed()) {
        if (child.birth === UNPROVEN || !stillRuns(child)) continue;
        ended.push(child.name);
        await endProcess(child, { signal: child.signal, graceMs: 8000 });
      }
      write({ launcher: { pid: process.pid, birth: processBirth(process.pid) }, children: [] });
      return ended;
    },
    /** Notes a process; `signal` is the one that ends it cleanly. */
    add(name, record, signal = "SIGTERM") {
      const state = read();
      write({ ...state, children: [...state.children, { name, signal, ...record }] });
    },
    remove(pid) {
      const state = read();
      write({ ...state, children: state.children.filter((child) => child.pid !== pid) });
    },
    release() {
      fs.rmSync(file, { force: true });
    },
  };
}

const foreground = new Set();

/**
 * Runs a command to its end. Resolves with its exit code; with `capture`, also with what it printed; with `tee`, that is
 * shown as it comes too. `endForeground` ends it early.
 */
export function run(command, args, { env, cwd, capture = false, tee = false, logFile } = {}) {
  return new Promise((resolve, reject) => {
    const log = logFile ? fs.openSync(logFile, "a") : null;
    const out = log ?? (capture || tee ? "pipe" : "inherit");
    const child = spawn(command, args, {
      env,
      cwd,
      stdio: ["ignore", out, out],
      detached: process.platform !== "win32",
    });
    foreground.add(child);
    let output = "";
    const hear = (chunk) => {
      output += chunk;
      if (tee) process.stdout.write(chunk);
    };
    child.stdout?.on("data", hear);
    child.stderr?.on("data", hear);
    const settle = () => {
      foreground.delete(child);
      if (log !== null) fs.closeSync(log);
    };
    child.once("error", (error) => (settle(), reject(error)));
    child.once("close", (code, signal) => (settle(), resolve({ code: code ?? 1, signal, output })));
  });
}

/** Ends every command that `run` still waits for. */
export async function endForeground() {
  await Promise.all([...foreground].map((child) => endProcess(recordOf(child), { graceMs: 4000 })));
}
