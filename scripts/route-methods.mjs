// Which methods each route handler of app/ takes, read from its source. The web answers any other with a problem; Next
// itself would answer it with nothing at all.
import fs from "node:fs";
import path from "node:path";
import { inProject } from "./paths.mjs";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** Whether the source of a route exports a handler of that name, by whichever form. */
const exportsHandler = (source, method) =>
  new RegExp(`^export (?:const|(?:async )?function) ${method}\\b`, "m").test(source) ||
  new RegExp(`^export \\{[^}]*\\b(?:as )?${method}\\b(?! as)[^}]*\\}`, "m").test(source);

/** Folders in round brackets are no part of the address. */
const addressOf = (file) =>
  `/${path
    .dirname(file)
    .split(path.sep)
    .filter((part) => !/^\(.+\)$/.test(part))
    .join("/")}`;

/**
 * Address, with names in square brackets, → methods. A route that catches everything below it is left out: it says itself
 * what it takes.
 *
 * @type {() => Record<string, string[]>}
 */
export function routeMethods() {
  const files = fs
    .readdirSync(inProject("app"), { recursive: true })
    .filter((file) => /(?:^|[\\/])route\.tsx?$/.test(file));
  const entries = files.sort().map((file) => {
    const source = fs.readFileSync(inProject("app", file), "utf8");
    return [addressOf(file), METHODS.filter((method) => exportsHandler(source, method))];
  });
  return Object.fromEntries(entries.filter(([address]) => !address.includes("[...")));
}
