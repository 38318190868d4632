import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { GET as jwks } from "@/app/.well-known/jwks.json/route";
import { contracts } from "@/app/v1/contracts";
import { gatewayApp } from "@/gateway/app";
import { ROUTES } from "@/gateway/routes";
import { createActivationCode, revokeInstallation } from "@/lib/activation";
import { takesAccessToken, useWorld } from "@/lib/http";
import type { Organization } from "@/lib/tenancy";
import { testDatabase } from "../../support/database";
import { ask } from "../../support/quota";
import { client, startWorld, type TestWorld } from "../../support/world";

const ORIGIN = "https://shop.example";
const FOREIGN = "https://evil.example";
let weir: TestWorld;
let acme: Organization;
let globex: Organization;
let vendor: string;
const app = gatewayApp();
const send = client((request) => app.fetch(request));
beforeAll(async () => {
  weir = await startWorld({ RATE_LIMIT_MAX_REQUESTS: "1000" });
  await weir.seedCatalog();
  acme = await weir.team("Acme");
  globex = await weir.team("Globex");
  vendor = await weir.key(null);
});
afterAll(() => weir?.close());

const from = (origin: string) => ({ origin });
const bearer = (token: string, origin?: string) => ({
  authorization: `Bearer ${token}`,
  ...(origin ? { origin } : {}),
});
const code = async (domain: string | null = "shop.example", organization = acme): Promise<string> =>
  (await createActivationCode(weir.system(organization.id), { domain })).text;
interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly installation: string;
}
const tokensIn = (answer: Awaited<ReturnType<typeof send>>): Tokens => answer.body.data as never;
const activate = async (): Promise<Tokens> =>
  tokensIn(await send("POST", "/v1/activation/redeem", { code: await code() }, from(ORIGIN)));
const event = (key: string) => ({ meter: "api_calls", units: 1, idempotencyKey: key });
const corsOf = (answer: { headers: Headers }): string[] =>
  [...answer.headers.keys()].filter((name) => name.startsWith("access-control-")).sort();
const facts = () =>
  ask<object>(
    testDatabase(),
    `select (select count(*)::int from installation) as i, (select count(*)::int from activation_code) as c,
            (select count(*)::int from audit.journal_entry) as j, (select sum(generation)::int from installation) as g`,
  );

