// The browser tests: a whole Weir, built and started as a user starts it, in a folder and on ports of its own.
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { freePort } from "../embedded/ports.mjs";
import { endProcess, recordOf, run } from "../embedded/processes.mjs";
import { inProject, projectRoot } from "../paths.mjs";
import { step } from "../progress.mjs";
import { leaksInFolder } from "./leaks.mjs";
import { nothing, playwrightTally, plus } from "./tally.mjs";
import { makeTestHome, removeTestHome } from "./temporary.mjs";

const READY = /^Weir is ready: (.+)$/m;
const READY_TIMEOUT_MS = 10 * 60_000;
const KEPT_LINES = 60;

/** Set to nothing rather than removed: a `.env` of the checkout must not fill them in again. */
const NOTHING_REAL = Object.fromEntries(
  [
    ...[
      "DATABASE_URL",
      "DATABASE_MIGRATE_URL",
      "REDIS_URL",
      "STRIPE_SECRET_KEY",
      "STRIPE_WEBHOOK_SECRET",
      "STRIPE_SIMULATOR_URL",
    ],
    ...["CLERK_SECRET_KEY", "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", "CLERK_JWT_KEY", "CLERK_WEBHOOK_SECRET"],
    ...["SMTP_URL", "AXIOM_TOKEN", "OTEL_EXPORTER_OTLP_ENDPOINT", "WEIR_URL", "GATEWAY_URL", "WEIR_DEMO"],
  ].map((name) => [name, ""]),
);

async function ownSettings(home) {
  const [web, gateway, simulator] = [await freePort(), await freePort(), await freePort()].map(String);
  return {
    ...process.env,
    ...NOTHING_REAL,
    WEIR_HOME: home,
    PORT: web,
    GATEWAY_PORT: gateway,
    STRIPE_SIMULATOR_PORT: simulator,
  };
}

/** Starts Weir and resolves once it says that it is ready; the error carries the end of what it said. */
async function startWeir(home) {
  const env = await ownSettings(home);
  const child = spawn(process.execPath, [inProject("scripts", "start.mjs")], { cwd: projectRoot, env, detached: true });
  const record = recordOf(child);
  const stop = () => endProcess(record, { graceMs: 40_000, group: false });
  let output = "";
  let timer;
  const ready = new Promise((resolve, reject) => {
    timer = setTimeout(() => reject(new Error("Weir was not ready in time")), READY_TIMEOUT_MS);
    const hear = (chunk) => {
      output += chunk;
      const url = READY.exec(output)?.[1];
      if (url) resolve(url);
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.once("exit", (code) => reject(new Error(`Weir ended with code ${code} before it was ready`)));
  });
  try {
    return { url: await ready, env, stop };
  } catch (error) {
    await stop();
    throw new Error(`${error.message}. It said:\n${output.split("\n").slice(-KEPT_LINES).join("\n")}`);
  } finally {
    clearTimeout(timer);
  }
}

const hasSpecs = (folder) =>
  fs.existsSync(inProject(folder)) &&
  fs.readdirSync(inProject(folder), { recursive: true }).some((file) => /\.(spec|test)\.ts$/.test(file));

/** The Playwright projects ("e2e", "visual") that have tests. */
export const projectsWithTests = (wanted) => wanted.filter((name) => hasSpecs(path.join("tests", name)));

/** Runs Playwright projects against a Weir of their own. `paths` narrows them down; `extra` is added to the environment. */
export async function browserPart({ projects, paths, reportFile, extra = {}, onHome }) {
  const home = makeTestHome("weir");
  onHome(home);
  const weir = await startWeir(home);
  try {
    step(`a Weir of its own runs at ${weir.url}`);
    const env = {
      ...weir.env,
      ...extra,
      BASE_URL: weir.url,
      GATEWAY_URL: `http://localhost:${weir.env.GATEWAY_PORT}`,
      WEIR_DEMO_FILE: path.join(home, "demo.json"),
      PLAYWRIGHT_JSON_OUTPUT_FILE: reportFile,
    };
    const cli = inProject("node_modules", "@playwright", "test", "cli.js");
    // Joined by "=": the option takes as many names as follow it, and the paths are none.
    const chosen = projects.map((name) => `--project=${name}`);
    const { code } = await run(process.execPath, [cli, "test", ...chosen, ...paths], { env, cwd: projectRoot });
    const leaks = leaksInFolder(path.join(home, "logs"));
    return plus(playwrightTally(reportFile, code), { ...nothing(), failed: leaks });
  } finally {
    await weir.stop();
    await removeTestHome(home);
  }
}
