// Breaks what the quota stands on, and looks whether its promises hold: node tests/faults/run.mjs [--short] [--seed N]
//   [--rounds N] [--mutants] [case…]
// Every case, then every mutant; with names those cases only, with --mutants mutants only. --short takes a minute: the quick
// cases, of the others what the seed draws, and some mutants. The seed decides what is asked and when things break; how
// processes interleave is up to the machine.
import assert from "node:assert/strict";
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { realRedisOnPath } from "../../scripts/embedded/redis.mjs";
import { generateClient } from "../../scripts/generate.mjs";
import { inProject } from "../../scripts/paths.mjs";
import { startTestServers } from "../../scripts/test/servers.mjs";
import { testRegister } from "../../scripts/test/temporary.mjs";
import { CASES, QUICK } from "./cases/index.mjs";
import { MUTANTS } from "./mutants.mjs";
import { bundleApi } from "./processes.mjs";
import { Ground, randomFrom } from "./round.mjs";
import { DYING } from "./steps.mjs";

/** After so long nothing more is begun. */
const BOUND_MS = { short: 50_000, whole: 900_000 };
/** So many mutants go along with a short run, in the time that its cases leave them. */
const SHORT_MUTANTS = 3;
const SHORT_SHARE = 0.8;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    short: { type: "boolean" },
    mutants: { type: "boolean" },
    seed: { type: "string" },
    rounds: { type: "string" },
  },
});

const seedOf = (text) => {
  if (text === undefined) return crypto.randomInt(1, 2 ** 31);
  const seed = Number(text);
  if (!Number.isSafeInteger(seed) || seed < 0) throw new Error(`--seed ${text} is not a whole number.`);
  return seed;
};

/** No case takes longer on any machine, unless it hangs. */
const CASE_MS = options.short ? 60_000 : 300_000;

const tally = { passed: 0, failed: 0, skipped: 0 };
const started = performance.now();
const seconds = (since) => `${((performance.now() - since) / 1_000).toFixed(1)} s`;
const elapsed = () => performance.now() - started;
/** A campaign of several rounds has as much time for each. */
const outOfTime = (share = 1) =>
  elapsed() > share * (options.short ? BOUND_MS.short : BOUND_MS.whole * Number(options.rounds ?? 1));

