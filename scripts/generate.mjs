// Generates what the compiler needs and git does not keep: the Prisma client, and Next's types of routes.
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { endForeground, run } from "./embedded/processes.mjs";
import { inProject } from "./paths.mjs";
import { prismaCli, prismaEnvironment } from "./prisma.mjs";
import { runMain } from "./progress.mjs";

const SCHEMA = inProject("prisma", "schema");
const CLIENT = inProject("lib", "platform", "generated", "prisma");
const STAMP = path.join(CLIENT, ".stamp");

function schemaDigest() {
  const hash = crypto.createHash("sha256");
  for (const file of fs.readdirSync(SCHEMA).sort()) hash.update(file).update(fs.readFileSync(path.join(SCHEMA, file)));
  hash.update(fs.readFileSync(inProject("node_modules", "prisma", "package.json")));
  return hash.digest("hex");
}

/** Generates the Prisma client unless it already belongs to this very schema. Resolves true when it had to. */
export async function generateClient() {
  const digest = schemaDigest();
  if (fs.existsSync(STAMP) && fs.readFileSync(STAMP, "utf8") === digest) return false;
  const env = { ...process.env, ...prismaEnvironment() };
  const { code, output } = await run(process.execPath, [prismaCli, "generate"], {
    capture: true,
    cwd: inProject(),
    env,
  });
  if (code !== 0) throw new Error(`prisma generate failed:\n${output}`);
  fs.writeFileSync(STAMP, digest);
  return true;
}

/** Writes next-env.d.ts and the types of the routes, which `tsc` needs and `next build` would write too. */
export async function generateRouteTypes() {
  if (!fs.existsSync(inProject("app"))) return;
  const next = inProject("node_modules", "next", "dist", "bin", "next");
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1" };
  const { code, output } = await run(process.execPath, [next, "typegen"], { capture: true, cwd: inProject(), env });
  if (code !== 0) throw new Error(`next typegen failed:\n${output}`);
}

if (process.argv[1] === import.meta.filename) {
  process.once("SIGINT", () => void endForeground().then(() => process.exit(130)));
  await runMain(async () => {
    await generateClient();
    await generateRouteTypes();
  });
}
