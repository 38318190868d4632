import path from "node:path";
import { describe, expect, it } from "vitest";
import { projectFiles, read } from "./project-files";

// Words that say where something is kept or that it does something, never what it is.
const REFUSED_WORDS = new Set([
  ..."manager managers helper helpers util utils service services processor processors".split(" "),
  ..."data info misc v2".split(" "),
]);
const REFUSED_FOLDERS = new Set(["utils", "helpers", "services", "types", "shared"]);

const wordsOf = (name: string): readonly string[] =>
  name
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z\d]+/);

const refusedWordIn = (name: string): string | undefined => wordsOf(name).find((word) => REFUSED_WORDS.has(word));

const CODE = /\.(ts|tsx|mjs|cjs|js|py|lua)$/;
const EXPORTED =
  /^export\s+(?:default\s+)?(?:abstract\s+)?(?:async\s+)?(?:function\*?|class|interface|type|const|enum)\s+(\w+)/gm;

/** In a file's name it says nothing; in code it is also the API's own word: every answer is `{ "data": … }`. */
const ON_THE_WIRE = "data";

describe("names are the field's own", () => {
  it("no file is called by a word that says nothing", () => {
    const offending = projectFiles.filter(
      (file) => CODE.test(file) && refusedWordIn(path.posix.basename(file).replace(CODE, "")),
    );
    expect(offending).toEqual([]);
  });

  it("no folder collects what found no home", () => {
    const offending = projectFiles.filter((file) =>
      path.posix
        .dirname(file)
        .split("/")
        .some((folder) => REFUSED_FOLDERS.has(folder)),
    );
    expect(offending).toEqual([]);
  });

  it("nothing exported carries such a word either", () => {
    const offending = projectFiles
      .filter((file) => /^(app|components|lib|gateway|workers|cli|stripe-simulator)\/.*\.tsx?$/.test(file))
      .filter((file) => !/\.(test|generated)\.tsx?$/.test(file))
      .flatMap((file) => [...read(file).matchAll(EXPORTED)].map((match) => ({ file, name: match[1] ?? "" })))
      .filter(({ name }) => wordsOf(name).some((word) => word !== ON_THE_WIRE && REFUSED_WORDS.has(word)))
      .map(({ file, name }) => `${file}: ${name}`);
    expect(offending).toEqual([]);
  });
});
