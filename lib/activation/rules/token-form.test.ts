import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newId } from "@/lib/kernel/ids";
import { readCode, readRefresh, writeCode, writeRefresh } from "./token-form";

const secret = fc.string({ unit: fc.constantFrom(..."0123456789ABCXYZabcxyz"), minLength: 24, maxLength: 24 });
const refresh = fc.record({
  installationId: fc.constant(null).map(() => newId("installation")),
  generation: fc.integer({ min: 1, max: 999_999_999 }),
  proof: fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 64, maxLength: 64 }),
});

/** The text with the character at `at` replaced; undefined where that changes nothing. */
const changed = (text: string, at: number, instead: string): string | undefined =>
  text[at % text.length] === instead
    ? undefined
    : text.slice(0, at % text.length) + instead + text.slice((at % text.length) + 1);

describe("codes and refresh tokens", () => {
  it("read back as what was written", () => {
    fc.assert(
      fc.property(secret, refresh, (s, parts) => {
        const id = newId("activationCode");
        expect(readCode(writeCode(id, s))).toBe(id);
        expect(readRefresh(writeRefresh(parts))).toEqual(parts);
      }),
    );
  });

  it("are refused when any one character changes", () => {
    fc.assert(
      fc.property(secret, refresh, fc.nat(), fc.constantFrom(..."0aZ_- é"), (s, parts, at, instead) => {
        const code = changed(writeCode(newId("activationCode"), s), at, instead);
        const token = changed(writeRefresh(parts), at, instead);
        if (code !== undefined) expect(readCode(code)).toBeNull();
        if (token !== undefined) expect(readRefresh(token)).toBeNull();
      }),
    );
  });

  it("are not found in arbitrary text, nor in each other", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(readCode(text)).toBeNull();
        expect(readRefresh(text)).toBeNull();
      }),
    );
    const code = writeCode(newId("activationCode"), "a".repeat(24));
    expect(readRefresh(code)).toBeNull();
  });
});
