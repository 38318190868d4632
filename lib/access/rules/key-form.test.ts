import { crc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newId } from "@/lib/kernel/ids";
import { readKey, shownPrefix, writeKey } from "./key-form";

const secret = fc.string({ unit: fc.constantFrom(..."0123456789ABCXYZabcxyz"), minLength: 43, maxLength: 43 });
const parts = fc.record({
  mode: fc.constantFrom("live" as const, "test" as const),
  deployment: fc.boolean(),
  id: fc.constant(null).map(() => newId("apiKey")),
});

describe("the text of a key", () => {
  it("reads back as what was written", () => {
    fc.assert(
      fc.property(parts, secret, (p, s) => {
        expect(readKey(writeKey(p, s))).toEqual({ ok: true, parts: p });
      }),
    );
  });

  it("carries the CRC-32 that everybody else computes, in base 62", () => {
    const text = writeKey({ mode: "live", deployment: false, id: newId("apiKey") }, "a".repeat(43));
    const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    const value = [...text.slice(-6)].reduce((sum, digit) => sum * 62 + digits.indexOf(digit), 0);
    expect(value).toBe(crc32(text.slice(0, -7)));
  });

  it("is refused when any one character changes", () => {
    fc.assert(
      fc.property(parts, secret, fc.nat(), fc.constantFrom(..."0aZ_- é"), (p, s, at, instead) => {
        const text = writeKey(p, s);
        const i = at % text.length;
        fc.pre(text[i] !== instead);
        expect(readKey(text.slice(0, i) + instead + text.slice(i + 1)).ok).toBe(false);
      }),
    );
  });

  it("is not found in arbitrary text", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(readKey(text).ok).toBe(false);
      }),
    );
  });

  it("shows its own beginning, without any of the secret", () => {
    const p = { mode: "test", deployment: true, id: newId("apiKey") } as const;
    const text = writeKey(p, "s".repeat(43));
    expect(text.startsWith(shownPrefix(p))).toBe(true);
    expect(shownPrefix(p)).toMatch(/^weir_test_dep_[0-9a-f]{8}$/);
  });
});
