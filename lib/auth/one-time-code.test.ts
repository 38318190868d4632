import { describe, expect, it } from "vitest";
import { base32, codeOfStep, otpauthUri, stepAt, stepOfCode } from "./one-time-code";
import { readCode } from "./typed-code";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const SECRET = bytes("12345678901234567890");

describe("codes of an app", () => {
  // RFC 6238, appendix B, with SHA-1.
  it.each([
    [59, "94287082"],
    [1_111_111_109, "07081804"],
    [1_111_111_111, "14050471"],
    [1_234_567_890, "89005924"],
    [2_000_000_000, "69279037"],
    [20_000_000_000, "65353130"],
  ])("at %i seconds since 1970 are those of the standard", (second, code) => {
    expect(codeOfStep(SECRET, stepAt(second * 1_000), 8)).toBe(code);
    expect(codeOfStep(SECRET, stepAt(second * 1_000))).toBe(code.slice(2));
  });

  it("are known one step around now, and no further", () => {
    const now = 1_234_567_890_000;
    const step = stepAt(now);
    const known = [-2, -1, 0, 1, 2].map((away) => stepOfCode(SECRET, codeOfStep(SECRET, step + away), now));
    expect(known).toEqual([null, step - 1, step, step + 1, null]);
    expect(stepOfCode(SECRET, "", now)).toBeNull();
  });

  // RFC 4648, section 10, without the padding.
  it.each([
    ["", ""],
    ["f", "MY"],
    ["fo", "MZXQ"],
    ["foo", "MZXW6"],
    ["foob", "MZXW6YQ"],
    ["fooba", "MZXW6YTB"],
    ["foobar", "MZXW6YTBOI"],
  ])("have secrets that can be typed: %s is %s", (text, typed) => {
    expect(base32(bytes(text))).toBe(typed);
  });

  it("are set up by an address that names account and issuer", () => {
    expect(otpauthUri(SECRET, "ada@example.test")).toBe(
      "otpauth://totp/Weir:ada%40example.test?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Weir",
    );
  });

  it.each([
    ["123456", { kind: "app", text: "123456" }],
    [" 123 456 ", { kind: "app", text: "123456" }],
    ["ABCDE-FGHIJ", { kind: "recovery", text: "abcdefghij" }],
    ["abcde fghij", { kind: "recovery", text: "abcdefghij" }],
    ["", null],
    ["12345", null],
    ["1234567", null],
    ["abcde-fghi1", null],
    ["١٢٣٤٥٦", null],
  ])("are read as people write them: %s", (typed, read) => {
    expect(readCode(typed)).toEqual(read);
  });
});
