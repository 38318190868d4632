// The API processes that a fault round breaks, over the bundled quota.
import { fork } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import * as esbuild from "esbuild";
import { inProject, projectRoot } from "../../scripts/paths.mjs";

const START_TIMEOUT_MS = 20_000;
const CALL_TIMEOUT_MS = 15_000;

/**
 * Bundles the API of the fault rounds. Each patch replaces the one place where `find` stands in `file`; a patch that finds
 * nothing, or more than one place, is an error: a guard that cannot be removed has not been tested.
 *
 * @param {string} outfile
 * @param {readonly { file: string, find: string, replace: string }[]} patches
 */
export async function bundleApi(outfile, patches = []) {
  const pending = new Set(patches);
  const patching = {
    name: "patches",
    setup(build) {
      build.onLoad({ filter: /[\\/]lib[\\/].*\.ts$/ }, async ({ path: file }) => {
        const mine = patches.filter((patch) => inProject(...patch.file.split("/")) === file);
        if (mine.length === 0) return undefined;
        let contents = await fs.promises.readFile(file, "utf8");
        for (const patch of mine) {
          if (contents.split(patch.find).length !== 2)
            throw new Error(`"${patch.find}" does not stand exactly once in ${patch.file}.`);
          contents = contents.replace(patch.find, () => patch.replace);
          pending.delete(patch);
        }
        return { contents, loader: "ts" };
      });
    },
  };
  await esbuild.build({
    entryPoints: [inProject("tests", "faults", "api.ts")],
    outfile,
    absWorkingDir: projectRoot,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    alias: { "@": projectRoot },
    logLevel: "silent",
    plugins: [patching],
  });
  for (const patch of pending) throw new Error(`${patch.file} is not part of the API.`);
}

/** What a call answers when it got no answer: the connection broke, or nothing came in time. */
const NO_ANSWER = { status: 0 };

/** One API process. It may die at any time; `unexpected` says when it did so without being told to. */
export class Api {
  #child = null;
  #bundle;
  #env;
  #agent = new http.Agent({ keepAlive: true, maxSockets: 128 });
  #told = false;
  port = 0;
  unexpected = null;

  constructor(bundle, env) {
    this.#bundle = bundle;
    this.#env = env;
  }

  get alive() {
    return this.port !== 0;
  }

  async start() {
    this.#told = false;
    const child = fork(this.#bundle, [], {
      env: { ...process.env, NODE_ENV: "test", ...this.#env },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    this.#child = child;
    let complaint = "";
    child.stderr.on("data", (text) => (complaint = (complaint + text).slice(-2_000)));
    child.once("exit", (code, signal) => {
      if (this.#child !== child) return;
      this.port = 0;
      if (!this.#told) this.unexpected = `an API process ended by itself (${signal ?? code}): ${complaint}`;
    });
    await new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error("an API process did not start in time")), START_TIMEOUT_MS);
      child.once("message", ({ port }) => {
        this.port = port;
        clearTimeout(late);
        resolve();
      });
      child.once("exit", () => {
        clearTimeout(late);
        reject(new Error(`an API process ended at its start: ${complaint}`));
      });
    });
    for (let i = 0; i < 100 && !(await this.call("/ready")).known; i++) await pause(10);
  }

  /** kill -9. Resolves when the process is gone. */
  async kill() {
    const child = this.#child;
    this.#told = true;
    this.port = 0;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
    this.#agent.destroy();
  }

  /** The process may end from now on without that being a fault: a patched copy ends itself. */
  expectEnd() {
    this.#told = true;
  }

  /** Whether the process has ended within that time. */
  async endedWithin(ms) {
    for (const deadline = performance.now() + ms; this.alive && performance.now() < deadline;) await pause(5);
    return !this.alive;
  }

  /** Sends a request. Never throws: `status` 0 means that nobody knows what became of it. */
  call(route, body = {}, timeoutMs = CALL_TIMEOUT_MS) {
    if (!this.alive) return Promise.resolve(NO_ANSWER);
    return new Promise((resolve) => {
      const request = http.request(
        { host: "127.0.0.1", port: this.port, path: route, method: "POST", agent: this.#agent, timeout: timeoutMs },
        (response) => {
          const parts = [];
          response.on("data", (part) => parts.push(part));
          response.on("error", () => resolve(NO_ANSWER));
          response.on("end", () => {
            try {
              resolve(JSON.parse(Buffer.concat(parts).toString()));
            } catch {
              resolve(NO_ANSWER);
            }
          });
        },
      );
      request.on("timeout", () => request.destroy());
      request.on("error", () => resolve(NO_ANSWER));
      request.end(JSON.stringify(body));
    });
  }
}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
