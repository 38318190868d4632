import path from "node:path";
import { describe, expect, it } from "vitest";
import { ERROR_STATUS } from "@/lib/kernel/errors";
import { exists, filesIn, read } from "./project-files";

const codes = Object.keys(ERROR_STATUS);
const pageOf = (code: string): string => `docs/errors/${code.toLowerCase()}.md`;

describe("an error's address leads to its page", () => {
  it("every code has its page, which names it", () => {
    expect(codes.filter((code) => !exists(pageOf(code)) || !read(pageOf(code)).includes(code)).map(pageOf)).toEqual([]);
  });

  it("no page explains a code that is gone", () => {
    const pages = filesIn("docs/errors", /\.md$/).map((file) => path.posix.basename(file, ".md"));
    const known = new Set(codes.map((code) => code.toLowerCase()));
    expect(pages.filter((page) => page.toLowerCase() !== "readme" && !known.has(page))).toEqual([]);
  });
});
