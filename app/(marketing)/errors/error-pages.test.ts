import fs from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ERROR_STATUS } from "@/lib/kernel/errors";
import { compiledPages } from "@/docs/errors/compile.mjs";
import { ERROR_PAGES } from "./error-pages.generated";
import { blocksOf, runsOf } from "./page-blocks";

const pages = Object.entries(ERROR_PAGES);

describe("the pages of the error codes", () => {
  it("are compiled as they are written; if not: node docs/errors/compile.mjs", () => {
    expect(fs.readFileSync(path.join(import.meta.dirname, "error-pages.generated.ts"), "utf8")).toBe(compiledPages());
  });

  it.each(pages)(
    "%s says what happened, why, what to do, and shows an answer with its code and status",
    (name, text) => {
      const code = name.toUpperCase() as keyof typeof ERROR_STATUS;
      const blocks = blocksOf(text);
      expect(blocks[0]).toEqual({ kind: "title", text: code });
      expect(blocks[1]).toMatchObject({
        kind: "paragraph",
        text: expect.stringContaining(`Status ${ERROR_STATUS[code]}`) as string,
      });
      expect(blocks.filter(({ kind }) => kind === "heading")).toMatchObject([
        { text: "Why" },
        { text: "What to do" },
        { text: "Example" },
      ]);
      const last = blocks.at(-1);
      expect(last?.kind === "code" ? JSON.parse(last.text) : null).toMatchObject({ code, status: ERROR_STATUS[code] });
    },
  );
});

describe("the reader of the pages", () => {
  it("joins the lines of a paragraph and of a list's item, and leaves code alone", () => {
    expect(blocksOf("# A\n\none\ntwo\n\n- first\n  goes on\n- second\n\n```json\n{\n\n}\n```\n")).toEqual([
      { kind: "title", text: "A" },
      { kind: "paragraph", text: "one two" },
      { kind: "list", items: ["first goes on", "second"] },
      { kind: "code", text: "{\n\n}" },
    ]);
  });

  it("refuses what it would show as markup", () => {
    for (const text of ["### deep", "a [link](x)", "**bold**", "| a |", "> said", "1. one"])
      expect(() => blocksOf(text)).toThrow(/more Markdown/);
  });

  it("tells code from words", () => {
    expect(runsOf("`a` and `b`.")).toEqual([
      { code: true, text: "a" },
      { code: false, text: " and " },
      { code: true, text: "b" },
      { code: false, text: "." },
    ]);
  });
});
