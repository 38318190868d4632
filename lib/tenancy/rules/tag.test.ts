import { describe, expect, it } from "vitest";
import { readTag } from "./tag";

describe("a tag", () => {
  it("is kept in one form, however it was typed", () => {
    expect(readTag("  At  Risk ")).toBe("at-risk");
    expect(readTag("2026")).toBe("2026");
    expect(readTag("a".repeat(40))).toBe("a".repeat(40));
  });

  it("has no other signs, is not empty and not long", () => {
    for (const typed of ["", " ", "-x", "vip!", "=cmd", "é", "a/b", "a".repeat(41)]) expect(readTag(typed)).toBeNull();
  });
});
