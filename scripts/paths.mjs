import fs from "node:fs";
import path from "node:path";

/** Absolute path of the checkout; every script works from here, whatever the caller's directory. */
export const projectRoot = path.resolve(import.meta.dirname, "..");

/** Absolute path inside the checkout. */
export const inProject = (...parts) => path.join(projectRoot, ...parts);

/** Where this installation keeps what it must remember (WEIR_HOME, default `.weir` in the checkout), as an absolute path. */
export function weirHome() {
  return path.resolve(projectRoot, process.env.WEIR_HOME?.trim() || ".weir");
}

/** Writes a file that only its owner may read, replacing it in one step so that no reader sees half of it. */
export function writePrivateFile(file, text) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.part`;
  fs.writeFileSync(draft, text, { mode: 0o600 });
  fs.renameSync(draft, file);
}

/** Reads a JSON file; undefined when it is absent. A damaged file is an error that names it. */
export function readJsonFile(file) {
  let text;
  try {
    text = fs.readFileSync(file, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${file} is not valid JSON. Repair it, or remove it and start with --fresh.`);
  }
}

/** Loads `.env` of the checkout when there is one; variables that are already set win. */
export function loadDotEnv() {
  const file = inProject(".env");
  if (fs.existsSync(file)) process.loadEnvFile(file);
}
