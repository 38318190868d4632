import { describe, expect, it } from "vitest";
import { domainOfOrigin, isOriginOf, readDomain, speakingDomain } from "./domain";

describe("a domain", () => {
  it.each([
    ["shop.example", "shop.example"],
    ["Shop.Example", "shop.example"],
    ["shop.example:443", "shop.example"],
    ["shop.example:8443", "shop.example:8443"],
    ["bücher.example", "xn--bcher-kva.example"],
    ["localhost:4000", "localhost:4000"],
    ["127.0.0.1:4000", "127.0.0.1:4000"],
    ["10.0.0.1", "10.0.0.1"],
    ["[::1]:4000", "[::1]:4000"],
    ["plugin.localhost", "plugin.localhost"],
  ])("%s reads as %s", (text, domain) => expect(readDomain(text)).toBe(domain));

  it.each([
    ..."shop|.|..|shop.|.example|shop..example|*.example|*|https://shop.example|shop.example/|shop.example/a".split(
      "|",
    ),
    ..."user@shop.example|shop.example?x|shop.example#x|shop example|shop.example\t|-a.example|a-.example".split("|"),
    ..."shop.example:0x1f|shop.example:99999|shop.example\\evil.example|shop_.example|%73hop.example|[::2]".split("|"),
    "",
    `${"a".repeat(260)}.example`,
  ])("%j is none", (text) => expect(readDomain(text)).toBeNull());

  it("is that of a page on https, or of this machine", () => {
    expect(domainOfOrigin("https://shop.example")).toBe("shop.example");
    expect(domainOfOrigin("http://localhost:4000")).toBe("localhost:4000");
    const none = [
      "null",
      "",
      "http://shop.example",
      "https://shop.example/",
      "file://",
      "chrome-extension://abc",
      "https://SHOP.example",
    ];
    for (const origin of none) expect(domainOfOrigin(origin), origin).toBeNull();
  });

  it("is exactly its own: nothing above, below or beside it", () => {
    expect(isOriginOf("https://shop.example", "shop.example")).toBe(true);
    for (const origin of [
      "https://www.shop.example",
      "https://example",
      "https://shop.example:8443",
      "https://shop.example.evil.example",
      "https://evilshop.example",
      "http://shop.example",
      "null",
    ])
      expect(isOriginOf(origin, "shop.example"), origin).toBe(false);
  });
});

describe("which domain speaks", () => {
  const at = (origin: string | null, stated: string | null, bound: string | null) =>
    speakingDomain({ origin, stated }, bound);

  it("is the browser's word, else the caller's, else the bound one", () => {
    expect(at("https://a.example", null, null)).toEqual({ ok: true, domain: "a.example" });
    expect(at(null, "A.example", null)).toEqual({ ok: true, domain: "a.example" });
    expect(at(null, null, "a.example")).toEqual({ ok: true, domain: "a.example" });
    expect(at("https://a.example", "a.example", "a.example")).toEqual({ ok: true, domain: "a.example" });
  });

  it("is refused where the words contradict each other, or there are none", () => {
    expect(at(null, null, null)).toEqual({ ok: false, wrong: "no_domain" });
    expect(at(null, "*", null)).toEqual({ ok: false, wrong: "not_a_domain" });
    expect(at("http://a.example", null, null)).toEqual({ ok: false, wrong: "insecure_origin" });
    expect(at("null", null, "a.example")).toEqual({ ok: false, wrong: "insecure_origin" });
    for (const [origin, stated, bound] of [
      ["https://a.example", "b.example", null],
      ["https://a.example", null, "b.example"],
      [null, "a.example", "b.example"],
    ] as const)
      expect(at(origin, stated, bound)).toEqual({ ok: false, wrong: "another_domain" });
  });
});
