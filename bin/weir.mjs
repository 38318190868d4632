#!/usr/bin/env node
// The command line of Weir. With sources at hand it runs their present state, else the bundle of the image.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { inProject, loadDotEnv, readJsonFile, weirHome } from "../scripts/paths.mjs";
import { PlainError, runMain } from "../scripts/progress.mjs";

/** Settings of the Weir that `npm start` runs in another terminal; what the environment says wins. */
function settingsOfRunningWeir() {
  const settings = readJsonFile(path.join(weirHome(), "running.json")) ?? {};
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !process.env[name]?.trim()));
}

async function currentBundle() {
  const bundle = inProject("dist", "cli.mjs");
  if (fs.existsSync(inProject("cli", "main.ts"))) {
    const { generateClient } = await import("../scripts/generate.mjs");
    const { buildBundles } = await import("../scripts/build.mjs");
    await generateClient();
    await buildBundles();
  }
  if (!fs.existsSync(bundle))
    throw new PlainError("The command line is not part of this checkout (dist/cli.mjs is missing).");
  return bundle;
}

await runMain(async () => {
  loadDotEnv();
  Object.assign(process.env, settingsOfRunningWeir());
  const bundle = await currentBundle();
  process.argv[1] = bundle;
  await import(pathToFileURL(bundle).href);
});
