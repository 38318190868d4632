import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { problemOf } from "@/lib/http/problem";
import { routeMethods } from "@/scripts/route-methods.mjs";
import { earlyRefusal } from "./early-refusal";

const ID = "req_0123456789abcdef";
beforeEach(() => {
  vi.stubEnv("WEIR_ROUTE_METHODS", JSON.stringify(routeMethods()));
  vi.stubEnv("WEIR_URL", "https://weir.example");
});
afterEach(() => vi.unstubAllEnvs());

const body = async (response: Response | null) => (await response?.json()) as Record<string, unknown>;

describe("a method that a route does not take", () => {
  it.each([
    ["DELETE", "/v1/usage", "GET, POST"],
    ["PATCH", "/v1/holds/hold_1", "GET"],
    ["GET", "/v1/usage/batch", "POST"],
    ["PUT", "/v1/usage/", "GET, POST"],
    ["GET", "/api/webhooks/stripe", "POST"],
    ["POST", "/healthz", "GET"],
  ])("%s %s is answered with what it takes", async (method, path, allow) => {
    const refused = earlyRefusal(method, path, ID);
    expect(refused?.status).toBe(405);
    expect(refused?.headers.get("allow")).toBe(allow);
    expect(refused?.headers.get("content-type")).toBe("application/problem+json");
    expect(await body(refused)).toMatchObject({ code: "METHOD_NOT_ALLOWED", requestId: ID });
  });

  it.each([
    ["GET", "/v1/usage"],
    ["HEAD", "/v1/usage"],
    ["OPTIONS", "/v1/usage"],
    ["POST", "/v1/holds/hold_1/settle"],
    ["DELETE", "/v1/nothing-here"],
    ["DELETE", "/pricing"],
    ["POST", "/orgs/acme/billing"],
  ])("%s %s is left alone", (method, path) => expect(earlyRefusal(method, path, ID)).toBeNull());

  it("is left to Next where the routes are not known", () => {
    vi.stubEnv("WEIR_ROUTE_METHODS", "");
    expect(earlyRefusal("DELETE", "/v1/usage", ID)).toBeNull();
  });
});

describe("a path that cannot be decoded", () => {
  it.each(["/v1/entitlements/%E0%A4%A", "/v1/holds/%ff", "/v1/%", "/api/%E0%A4%A", "/v1/usage/%zz"])(
    "%s is answered as malformed",
    async (path) => {
      const refused = earlyRefusal("GET", path, ID);
      expect(refused?.status).toBe(400);
      expect(await body(refused)).toMatchObject({ code: "MALFORMED", status: 400 });
    },
  );

  it("is one that is wrong, not one that is unusual", () => {
    for (const path of ["/v1/entitlements/%E2%82%AC", "/v1/entitlements/a%2Fb", "/pricing/%E0%A4%A"])
      expect(earlyRefusal("GET", path, ID), path).toBeNull();
  });
});

it("says both in the words and the form of every other refusal", async () => {
  const env = { WEIR_URL: "https://weir.example", QUOTA_DENIED_STATUS: 402 };
  for (const refused of [earlyRefusal("DELETE", "/v1/usage", ID), earlyRefusal("GET", "/v1/%", ID)]) {
    const said = await body(refused);
    const code = said.code as "MALFORMED";
    expect(said).toEqual(problemOf({ code, message: String(said.detail) }, ID, env));
  }
});