describe("activating over the API", () => {
  it("gives tokens that report and read usage of their organization, counted as its own", async () => {
    const redeemed = await send("POST", "/v1/activation/redeem", { code: await code() }, from(ORIGIN));
    expect(redeemed.status).toBe(201);
    expect(redeemed.headers.get("cache-control")).toBe("no-store");
    expect(redeemed.body.data).toMatchObject({
      tokenType: "Bearer",
      expiresIn: 300,
      organization: acme.id,
      domain: "shop.example",
      scopes: ["usage:write", "usage:read"],
    });
    const { accessToken, refreshToken, installation } = tokensIn(redeemed);
    const counted = await send("POST", "/v1/usage", event("a-1"), bearer(accessToken, ORIGIN));
    expect(counted.status).toBe(201);
    expect(counted.body.data).toMatchObject({ organization: acme.id, environment: "PROD" });
    const [row] = await ask<{ api_key_id: string }>(testDatabase(), "select api_key_id from usage_event");
    expect(row?.api_key_id).toBe(installation);
    expect((await send("POST", "/v1/check", { meter: "api_calls" }, bearer(accessToken, ORIGIN))).status).toBe(200);
    const next = await send("POST", "/v1/activation/refresh", { refreshToken }, from(ORIGIN));
    expect(next.status).toBe(200);
    expect(next.headers.get("ratelimit")).toMatch(/r=\d+/);
    expect((await send("GET", "/v1/me/entitlements", undefined, bearer(tokensIn(next).accessToken))).status).toBe(200);
  });

  it("opens every usage route of its organization, and no other route at all", async () => {
    const { accessToken } = await activate();
    for (const contract of contracts) {
      const path = contract.path
        .replace("{organization}", acme.id)
        .replace("{id}", acme.id)
        .replace(/\{\w+\}/g, "x");
      const body = contract.method === "GET" ? undefined : {};
      const { status, text } = await send(contract.method, path, body, bearer(accessToken, ORIGIN));
      const name = `${contract.method} ${contract.path}`;
      if (contract.access.kind === "activation") expect(status, name).toBe(422);
      else if (takesAccessToken(contract.access) || contract.access.kind === "open")
        expect([200, 404, 422], `${name} ${status}`).toContain(status);
      else expect(status, `${name}: ${text}`).toBe(403);
    }
  });

  it("speaks for its own organization only", async () => {
    const { accessToken } = await activate();
    for (const request of [
      () => send("POST", "/v1/usage", { ...event("b-1"), organization: globex.id }, bearer(accessToken)),
      () => send("GET", `/v1/entitlements/${globex.id}`, undefined, bearer(accessToken)),
      () =>
        send("POST", "/v1/check", { meter: "api_calls" }, { ...bearer(accessToken), "weir-organization": globex.id }),
    ])
      expect((await request()).status).toBe(404);
  });

  it("refuses the token on another domain's page, and counts nothing", async () => {
    const { accessToken } = await activate();
    for (const origin of [FOREIGN, "https://www.shop.example", "http://shop.example", "null", `${ORIGIN}:8443`]) {
      const answer = await send("POST", "/v1/usage", event("c-1"), bearer(accessToken, origin));
      expect(answer.status, origin).toBe(403);
      expect(corsOf(answer), origin).toEqual([]);
    }
    expect((await send("POST", "/v1/usage", event("c-1"), bearer(accessToken, ORIGIN))).status).toBe(201);
  });

  it("ends at once when the tenant revokes it, and its own page may read why", async () => {
    const { accessToken, refreshToken, installation } = await activate();
    expect((await send("POST", "/v1/usage", event("d-1"), bearer(accessToken, ORIGIN))).status).toBe(201);
    const path = `/v1/organizations/${acme.id}/installations/${installation}`;
    const ended = await send("DELETE", path, undefined, bearer(vendor));
    expect(ended.body.data).toMatchObject({ id: installation, status: "revoked" });
    await vi.waitFor(
      async () => {
        const answer = await send("POST", "/v1/usage", event("d-2"), bearer(accessToken, ORIGIN));
        expect(answer.status).toBe(401);
        expect(answer.headers.get("access-control-allow-origin")).toBe(ORIGIN);
      },
      { timeout: 3_000, interval: 50 },
    );
    const answer = await send("POST", "/v1/activation/refresh", { refreshToken }, from(ORIGIN));
    expect(answer.status).toBe(401);
    expect(answer.headers.get("access-control-allow-origin")).toBe(ORIGIN);
  });

  it("answers garbage with what is wrong, and changes nothing", async () => {
    const { refreshToken } = await activate();
    const text = await code();
    const before = await facts();
    const redeem = (body: unknown, headers = {}) => send("POST", "/v1/activation/redeem", body, headers);
    const refresh = (body: unknown, headers = {}) => send("POST", "/v1/activation/refresh", body, headers);
    for (const [answer, status, pointer] of [
      [await redeem({}), 422, "/code"],
      [await redeem({ code: 7 }), 422, "/code"],
      [await redeem({ code: "" }), 422, "/code"],
      [await redeem({ code: "x".repeat(513) }), 422, "/code"],
      [await redeem({ code: text, domain: "*" }), 422, "/domain"],
      [await redeem({ code: text, domain: "" }), 422, "/domain"],
      [await redeem({ code: text, domain: null }), 422, "/domain"],
      [await redeem({ code: text, colour: "red" }), 422, "/colour"],
      [await redeem([]), 422, "/"],
      [await redeem("{"), 400, null],
      [await redeem('{"code":"a","code":"b"}'), 400, null],
      [await redeem("code=1", { "content-type": "application/x-www-form-urlencoded" }), 415, null],
      [await redeem({ code: "x".repeat(70_000) }), 413, null],
      [await redeem({ code: "weir_act_" }), 401, null],
      [await redeem({ code: text }, from("null")), 403, null],
      [await redeem({ code: text }, from(FOREIGN)), 403, null],
      [await refresh({}), 422, "/refreshToken"],
      [await refresh({ refreshToken: ["a"] }), 422, "/refreshToken"],
      [await refresh({ refreshToken }), 422, "/domain"],
      [await refresh({ refreshToken, domain: "evil.example" }), 403, null],
      [await refresh({ refreshToken: `${refreshToken}x`, domain: "shop.example" }), 401, null],
    ] as const) {
      expect(answer.status, answer.text).toBe(status);
      expect(answer.headers.get("content-type")).toContain("application/problem+json");
      expect(answer.text).not.toContain(text);
      if (pointer !== null) expect(answer.body.errors.map((error) => error.pointer)).toContain(pointer);
    }
    expect(await facts()).toEqual(before);
  });

  it("is limited for each installation, not for whoever shares an address with it", async () => {
    const narrow = await startWorld({ RATE_LIMIT_MAX_REQUESTS: "3" });
    try {
      const { refreshToken } = await activate();
      const other = await activate();
      const statuses: number[] = [];
      let token = refreshToken;
      for (let n = 0; n < 4; n++) {
        const answer = await send("POST", "/v1/activation/refresh", { refreshToken: token }, from(ORIGIN));
        statuses.push(answer.status);
        if (answer.status === 200) token = tokensIn(answer).refreshToken;
      }
      expect(statuses).toEqual([200, 200, 200, 429]);
      const apart = await send("POST", "/v1/activation/refresh", { refreshToken: other.refreshToken }, from(ORIGIN));
      expect(apart.status).toBe(200);
    } finally {
      useWorld(weir.world);
      await narrow.close();
    }
  });
});

