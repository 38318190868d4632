import { describe, expect, it } from "vitest";
import { isOwnOrigin, ownPath } from "./same-origin";

describe("where a page leads afterwards", () => {
  it.each(["/orgs", "/orgs/acme/usage?from=1&to=2", "/checkout?plan=PRO", "/a//b"])("%s is ours", (path) =>
    expect(ownPath(path, "/x")).toBe(path),
  );

  it.each([
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "https://evil.example/orgs",
    "javascript:alert(1)",
    "orgs",
    "",
    " /orgs",
    "/\t/evil.example",
    "/\n/evil.example",
    "/..//evil.example",
    "/./\\evil.example",
    "/%5cevil.example/..//evil.example",
    "//evil.example/%2f..",
    "///",
    "/\u0000/evil.example",
    "\u2028//evil.example",
    "http:/evil.example",
    "http:evil.example",
    "https:///evil.example",
    "//weir.invalid@evil.example",
    "?next=//evil.example",
    "#//evil.example",
    "vbscript:msgbox(1)",
    "blob:https://evil.example/1",
    {},
    ["/orgs"],
    "/.//evil.example",
    "data:text/html,x",
    undefined,
    null,
    7,
    `/${"x".repeat(3_000)}`,
  ])("%j is not", (path) => expect(ownPath(path, "/fallback")).toBe("/fallback"));
});

describe("the origin of a change", () => {
  const asked = (origin: string | null, host = "weir.example") =>
    isOwnOrigin(new Headers({ host, ...(origin === null ? {} : { origin }) }), "https://weir.example");

  it("is the configured one, or that of the host that was asked", () => {
    expect(asked("https://weir.example")).toBe(true);
    expect(asked("https://weir.example", "10.0.0.7:3000")).toBe(true);
    expect(asked("http://127.0.0.1:3000", "127.0.0.1:3000")).toBe(true);
  });

  it("is nobody else's, and never missing", () => {
    for (const origin of [
      null,
      "null",
      "",
      "https://evil.example",
      "https://weir.example.evil.example",
      "http://weir.example:8080",
    ])
      expect(asked(origin), String(origin)).toBe(false);
  });
});
