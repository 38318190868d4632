import fs from "node:fs";
import path from "node:path";

/** Absolute path of the checkout. */
export const PROJECT_ROOT = path.resolve(import.meta.dirname, "../..");

const NOT_OURS = new Set([
  "node_modules",
  "generated",
  ".git",
  ".next",
  ".weir",
  "dist",
  "coverage",
  "test-results",
  "playwright-report",
]);

function* walk(folder: string): Generator<string> {
  for (const entry of fs.readdirSync(path.join(PROJECT_ROOT, folder), { withFileTypes: true })) {
    if (NOT_OURS.has(entry.name)) continue;
    const relative = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(relative);
    else if (entry.isFile()) yield relative;
  }
}

/** Every file of the project as a path relative to its root with forward slashes, sorted; nothing generated or installed. */
export const projectFiles: readonly string[] = [...walk("")].sort();

/** The files of one folder whose name matches. */
export function filesIn(folder: string, name: RegExp): readonly string[] {
  return projectFiles.filter((file) => file.startsWith(`${folder}/`) && name.test(path.posix.basename(file)));
}

export const exists = (relative: string): boolean => fs.existsSync(path.join(PROJECT_ROOT, relative));

export const read = (relative: string): string => fs.readFileSync(path.join(PROJECT_ROOT, relative), "utf8");
