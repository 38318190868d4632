import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createActivationCode, redeemActivationCode } from "@/lib/activation";
import { createApiKey, getApiKey, verifyApiKey } from "@/lib/access";
import { everybodyKnocks, openGate, type Gate, type Matrix } from "../callers";

let gate: Gate;
beforeAll(async () => void (gate = await openGate("admin:*")));
afterAll(() => gate?.close());

/** Reading what an organization's administrators look at: no key of its own reaches it, the vendor's does. */
const READS_BY_ROLE: Matrix = {
  nobody: 401,
  garbage: 401,
  "another product's key": 401,
  "a revoked key": 401,
  "a key with the scope": 403,
  "a key without the scope": 403,
  "another tenant's key": 403,
  "a deployment key": 200,
  "a deployment key without the scope": 403,
  "the owner, signed in": 200,
  "a member, signed in": 200,
  "a viewer, signed in": 200,
  "a stranger, signed in": 404,
  "a former member, signed in": 404,
  "a forged session": 401,
  "the owner, from another site": 200,
  "the owner, without an origin": 200,
  "the owner, with a key of another tenant": 403,
};
const WRITES_BY_ROLE: Matrix = {
  ...READS_BY_ROLE,
  "a member, signed in": 403,
  "a viewer, signed in": 403,
  "the owner, from another site": 403,
  "the owner, without an origin": 403,
};
const SOME_WRITERS = [
  ["nobody", 401],
  ["a key with the scope", 403],
  ["a deployment key", 200],
  ["the owner, signed in", 200],
  ["a member, signed in", 403],
  ["a stranger, signed in", 404],
  ["the owner, from another site", 403],
] as const;
const FOR_ADMINS: Matrix = { ...READS_BY_ROLE, "a member, signed in": 403, "a viewer, signed in": 403 };
const made = (matrix: Matrix): Matrix =>
  Object.fromEntries(Object.entries(matrix).map(([who, status]) => [who, status === 200 ? 201 : status])) as Matrix;

const of = (rest: string) => `/v1/organizations/${gate.acme.id}${rest}`;
const ctx = () => gate.weir.system(gate.acme.id);
const key = async () => createApiKey(ctx(), { name: "Backend", scopes: ["usage:write"] });

