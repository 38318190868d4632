import { mkdir } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";

export const PROJECT = path.resolve(import.meta.dirname, "..");
const FOLDER = path.join(PROJECT, "dist", "bench");

/** Where profiles are written. */
export const PROFILES = path.join(FOLDER, "profiles");

const ENTRIES = {
  gateway: "gateway/main.ts",
  "bare-server": "bench/programs/bare-server.ts",
  "load-driver": "bench/programs/load-driver.ts",
  "in-process": "bench/programs/in-process.ts",
  memory: "bench/programs/memory.ts",
} as const;

export type Program = keyof typeof ENTRIES;

export const isProgram = (name: string): name is Program => Object.hasOwn(ENTRIES, name);
export const bundleOf = (program: Program): string => path.join(FOLDER, `${program}.mjs`);

/**
 * Bundles the measured processes as `npm run build` bundles the shipped ones, from the sources as they are now. In a folder
 * of their own, so that a build which is going on or is out of date does not matter.
 */
export async function bundlePrograms(): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  await build({
    entryPoints: Object.entries(ENTRIES).map(([out, entry]) => ({ in: path.join(PROJECT, entry), out })),
    outdir: FOLDER,
    outExtension: { ".js": ".mjs" },
    absWorkingDir: PROJECT,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    jsx: "automatic",
    packages: "external",
    alias: { "@": PROJECT },
    sourcemap: "linked",
    logLevel: "warning",
  });
}
