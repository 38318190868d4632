import { describe, expect, it } from "vitest";
import { exists, projectFiles, read } from "./project-files";

const MAPS = ["README.md", "lib/README.md", "docs/ARCHITECTURE.md"];
const IN_BACKTICKS = /`([^`\n]+)`/g;
const OUR_PATH =
  /^(?:\.\/)?(?:app|bench|bin|cli|components|docs|examples|gateway|lib|prisma|scripts|sdk|stripe-simulator|tests|workers)\/[\w.()[\]/-]*$/;

/** Folder paths, and files that name themselves with an extension; patterns with * or < > are not paths. */
function pathsIn(map: string): readonly string[] {
  return [...read(map).matchAll(IN_BACKTICKS)]
    .map((match) => (match[1] ?? "").trim())
    .filter((text) => OUR_PATH.test(text));
}

describe("a map that is read must be true", () => {
  it.each(MAPS.filter((map) => map !== "docs/ARCHITECTURE.md"))("%s is there", (map) => {
    expect(exists(map)).toBe(true);
  });

  it.each(MAPS.filter(exists))("every path in %s leads somewhere", (map) => {
    expect(pathsIn(map).filter((target) => !exists(target))).toEqual([]);
  });

  it("every domain says what it owns", () => {
    const domains = new Set(
      projectFiles.map((file) => /^lib\/([^/]+)\/.*\.ts$/.exec(file)?.[1]).filter((name) => name !== undefined),
    );
    expect([...domains].filter((name) => name !== "generated" && !exists(`lib/${name}/README.md`))).toEqual([]);
  });
});