describe("/v1/organizations/{id}/api-keys", () => {
  it("GET lists for the people of the organization and the vendor", () =>
    everybodyKnocks(gate, READS_BY_ROLE, () => ({ method: "GET", path: of("/api-keys") })));

  it("POST makes for administrators and the vendor", () =>
    everybodyKnocks(gate, made(WRITES_BY_ROLE), () => ({
      method: "POST",
      path: of("/api-keys"),
      body: { name: "Backend", scopes: ["usage:write"] },
    })));

  it("one key: GET for its people, PATCH, rotate and DELETE for administrators and the vendor", async () => {
    const keys = await Promise.all(Array.from({ length: 3 }, key));
    const [read, changed, revoked] = keys.map(({ apiKey }) => apiKey.id) as [string, string, string];
    await everybodyKnocks(gate, READS_BY_ROLE, () => ({ method: "GET", path: of(`/api-keys/${read}`) }));
    await everybodyKnocks(gate, WRITES_BY_ROLE, () => ({ method: "DELETE", path: of(`/api-keys/${revoked}`) }));
    // The same door with other verbs: those at whom they could differ.
    for (const [who, status] of SOME_WRITERS) {
      const body = { scopes: ["usage:read"] };
      const patched = await gate.knock(who, { method: "PATCH", path: of(`/api-keys/${changed}`), body });
      expect(patched.status, who).toBe(status);
      const { apiKey } = await key();
      const rotated = await gate.knock(who, { method: "POST", path: of(`/api-keys/${apiKey.id}/rotate`), body: {} });
      expect(rotated.status, who).toBe(status === 200 ? 201 : status);
    }
  });

  it("takes another organization's key for none", async () => {
    const { apiKey } = await createApiKey(gate.weir.system(gate.globex.id), { name: "x", scopes: ["usage:read"] });
    for (const request of [
      { method: "GET", path: of(`/api-keys/${apiKey.id}`) },
      { method: "PATCH", path: of(`/api-keys/${apiKey.id}`), body: { name: "mine" } },
      { method: "DELETE", path: of(`/api-keys/${apiKey.id}`) },
      { method: "POST", path: of(`/api-keys/${apiKey.id}/rotate`), body: {} },
      { method: "DELETE", path: of("/api-keys/key_nonsense") },
    ] as const)
      expect((await gate.knock("a deployment key", request)).status, request.path).toBe(404);
    expect(await getApiKey(gate.weir.system(gate.globex.id), apiKey.id)).toEqual(apiKey);
  });

  it("shows a key's text where it was made and nowhere else", async () => {
    const answer = await gate.knock("a deployment key", {
      method: "POST",
      path: of("/api-keys"),
      body: { name: "Shown once", scopes: ["usage:write"], environment: "DEV", expiresAt: "2099-01-01T00:00:00Z" },
    });
    expect(answer.body.data).toMatchObject({
      name: "Shown once",
      environment: "DEV",
      expiresAt: "2099-01-01T00:00:00.000Z",
    });
    const { key: text, id } = answer.body.data as { key?: string; id?: string };
    expect(text).toMatch(/^weir_test_/);
    expect(await verifyApiKey(gate.weir.world, text ?? "")).toMatchObject({ id });
    for (const path of [of("/api-keys?limit=100"), of(`/api-keys/${id ?? ""}`)]) {
      const listed = await gate.knock("a deployment key", { method: "GET", path });
      expect(listed.text).toContain(id);
      expect(listed.text).not.toContain(text?.split("_")[3]);
    }
    const rotated = await gate.knock("a deployment key", {
      method: "POST",
      path: of(`/api-keys/${id ?? ""}/rotate`),
      body: { overlapSeconds: 60 },
    });
    expect(rotated.body.data).toMatchObject({ rotatedFrom: id, previous: { id } });
    expect(rotated.text).not.toContain(text?.split("_")[3]);
  });

  it("lets a change of scopes be felt, and keeps admin:* off an organization's key", async () => {
    const { apiKey, text } = await key();
    const path = of(`/api-keys/${apiKey.id}`);
    const patch = (body: unknown) => gate.knock("the owner, signed in", { method: "PATCH", path, body });
    expect(
      (await patch({ name: " Renamed ", scopes: ["billing:read", "usage:read", "usage:read"] })).body.data,
    ).toMatchObject({
      name: "Renamed",
      scopes: ["billing:read", "usage:read"],
    });
    expect(await verifyApiKey({ ...gate.weir.world }, text)).toMatchObject({ scopes: ["billing:read", "usage:read"] });
    expect((await patch({ scopes: ["admin:*"] })).status).toBe(422);
    await gate.knock("the owner, signed in", { method: "DELETE", path });
    expect((await patch({ name: "Again" })).status).toBe(409);
  });

  it("422: names each wrong field, and changes nothing", async () => {
    const { apiKey } = await key();
    const one = of(`/api-keys/${apiKey.id}`);
    for (const [method, path, body, pointer] of [
      ["POST", of("/api-keys"), {}, "/name"],
      ["POST", of("/api-keys"), { name: "x".repeat(101), scopes: ["usage:read"] }, "/name"],
      ["POST", of("/api-keys"), { name: "a\u0007b", scopes: ["usage:read"] }, "/name"],
      ["POST", of("/api-keys"), { name: "A", scopes: [] }, "/scopes"],
      ["POST", of("/api-keys"), { name: "A", scopes: "usage:read" }, "/scopes"],
      ["POST", of("/api-keys"), { name: "A", scopes: [7] }, "/scopes/0"],
      ["POST", of("/api-keys"), { name: "A", scopes: ["everything"] }, "/scopes"],
      ["POST", of("/api-keys"), { name: "A", scopes: ["usage:read"], environment: "MOON" }, "/environment"],
      ["POST", of("/api-keys"), { name: "A", scopes: ["usage:read"], expiresAt: "2001-01-01T00:00:00Z" }, "/expiresAt"],
      ["POST", of("/api-keys"), { name: "A", scopes: ["usage:read"], expiresAt: "soon" }, "/expiresAt"],
      ["POST", of("/api-keys"), { name: "A", scopes: ["usage:read"], colour: "red" }, "/colour"],
      ["PATCH", one, { name: "" }, "/name"],
      ["PATCH", one, { scopes: [] }, "/scopes"],
      ["PATCH", one, { expiresAt: null }, "/expiresAt"],
      ["POST", `${one}/rotate`, { overlapSeconds: -1 }, "/overlapSeconds"],
      ["POST", `${one}/rotate`, { overlapSeconds: 1e9 }, "/overlapSeconds"],
      ["POST", `${one}/rotate`, { overlapSeconds: "60" }, "/overlapSeconds"],
      ["GET", of("/api-keys?limit=0"), undefined, "/query/limit"],
      ["GET", of("/api-keys?cursor=WzFlMzAwLCJhIl0"), undefined, "/query/cursor"],
    ] as const) {
      const answer = await gate.knock("a deployment key", { method, path, body });
      expect(answer.status, `${path} ${JSON.stringify(body)} ${answer.text}`).toBe(422);
      expect(answer.body.errors.map((error) => error.pointer)).toContain(pointer);
    }
    expect(await getApiKey(ctx(), apiKey.id)).toEqual(apiKey);
  });
});