const within = (ms, work) => {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no end after ${ms / 1_000} s`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
};

/** Deadlocks so far, by Postgres' own log: its statistics are late. */
const deadlocks = (home) =>
  fs.readFileSync(path.join(home, "postgres.log"), "utf8").split("deadlock detected").length - 1;

const asked = ({ counts }) =>
  Object.entries(counts)
    .map(([answer, n]) => `${answer === "0" ? "no answer" : answer} ${n}`)
    .join(", ");

/** One case from its own seed. Returns null, or what was found wrong. */
async function attempt(ground, name, seed, bundles) {
  const before = deadlocks(ground.home);
  try {
    ground.counts = {};
    await ground.restore();
    await within(CASE_MS, CASES[name]({ ground, random: randomFrom(seed), scale: options.short ? 0.6 : 3, bundles }));
    for (const api of ground.apis) assert.equal(api.unexpected, null);
    assert.equal(deadlocks(ground.home) - before, 0, "deadlocks");
    return null;
  } catch (error) {
    return error;
  } finally {
    for (const api of ground.apis) api.unexpected = null;
  }
}

async function runCases(ground, names, seed, bundles, share) {
  const left = [];
  for (const [i, name] of names.entries()) {
    if (outOfTime(share)) {
      left.push(name);
      continue;
    }
    const since = performance.now();
    const wrong = await attempt(ground, name, seed + i, bundles);
    tally[wrong ? "failed" : "passed"] += 1;
    console.log(
      `  ${wrong ? "FAILED" : "passed"}   ${name} (--seed ${seed + i}, ${seconds(since)}; ${asked(ground)})${wrong ? `\n    ${String(wrong.stack ?? wrong).replaceAll("\n", "\n    ")}` : ""}`,
    );
    if (wrong) await ground.killApis();
  }
  leftOut(left, "cases");
}

/** What the time was not enough for. A short run draws by its seed what it begins with; only a whole one has missed something. */
function leftOut(names, what) {
  if (names.length === 0) return;
  if (!options.short) tally.skipped += names.length;
  console.log(
    `  ${names.length} ${what} left out${options.short ? " this time" : ": out of time"}: ${names.join(", ")}`,
  );
}

/** The same list in another order. */
function shuffled(list, random) {
  return list
    .map((item) => ({ item, at: random() }))
    .sort((x, y) => x.at - y.at)
    .map(({ item }) => item);
}

/** A short run begins with the quick cases, which are the most telling ones too. */
function drawn(seed) {
  const names = Object.keys(CASES);
  if (!options.short) return names;
  return [
    ...QUICK,
    ...shuffled(
      names.filter((name) => !QUICK.includes(name)),
      randomFrom(seed),
    ),
  ];
}

const guardBehind = (ground, { unguarded }, turn) =>
  unguarded && ground.rows(`alter table ${unguarded.table} ${turn} trigger ${unguarded.trigger}`);

/** A mutant passes when one of its cases fails. */
async function runMutants(ground, mutants, seed, folder) {
  const left = [];
  for (const [i, mutant] of mutants.entries()) {
    if (outOfTime()) {
      left.push(mutant.name);
      continue;
    }
    const since = performance.now();
    let caught = null;
    try {
      const bundle = `${folder}/mutant-${i}.mjs`;
      await bundleApi(bundle, mutant.patches);
      await ground.useBundle(bundle);
      await guardBehind(ground, mutant, "disable");
      for (const name of mutant.cases) {
        caught = await attempt(ground, name, seed + i, { plain: bundle, dying: bundle });
        if (caught) break;
      }
    } catch (error) {
      console.log(`    ${error.message}`);
    } finally {
      await guardBehind(ground, mutant, "enable");
    }
    // A promise must be seen to break; that the case itself stumbles proves nothing.
    if (caught && caught.code !== "ERR_ASSERTION") {
      console.log(`    ${String(caught.stack)}`);
      caught = null;
    }
    tally[caught ? "passed" : "failed"] += 1;
    console.log(
      `  ${caught ? "caught " : "MISSED "}  mutant: ${mutant.name} (${mutant.cases.join(", ")}, ${seconds(since)})${caught ? `: ${String(caught.message).split("\n")[0]}` : ""}`,
    );
  }
  leftOut(left, "mutants");
}

function mutantsFor(seed) {
  const [named] = positionals;
  const wanted = MUTANTS.filter((m) => named === undefined || m.cases.some((name) => positionals.includes(name)));
  if (!options.short) return wanted;
  return shuffled(wanted, randomFrom(seed)).slice(0, SHORT_MUTANTS);
}

async function play(seed) {
  const engine = realRedisOnPath();
  const named = positionals.length > 0;
  const names = named ? positionals : drawn(seed);
  for (const name of names)
    if (!CASES[name]) throw new Error(`There is no case "${name}". Cases: ${Object.keys(CASES).join(", ")}.`);
  if (!engine) {
    tally[process.env.WEIR_REQUIRE_REDIS === "1" ? "failed" : "skipped"] += names.length;
    console.log("Faults need a real Redis (valkey-server or redis-server on the PATH), and there is none.");
    return;
  }
  console.log(`faults: seed ${seed}, ${engine}`);
  await generateClient();
  // Inside node_modules, because the bundles look there for what they do not contain.
  const cache = inProject("node_modules", ".cache");
  fs.mkdirSync(cache, { recursive: true });
  const folder = fs.mkdtempSync(`${cache}/weir-faults-`);
  let servers;
  let ground;
  try {
    const bundles = { plain: `${folder}/api.mjs`, dying: `${folder}/dying.mjs` };
    [servers] = await Promise.all([
      startTestServers({ redisCount: 0, durable: true }),
      bundleApi(bundles.plain),
      bundleApi(bundles.dying, DYING),
    ]);
    ground = await Ground.lay({
      servers: servers.servers,
      home: servers.home,
      register: testRegister(servers.home),
      engine,
      database: "weir_faults",
    });
    onEnd = async () => {
      await ground.killApis();
      await servers.stop();
      fs.rmSync(folder, { recursive: true, force: true });
    };
    console.log(`  servers up after ${seconds(started)}`);
    const rounds = Number(options.rounds ?? 1);
    for (let round = 0; round < rounds && !options.mutants; round++) {
      await ground.useBundle(bundles.plain);
      await runCases(ground, names, seed + 1_000 * round, bundles, options.short && !named ? SHORT_SHARE : 1);
    }
    if (options.mutants || !named) await runMutants(ground, mutantsFor(seed), seed, folder);
  } finally {
    await ground?.close().catch(() => {});
    await servers?.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

let onEnd = async () => {};
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => void onEnd().finally(() => process.exit(130)));
try {
  await play(seedOf(options.seed));
} catch (error) {
  tally.failed += 1;
  console.log(error);
}
console.log(`${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`);
process.exit(tally.failed > 0 ? 1 : 0);
