// One file without dependencies that Node runs: `npm run build` here, or `npm pack` for use in another project.
import { chmodSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const file = join(here, "dist", "stripe-simulator.mjs");
await build({
  entryPoints: [join(here, "bin.ts")],
  outfile: file,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
});
chmodSync(file, 0o755);
console.log(file);
