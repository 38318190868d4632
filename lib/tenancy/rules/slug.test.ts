import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isReservedSlug, isSlug, slugCandidates, slugFrom } from "./slug";

describe("a slug", () => {
  it("reads like the name it is made from", () => {
    expect(slugFrom("Acme Inc.")).toBe("acme-inc");
    expect(slugFrom("  Ünïcödé & Söhne  ")).toBe("unicode-sohne");
    expect(slugFrom("Straße 5")).toBe("stra-e-5");
    expect(slugFrom("李雷")).toBe("organization");
    expect(slugFrom("---")).toBe("organization");
  });

  it("is valid and not reserved, whatever the name", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (name) => {
        const candidates = slugCandidates(name, "a1b2c3d4");
        expect(candidates.length).toBeGreaterThan(4);
        for (const slug of candidates) expect(isSlug(slug), slug).toBe(true);
      }),
    );
  });

  it("never is a word of the house", () => {
    expect(isReservedSlug("admin")).toBe(true);
    expect(slugCandidates("New", "x")[0]).toBe("new-2");
    for (const text of ["", "-a", "a-", "A", "a b", "a/b", "..", "new", "v1", "x".repeat(101)])
      expect(isSlug(text), text).toBe(false);
  });
});
