import { NextRequest, type NextResponse } from "next/server";
import { afterEach, describe, expect, it, vi } from "vitest";
import { COOKIE_PREFIX } from "@/lib/auth";
import { frontDoor } from "@/app/front-door";
import { config } from "@/middleware";

afterEach(() => vi.unstubAllEnvs());

const ask = (path: string, headers: Record<string, string> = {}): NextResponse =>
  frontDoor(new NextRequest(new URL(path, "http://weir.example"), { headers }));
/** What Next hands on to the page. */
const handedOn = (response: NextResponse, name: string): string | null =>
  response.headers.get(`x-middleware-request-${name}`);
const directive = (response: NextResponse, name: string): string =>
  response.headers
    .get("content-security-policy")
    ?.split("; ")
    .find((part) => part.startsWith(`${name} `)) ?? "";

describe("a page of signed-in people", () => {
  it.each(["/orgs", "/orgs/acme/usage?from=1", "/admin", "/settings/profile"])(
    "%s leads a stranger to sign in, and back",
    (path) => {
      const response = ask(path);
      expect(response.status).toBe(307);
      const to = new URL(response.headers.get("location") ?? "");
      expect([to.origin, to.pathname, to.searchParams.get("next")]).toEqual(["http://weir.example", "/sign-in", path]);
    },
  );

  it.each(["", "__Secure-"])(
    "is left to the page itself once there is a session cookie, however stale (%j)",
    (prefix) => {
      expect(
        ask("/orgs/acme", { cookie: `${prefix}${COOKIE_PREFIX}.session_token=x` }).headers.get("location"),
      ).toBeNull();
    },
  );

  it.each(["/pricing", "/sign-in", "/v1/usage", "/organs", "/api/webhooks/stripe"])("does not include %s", (path) => {
    expect(ask(path).headers.get("location")).toBeNull();
  });
});

describe("every answer", () => {
  it("carries the headers that keep a browser in its place", () => {
    for (const response of [ask("/pricing"), ask("/orgs")]) {
      expect(Object.fromEntries(response.headers)).toMatchObject({
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "same-origin",
        "x-request-id": expect.stringMatching(/^req_[0-9a-f]{32}$/) as string,
      });
    }
  });

  it("keeps a sound request id and replaces any other", () => {
    expect(ask("/pricing", { "x-request-id": "trace-12345678" }).headers.get("x-request-id")).toBe("trace-12345678");
    expect(ask("/pricing", { "x-request-id": "<script>" }).headers.get("x-request-id")).toMatch(/^req_/);
    const response = ask("/pricing");
    expect(handedOn(response, "x-request-id")).toBe(response.headers.get("x-request-id"));
  });

  it("allows scripts by a nonce that is new each time and known to the page", () => {
    const [first, second] = [ask("/pricing"), ask("/pricing")];
    const nonce = handedOn(first, "x-nonce") ?? "";
    expect(nonce.length).toBeGreaterThan(20);
    expect(directive(first, "script-src")).toContain(`'nonce-${nonce}'`);
    expect(directive(first, "script-src")).not.toContain("unsafe-inline");
    expect(handedOn(first, "content-security-policy")).toBe(first.headers.get("content-security-policy"));
    expect(handedOn(second, "x-nonce")).not.toBe(nonce);
    expect(directive(first, "frame-ancestors")).toBe("frame-ancestors 'none'");
  });

  it("takes from a caller neither the nonce nor the path it says it asked for", () => {
    const response = ask("/orgs/acme?x=1", {
      cookie: `${COOKIE_PREFIX}.session_token=x`,
      "x-nonce": "mine",
      "x-weir-path": "//evil.example",
    });
    expect(handedOn(response, "x-nonce")).not.toBe("mine");
    expect(handedOn(response, "x-weir-path")).toBe("/orgs/acme?x=1");
  });

  it("lets forms go to us and to where payments are taken", () => {
    expect(directive(ask("/pricing"), "form-action")).toBe(
      "form-action 'self' https://checkout.stripe.com https://billing.stripe.com",
    );
    vi.stubEnv("STRIPE_SIMULATOR_URL", "http://127.0.0.1:3002/");
    expect(directive(ask("/pricing"), "form-action")).toContain(" http://127.0.0.1:3002 http://localhost:3002");
  });

  it("asks for https, and for no eval, only where that holds", () => {
    expect(ask("/pricing").headers.get("strict-transport-security")).toBeNull();
    vi.stubEnv("WEIR_URL", "https://weir.example");
    vi.stubEnv("NODE_ENV", "production");
    const response = ask("/pricing");
    expect(response.headers.get("strict-transport-security")).toContain("max-age=");
    expect(directive(response, "script-src")).not.toContain("unsafe-eval");
  });
});

describe("with Clerk", () => {
  const host = "clerk.weir.example";

  it("lets in what its script needs, from the instance that the key names", () => {
    vi.stubEnv("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", `pk_test_${btoa(`${host}$`)}`);
    const response = ask("/sign-in");
    expect(directive(response, "connect-src")).toContain(` https://${host}`);
    expect(directive(response, "frame-src")).toBe("frame-src 'self' https://challenges.cloudflare.com");
    expect(directive(response, "script-src")).toContain("'strict-dynamic'");
  });

  it("takes nothing for a host that is none", () => {
    for (const key of ["pk_test_", "pk_test_!!", `pk_test_${btoa("a b; script-src *$")}`]) {
      vi.stubEnv("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", key);
      expect(directive(ask("/sign-in"), "connect-src"), key).not.toContain("https://");
    }
  });

  it.each(["__session", "__session_0aB-9"])("leaves a browser with its cookie %s to the page itself", (name) =>
    expect(ask("/orgs/acme", { cookie: `${name}=x` }).headers.get("location")).toBeNull(),
  );
});

describe("where it runs", () => {
  it("is Node, on every path but the files of the build", () => {
    expect(config.runtime).toBe("nodejs");
    const [matcher = ""] = config.matcher;
    const matches = (path: string): boolean => new RegExp(`^${matcher}$`).test(path);
    expect(["/", "/orgs/acme", "/v1/usage"].every(matches)).toBe(true);
    expect(["/_next/static/chunks/a.js", "/favicon.ico"].some(matches)).toBe(false);
  });
});
