// Everything that can be said about the code without running it.
import fs from "node:fs";
import { run } from "../embedded/processes.mjs";
import { generateClient, generateRouteTypes } from "../generate.mjs";
import { inProject, projectRoot } from "../paths.mjs";
import { step } from "../progress.mjs";
import { nothing } from "./tally.mjs";

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
  typed: () => node([inProject("scripts", "test", "typed.mjs")]),
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

/** The checks one after the other, once `prepareStatic` is through. A failed one counts as one failure; a passed one is no test. */
export async function staticChecks() {
  const results = [];
  for (const name of Object.keys(CHECKS)) results.push(await check(name));
  return { ...nothing(), failed: results.filter((ok) => !ok).length };
}

/** What types and lint read besides the sources. */
export async function prepareStatic() {
  await generateClient();
  await generateRouteTypes();
}
