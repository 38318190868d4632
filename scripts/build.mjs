// Builds what production runs: the web (Next, standalone) and one file per process in dist/. Each half is skipped when
// its sources are unchanged, judged by their content, so that a second start costs a second.
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import * as esbuild from "esbuild";
import { endForeground, run } from "./embedded/processes.mjs";
import { generateClient } from "./generate.mjs";
import { inProject, projectRoot } from "./paths.mjs";
import { runMain, step } from "./progress.mjs";

/** Output name in dist/ → entry. */
const ENTRIES = {
  gateway: "gateway/main.ts",
  worker: "workers/main.ts",
  cli: "cli/main.ts",
  "stripe-simulator": "stripe-simulator/bin.ts",
  seed: "prisma/seed/index.ts",
};

const CONFIGURATION = ["package-lock.json", "package.json", "tsconfig.json"];

/** What each half is made of; a path that does not exist counts as absent and nothing more. */
const WEB_SOURCES = [
  ...["app", "components", "lib", "public", "docs", "prisma/schema", "scripts/route-methods.mjs"],
  ...["middleware.ts", "instrumentation.ts", "next.config.js", "postcss.config.mjs", "tailwind.config.ts"],
  ...CONFIGURATION,
];
const BUNDLE_SOURCES = [
  ...["lib", "gateway", "workers", "cli", "app", "components", "stripe-simulator", "prisma", "scripts/build.mjs"],
  ...CONFIGURATION,
];

const NOT_SOURCES = new Set(["node_modules", "generated", ".next", "dist", ".DS_Store"]);

function* filesUnder(relative) {
  const absolute = inProject(relative);
  if (!fs.existsSync(absolute)) return;
  if (fs.statSync(absolute).isFile()) return yield relative;
  for (const entry of fs.readdirSync(absolute, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (NOT_SOURCES.has(entry.name)) continue;
    if (entry.isDirectory()) yield* filesUnder(path.join(relative, entry.name));
    else if (entry.isFile() && !/\.test\.tsx?$/.test(entry.name)) yield path.join(relative, entry.name);
  }
}

/** Values that Next writes into the browser's files while it builds. One that is empty is as good as none. */
const publicEnvironment = () =>
  Object.entries(process.env)
    .filter(([name, value]) => name.startsWith("NEXT_PUBLIC_") && value)
    .sort();

function digestOf(sources) {
  const hash = crypto.createHash("sha256").update(process.version).update(JSON.stringify(publicEnvironment()));
  for (const source of sources) {
    for (const file of filesUnder(source)) hash.update(`\0${file}\0`).update(fs.readFileSync(inProject(file)));
  }
  return hash.digest("hex");
}

const isCurrent = (stamp, digest) => fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8") === digest;

const hasPages = () => fs.existsSync(inProject("app", "layout.tsx"));

/**
 * Builds the web unless it is current; `onBuild` is called when it has to. `logFile` takes the output; the error then
 * carries its end.
 */
export async function buildWeb({ logFile, onBuild } = {}) {
  if (!hasPages()) return "absent";
  const stamp = inProject(".next", "standalone", ".weir-stamp");
  const digest = digestOf(WEB_SOURCES);
  if (isCurrent(stamp, digest)) return "current";
  onBuild?.();
  fs.rmSync(stamp, { force: true });
  const next = inProject("node_modules", "next", "dist", "bin", "next");
  const env = { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
  const capture = !logFile;
  const { code, output } = await run(process.execPath, [next, "build"], { cwd: projectRoot, env, logFile, capture });
  if (code !== 0) throw new Error(`next build failed:\n${capture ? output : tailOf(logFile)}`);
  const standalone = inProject(".next", "standalone");
  fs.cpSync(inProject(".next", "static"), path.join(standalone, ".next", "static"), { recursive: true });
  if (fs.existsSync(inProject("public")))
    fs.cpSync(inProject("public"), path.join(standalone, "public"), { recursive: true });
  fs.writeFileSync(stamp, digest);
  return "built";
}

const tailOf = (file) => fs.readFileSync(file, "utf8").split("\n").slice(-40).join("\n");

/** Bundles gateway, worker, CLI, simulator and seed into dist/ unless they are current. Entries not written yet are left out. */
export async function buildBundles() {
  const stamp = inProject("dist", ".stamp");
  const present = Object.entries(ENTRIES).filter(([, entry]) => fs.existsSync(inProject(entry)));
  const digest = digestOf(BUNDLE_SOURCES);
  if (present.length === 0) return "absent";
  const complete = present.every(([name]) => fs.existsSync(inProject("dist", `${name}.mjs`)));
  if (complete && isCurrent(stamp, digest)) return "current";
  await esbuild.build({
    entryPoints: present.map(([out, entry]) => ({ in: inProject(entry), out })),
    outdir: inProject("dist"),
    outExtension: { ".js": ".mjs" },
    absWorkingDir: projectRoot,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    jsx: "automatic",
    packages: "external",
    alias: { "@": projectRoot },
    loader: { ".lua": "text" },
    sourcemap: "linked",
    logLevel: "warning",
  });
  await esbuild.stop(); // it would stay for the next build, which a launcher never has
  fs.writeFileSync(stamp, digest);
  return "built";
}

/** Both halves, one after the other. Resolves with what happened to each: "built", "current" or "absent". */
export async function buildAll(options) {
  await generateClient();
  const bundles = await buildBundles();
  return { bundles, web: await buildWeb(options) };
}

if (process.argv[1] === import.meta.filename) {
  for (const signal of ["SIGINT", "SIGTERM"])
    process.once(signal, () => void endForeground().then(() => process.exit(130)));
  await runMain(async () => {
    const { bundles, web } = await buildAll();
    step(`bundles ${bundles}, web ${web}`);
  });
}