describe("who may read an answer in a browser", () => {
  const preflight = (path: string, origin: string | null, method = "POST") =>
    app.fetch(
      new Request(`http://weir.test${path}`, {
        method: "OPTIONS",
        headers: {
          ...(origin === null ? {} : { origin }),
          "access-control-request-method": method,
          "access-control-request-headers": "authorization,content-type",
        },
      }),
    );

  it("is the bound domain's page, without credentials", async () => {
    const { accessToken } = await activate();
    const answer = await send("POST", "/v1/usage", event("e-1"), bearer(accessToken, ORIGIN));
    expect(answer.headers.get("access-control-allow-origin")).toBe(ORIGIN);
    expect(answer.headers.get("vary")).toContain("origin");
    expect(answer.headers.has("access-control-allow-credentials")).toBe(false);
    expect(answer.headers.get("access-control-expose-headers")).toContain("retry-after");
    // A refusal of the quota is an answer, too.
    const refused = await send("POST", "/v1/usage", { ...event("e-2"), units: 1_000_000 }, bearer(accessToken, ORIGIN));
    expect(refused.status).toBe(402);
    expect(refused.headers.get("access-control-allow-origin")).toBe(ORIGIN);
  });

  it("is asked before, and told for the methods that a token opens", async () => {
    await activate();
    const yes = await preflight("/v1/usage", ORIGIN);
    expect(yes.status).toBe(204);
    expect(yes.headers.get("access-control-allow-origin")).toBe(ORIGIN);
    expect(yes.headers.get("access-control-allow-methods")).toBe("POST, GET");
    expect(yes.headers.get("access-control-allow-headers")).toContain("authorization");
    expect(yes.headers.has("access-control-allow-credentials")).toBe(false);
    for (const path of ["/v1/activation/redeem", "/v1/activation/refresh", "/v1/holds/hold_1/settle"])
      expect((await preflight(path, ORIGIN)).headers.get("access-control-allow-origin"), path).toBe(ORIGIN);
  });

  it("is nobody else: not another site, not a key, not a person, not a route beyond usage", async () => {
    const { accessToken } = await activate();
    const key = await weir.key(acme.id, ["usage:write", "usage:read", "billing:read"]);
    for (const [what, answer] of [
      ["another site", await preflight("/v1/usage", FOREIGN)],
      ["a site without https", await preflight("/v1/usage", "http://shop.example")],
      ["no site", await preflight("/v1/usage", null)],
      ["a sandboxed frame", await preflight("/v1/usage", "null")],
      ["a route beyond usage", await preflight("/v1/spend-limits", ORIGIN)],
      ["the keys", await preflight(`/v1/organizations/${acme.id}/api-keys`, ORIGIN)],
      ["the organization", await preflight(`/v1/organizations/${acme.id}`, ORIGIN, "GET")],
      ["a key from the same page", await send("GET", "/v1/me/entitlements", undefined, bearer(key, ORIGIN))],
      ["nobody", await send("GET", "/v1/me/entitlements", undefined, from(ORIGIN))],
      ["a wrong token", await send("GET", "/v1/me/entitlements", undefined, bearer(`${accessToken}x`, ORIGIN))],
      ["a route that takes no token", await send("GET", "/v1/subscriptions", undefined, bearer(accessToken, FOREIGN))],
    ] as const)
      expect(corsOf(answer), what).toEqual([]);
  });

  it("is any page on https while a code is open that any domain may redeem, for activation alone matters", async () => {
    expect(corsOf(await preflight("/v1/activation/redeem", "https://new.example"))).toEqual([]);
    const text = await code(null);
    await vi.waitFor(
      async () =>
        expect(
          (await preflight("/v1/activation/redeem", "https://new.example")).headers.get("access-control-allow-origin"),
        ).toBe("https://new.example"),
      { timeout: 3_000, interval: 50 },
    );
    const redeemed = await send("POST", "/v1/activation/redeem", { code: text }, from("https://new.example"));
    expect(redeemed.status).toBe(201);
    expect(redeemed.headers.get("access-control-allow-origin")).toBe("https://new.example");
  });

  it("every route that a token opens answers a browser's question, and no other does", () => {
    const wrong = ROUTES.filter(([, module]) => {
      const open = Object.values(module).some(
        (handler) =>
          "contract" in handler &&
          (handler.contract.access.kind === "activation" || takesAccessToken(handler.contract.access)),
      );
      return open !== (module.OPTIONS !== undefined);
    });
    expect(wrong.map(([path]) => path)).toEqual([]);
  });
});