describe("/v1/organizations/{id}/activation-codes and /installations", () => {
  const installed = async (): Promise<string> => {
    const { text } = await createActivationCode(ctx(), { domain: "shop.example" });
    const { installation } = await redeemActivationCode(gate.weir.system(), { code: text, origin: null, stated: null });
    return installation.id;
  };

  it("GET is for administrators, support and the vendor", async () => {
    await everybodyKnocks(gate, FOR_ADMINS, () => ({ method: "GET", path: of("/activation-codes") }));
    await everybodyKnocks(gate, FOR_ADMINS, () => ({ method: "GET", path: of("/installations") }));
  });

  it("POST and DELETE are for administrators and the vendor", async () => {
    const { activationCode } = await createActivationCode(ctx());
    const installation = await installed();
    await everybodyKnocks(gate, made(WRITES_BY_ROLE), () => ({
      method: "POST",
      path: of("/activation-codes"),
      body: { domain: "shop.example" },
    }));
    await everybodyKnocks(gate, WRITES_BY_ROLE, () => ({
      method: "DELETE",
      path: of(`/activation-codes/${activationCode.id}`),
    }));
    await everybodyKnocks(gate, WRITES_BY_ROLE, () => ({
      method: "DELETE",
      path: of(`/installations/${installation}`),
    }));
  });

  it("shows a code's text where it was made and nowhere else, and its repetition names it", async () => {
    const path = of("/activation-codes");
    const answer = await gate.knock("a deployment key", { method: "POST", path });
    const { code: text, id } = answer.body.data as { code?: string; id?: string };
    expect(text).toMatch(/^weir_act_/);
    expect(answer.body.data).toMatchObject({ domain: null, environment: "PROD" });
    const listed = await gate.knock("a deployment key", { method: "GET", path });
    expect(listed.text).toContain(id);
    expect(listed.text).not.toContain(text?.split("_")[3]);
  });

  it("takes another organization's for none, and names what is wrong", async () => {
    const { activationCode } = await createActivationCode(gate.weir.system(gate.globex.id));
    const installation = await installed();
    for (const [method, path, body, status] of [
      ["DELETE", of(`/activation-codes/${activationCode.id}`), undefined, 404],
      ["DELETE", of("/activation-codes/act_x"), undefined, 404],
      ["DELETE", of("/installations/fam_x"), undefined, 404],
      ["DELETE", `/v1/organizations/${gate.globex.id}/installations/${installation}`, undefined, 404],
      ["POST", of("/activation-codes"), { domain: "https://shop.example" }, 422],
      ["POST", of("/activation-codes"), { domain: 7 }, 422],
      ["POST", of("/activation-codes"), { environment: "prod" }, 422],
      ["POST", of("/activation-codes"), { minutes: 60 }, 422],
    ] as const)
      expect((await gate.knock("a deployment key", { method, path, body })).status, `${method} ${path}`).toBe(status);
  });
});
