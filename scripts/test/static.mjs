// Everything that can be said about the code without running it.
import fs from "node:fs";
import { run } from "../embedded/processes.mjs";
import { generateClient, generateRouteTypes } from "../generate.mjs";
import { inProject, projectRoot } from "../paths.mjs";
import { step } from "../progress.mjs";
import { nothing, plus } from "./tally.mjs";

const bin = (...parts) => inProject("node_modules", ...parts);

/** What dependency-cruiser walks; folders that do not exist yet are left out. */
const FOLDERS = [
  "app",
  "components",
  "lib",
  "gateway",
  "workers",
  "cli",
  "stripe-simulator",
  "prisma",
  "scripts",
  "sdk",
  "tests",
  "bench",
];

const onDisk = (names) => names.filter((name) => fs.existsSync(inProject(name)));

/** npm leaves optional packages of other platforms out of the lockfile without a word; `npm ci` then fails elsewhere. */
async function lockfileIsComplete() {
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const result = await run(npm, ["ci", "--dry-run", "--ignore-scripts", "--no-audit", "--no-fund"], {
    capture: true,
    cwd: projectRoot,
  });
  const missing = result.output.split("\n").filter((line) => /Missing:/.test(line));
  if (missing.length > 0) return { code: 1, output: missing.join("\n") };
  return result;
}

const node = (args) => run(process.execPath, args, { capture: true, cwd: projectRoot });

const CHECKS = {
  types: () => node([bin("typescript", "bin", "tsc"), "--noEmit"]),
  lint: () => node([bin("eslint", "bin", "eslint.js"), "--max-warnings=0", "."]),
  floors: () =>
    node([
      bin("dependency-cruiser", "bin", "dependency-cruise.mjs"),
      "--config",
      ".dependency-cruiser.cjs",
      ...onDisk([...FOLDERS, "middleware.ts"]),
    ]),
  lockfile: lockfileIsComplete,
};

async function check(name) {
  const started = performance.now();
  const { code, output } = await CHECKS[name]();
  step(`static: ${name} ${code === 0 ? "ok" : "FAILED"} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  if (code !== 0) console.log(output.trim());
  return code === 0;
}

/** The checks by name, one after the other. A failed one counts as one failure; a passed one is no test. */
export async function staticChecks(names) {
  const results = [];
  for (const name of names) results.push(await check(name));
  return { ...nothing(), failed: results.filter((ok) => !ok).length };
}

/** Everything static, lint beside the rest: it keeps one core busy for longer than the others do. */
export async function staticPart() {
  await prepareStatic();
  const both = await Promise.all([staticChecks(["lint"]), staticChecks(["types", "floors", "lockfile"])]);
  return both.reduce(plus);
}

/** What types and lint read besides the sources. */
export async function prepareStatic() {
  await generateClient();
  await generateRouteTypes();
}