describe("the public keys", () => {
  it("are served by the gateway and by the web, to be kept for some minutes", async () => {
    await activate();
    const request = () => new Request("http://weir.test/.well-known/jwks.json");
    for (const answer of [await app.fetch(request()), await jwks(request())]) {
      expect(answer.status).toBe(200);
      expect(answer.headers.get("cache-control")).toBe("public, max-age=300");
      const { keys } = (await answer.json()) as { keys: Record<string, unknown>[] };
      expect(keys[0]).toMatchObject({ kty: "EC", crv: "P-256", alg: "ES256", use: "sig" });
      expect(keys[0]).not.toHaveProperty("d");
      const again = new Request(request(), { headers: { "if-none-match": answer.headers.get("etag") ?? "" } });
      expect((await jwks(again)).status).toBe(304);
    }
  });

  it("are all that anybody needs to check a token", async () => {
    const { createLocalJWKSet, jwtVerify } = await import("jose");
    const { accessToken, installation } = await activate();
    const answer = await app.fetch(new Request("http://weir.test/.well-known/jwks.json"));
    const keys = createLocalJWKSet((await answer.json()) as never);
    const { payload } = await jwtVerify(accessToken, keys, { typ: "at+jwt", algorithms: ["ES256"] });
    expect(payload).toMatchObject({
      iss: weir.world.env.WEIR_URL,
      sub: installation,
      org: acme.id,
      domain: "shop.example",
      scope: "usage:write usage:read",
    });
  });
});

describe("a token that was ended", () => {
  it("by its organization, in the portal's way, is ended for the API", async () => {
    const { refreshToken, installation } = await activate();
    await revokeInstallation(weir.system(acme.id), installation);
    expect((await send("POST", "/v1/activation/refresh", { refreshToken }, from(ORIGIN))).status).toBe(401);
  });
});
