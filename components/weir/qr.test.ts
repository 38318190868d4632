import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { qrModules } from "./qr";

const rowsOf = (text: string): string[] =>
  (qrModules(text) ?? []).map((row) => row.map((module) => (module ? "1" : "0")).join(""));

describe("a QR code", () => {
  it("is module for module what another encoder makes of the same text", () => {
    expect(rowsOf("Weir")).toEqual([
      "111111100001101111111",
      "100000100111101000001",
      "101110101111001011101",
      "101110101111101011101",
      "101110101101101011101",
      "100000101000101000001",
      "111111101010101111111",
      "000000001001100000000",
      "101111100000101111100",
      "111011000110100101101",
      "011011111101010011110",
      "001100011100000111111",
      "110000111011010010010",
      "000000001101111000010",
      "111111100110101101110",
      "100000101011111001100",
      "101110101000100101010",
      "101110101010100100100",
      "101110101111010010000",
      "100000100010000110100",
      "111111101111010010110",
    ]);
  });

  it.each([
    [
      "otpauth://totp/Weir:ada@example.test?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Weir",
      41,
      "55d9fe40107c2a6caa329313709967e32abe70ee615a563745709902efa40214",
    ],
    ["w".repeat(122), 45, "6b45967476dada09f744cefe216c06183c474300a099493eaab3dcbac350ee8a"],
    [
      "The weir stops exactly at the line. ".repeat(5),
      53,
      "ad27e7b7d3510339898887f853e838c679a02396e1beaed8e9d3f72bb2dcf232",
    ],
    ["x".repeat(213), 57, "f8a692e420006d88c10e55f6fb2f048c68ad07db0d7c3f134adf4ff3fc04aae2"],
  ])("the same for %s, with several blocks and a version", (text, size, digest) => {
    const rows = rowsOf(text);
    expect(rows).toHaveLength(size);
    expect(createHash("sha256").update(rows.join("\n")).digest("hex")).toBe(digest);
  });

  it("is not made of a text that does not fit", () => {
    expect(qrModules("x".repeat(214))).toBeNull();
  });
});
