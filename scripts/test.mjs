// `npm test`: every check there is, or one part of them: npm test [part] [path…]
import fs from "node:fs";
import path from "node:path";
import { buildAll } from "./build.mjs";
import { endForeground, run } from "./embedded/processes.mjs";
import { realRedisOnPath } from "./embedded/redis.mjs";
import { inProject, projectRoot } from "./paths.mjs";
import { PlainError, runMain, step } from "./progress.mjs";
import { requireNode } from "./start/options.mjs";
import { browserPart, projectsWithTests } from "./test/browser.mjs";
import { failuresIn } from "./test/failures.mjs";
import { leaksInFolder } from "./test/leaks.mjs";
import { prepareStatic, staticChecks } from "./test/static.mjs";
import { nothing, plus, printedTally, vitestTally } from "./test/tally.mjs";
import { makeTestHome, removeTestHome, sweepTestHomes, testRegister } from "./test/temporary.mjs";

const USAGE = `npm test [part] [path…]

  static        types, lint, dependency rules, lockfile
  unit          pure code, components, SDK, simulator, architecture
  integration   use cases and API against Postgres and Redis
  e2e           a whole Weir in a browser, and the first four states of every screen
  faults        kill -9, lost Redis, cut connections: the whole campaign, or [--short] [--seed N] [--rounds N] [--mutants] [case…]
  visual        every screen in every width and theme (not part of a plain \`npm test\`)

Without a part: all but visual, and of the faults a minute. Paths narrow a part down.
WEIR_REQUIRE_REDIS=1 makes the absence of a real Redis a failure.`;

const homes = new Set();
let ending = false;

function reportHome() {
  const home = makeTestHome("reports");
  homes.add(home);
  return home;
}

async function vitest(project, paths, reports) {
  const reportFile = path.join(reports, `${project}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${reportFile}`];
  const args = [inProject("node_modules", "vitest", "vitest.mjs"), "run", "--project", project, ...reporters];
  const { code } = await run(process.execPath, [...args, ...(paths.length > 0 ? paths : ["--passWithNoTests"])], {
    cwd: projectRoot,
    env: { ...process.env, NODE_ENV: "test", WEIR_TEST_LOGS: reports },
  });
  const tally = vitestTally(reportFile, code);
  return plus(tally, { ...nothing(), failed: leaksInFolder(reports) });
}

async function integration(paths, reports) {
  const engine = realRedisOnPath();
  if (!engine && process.env.WEIR_REQUIRE_REDIS === "1") {
    console.log("WEIR_REQUIRE_REDIS=1, but neither valkey-server nor redis-server is on the PATH.");
    return { ...nothing(), failed: 1 };
  }
  step(`integration: Redis is ${engine ?? "js-redis-server, because no real one is on the PATH"}`);
  return vitest("integration", paths, reports);
}

async function browser(wanted, paths, reports, extra) {
  const projects = projectsWithTests(wanted);
  if (projects.length === 0) return nothing();
  return browserPart({
    projects,
    paths,
    extra,
    reportFile: path.join(reports, `${projects.join("-")}.json`),
    onHome: (home) => homes.add(home),
  });
}

async function faults(args) {
  const runner = inProject("tests", "faults", "run.mjs");
  if (!fs.existsSync(runner)) return nothing();
  const { code, output } = await run(process.execPath, [runner, ...args], {
    tee: true,
    cwd: projectRoot,
    env: process.env,
  });
  return printedTally(output, code);
}

const PARTS = {
  static: async () => {
    await prepareStatic();
    return staticChecks();
  },
  unit: (paths, reports) => vitest("unit", paths, reports),
  integration,
  e2e: (paths, reports) => browser(["e2e", "visual"], paths, reports),
  faults,
  visual: (paths, reports) => browser(["visual"], paths, reports, { WEIR_VISUAL_FULL: "1" }),
};

/** Parts of a plain run that nobody asks for by themselves. */
const STEPS = {
  ...PARTS,
  static: () => staticChecks(),
  build: async () => {
    await buildAll();
    return nothing();
  },
  faults: () => faults(["--short"]),
};

/**
 * Rows one after the other, the lanes of a row side by side. What is static keeps one core busy for as long as the
 * unit tests and the build of the browser's part keep the other.
 */
const ALL = [[["static"], ["unit", "build"]], [["integration"]], [["e2e"]], [["faults"]]];

async function runPart(name, work) {
  const started = performance.now();
  let tally;
  try {
    tally = await work();
  } catch (error) {
    if (ending) return nothing();
    console.log(error instanceof PlainError ? error.message : error);
    tally = { ...nothing(), failed: 1 };
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  step(`${name}: ${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped in ${seconds} s`);
  return tally;
}

async function runLane(names, reports) {
  let total = nothing();
  for (const name of names) if (!ending) total = plus(total, await runPart(name, () => STEPS[name]([], reports)));
  return total;
}

async function runAll(reports) {
  let total = nothing();
  // The lanes of the first row would each generate it, and at the same time.
  await prepareStatic();
  for (const row of ALL) {
    const tallies = await Promise.all(row.map((lane) => runLane(lane, reports)));
    total = tallies.reduce(plus, total);
  }
  return total;
}

async function cleanUp() {
  await endForeground();
  for (const home of homes) await removeTestHome(home);
}

async function end(code) {
  if (ending) return;
  ending = true;
  await cleanUp();
  await sweepTestHomes();
  process.exit(code);
}

await runMain(async () => {
  requireNode();
  const [first, ...rest] = process.argv.slice(2);
  if (first === "--help" || first === "help") return console.log(USAGE);
  if (first !== undefined && !PARTS[first]) throw new PlainError(`There is no part "${first}".\n\n${USAGE}`);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => void end(130));
  await sweepTestHomes();
  const reports = reportHome();
  await testRegister(reports).claim();

  const total = first ? await runPart(first, () => PARTS[first](rest, reports)) : await runAll(reports);
  if (ending) return;
  for (const failure of failuresIn(reports)) console.log(`failed: ${failure}`);
  await cleanUp();
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  process.exitCode = total.failed > 0 ? 1 : 0;
});
