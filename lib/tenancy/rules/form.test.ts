import { describe, expect, it } from "vitest";
import { newId } from "@/lib/kernel/ids";
import { isExternalKey, isTimeZone, metadataErrors, normalEmail, normalName } from "./form";

describe("an e-mail address", () => {
  it.each([
    ["Ada@Example.com", "ada@example.com"],
    ["  ada+tag@sub.example.co.uk ", "ada+tag@sub.example.co.uk"],
    ["a@b.io", "a@b.io"],
  ])("%s is kept as %s", (given, kept) => expect(normalEmail(given)).toBe(kept));

  it.each([
    "",
    "a",
    "a@",
    "@b.io",
    "a@b",
    "a b@c.io",
    "a@b..io",
    ".a@b.io",
    "a.@b.io",
    "a..b@c.io",
    "a@-b.io",
    "a@b.io.",
    "a@b@c.io",
    "<a@b.io>",
    `${"x".repeat(65)}@b.io`,
    `a@${"x".repeat(250)}.io`,
  ])("%j is none", (given) => expect(normalEmail(given)).toBeNull());
});

describe("a name", () => {
  it("is trimmed, single-spaced, and bounded", () => {
    expect(normalName("  Ada   Lovelace ", 100)).toBe("Ada Lovelace");
    expect(normalName(" ", 100)).toBeNull();
    expect(normalName("x".repeat(101), 100)).toBeNull();
    expect(normalName("a\u0000b", 100)).toBeNull();
  });
});

describe("a time zone", () => {
  it("is one that the calendar knows", () => {
    expect(["UTC", "Europe/Paris", "America/Argentina/Buenos_Aires"].every(isTimeZone)).toBe(true);
    expect(["", "Mars/Olympus", "+02:00", "Europe/Paris; drop", "x".repeat(80)].some(isTimeZone)).toBe(false);
  });
});

describe("the vendor's own key of a customer", () => {
  it("is printable, without spaces, and cannot be taken for an id of ours", () => {
    expect(isExternalKey("crm:17/eu")).toBe(true);
    for (const text of ["", "a b", "ä", "x".repeat(256), newId("organization")])
      expect(isExternalKey(text), text).toBe(false);
  });
});

describe("metadata", () => {
  it("has at most fifty short pairs", () => {
    expect(metadataErrors({ a: "b" })).toEqual([]);
    expect(
      metadataErrors(Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`k${i}`, ""]))).map((e) => e.code),
    ).toEqual(["too_many"]);
    expect(metadataErrors({ ["k".repeat(41)]: "", "a/b~c": "v".repeat(501) }).map((e) => e.pointer)).toEqual([
      "/metadata",
      "/metadata/a~1b~0c",
    ]);
  });
});
