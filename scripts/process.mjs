// Runs one process of the build in this very process: node scripts/process.mjs web|gateway|worker
// For production: settings come from the environment (or .env), signals go straight to the program.
import fs from "node:fs";
import { pathToFileURL } from "node:url";
import { inProject, loadDotEnv, weirHome } from "./paths.mjs";
import { PlainError, runMain } from "./progress.mjs";

const PROGRAMS = {
  web: inProject(".next", "standalone", "server.js"),
  gateway: inProject("dist", "gateway.mjs"),
  worker: inProject("dist", "worker.mjs"),
};

/** Path of a program of the build; the error says how to make it. */
export function programPath(name) {
  const file = PROGRAMS[name];
  if (!file) throw new PlainError(`Unknown process "${name}". One of: ${Object.keys(PROGRAMS).join(", ")}.`);
  if (!fs.existsSync(file)) throw new PlainError(`${name} is not built. Run: npm run build`);
  return file;
}

if (process.argv[1] === import.meta.filename) {
  await runMain(async () => {
    const file = programPath(process.argv[2] ?? "");
    loadDotEnv();
    process.env.NODE_ENV ??= "production";
    process.env.WEIR_HOME = weirHome(); // absolute: the web server changes its folder
    process.env.HOSTNAME = "0.0.0.0"; // what the web listens on; the machine's own name would be wrong there
    process.argv.splice(1, 2, file);
    if (file === PROGRAMS.web) await import("./refuse-trace.mjs");
    await import(pathToFileURL(file).href);
  });
}
