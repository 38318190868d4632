import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { everybodyKnocks, openGate, READS_OF_A_NAMED_TENANT, type Gate, type Matrix } from "../callers";

/** Organizations are made and listed by the vendor's backend alone; a session opens nothing here. */
const DEPLOYMENT_ONLY: Matrix = {
  nobody: 401,
  garbage: 401,
  "another product's key": 401,
  "a revoked key": 401,
  "a key with the scope": 403,
  "a key without the scope": 403,
  "another tenant's key": 403,
  "a deployment key": 200,
  "a deployment key without the scope": 403,
  "the owner, signed in": 401,
  "a member, signed in": 401,
  "a viewer, signed in": 401,
  "a stranger, signed in": 401,
  "a former member, signed in": 401,
  "a forged session": 401,
  "the owner, from another site": 401,
  "the owner, without an origin": 401,
  "the owner, with a key of another tenant": 403,
};

describe("/v1/organizations", () => {
  let gate: Gate;
  beforeAll(async () => void (gate = await openGate("admin:*")));
  afterAll(() => gate?.close());

  it("GET lists for a deployment key with admin:*, and for nobody else", () =>
    everybodyKnocks(gate, DEPLOYMENT_ONLY, () => ({ method: "GET", path: "/v1/organizations" })));

  it("POST makes for a deployment key with admin:*, and for nobody else", () =>
    everybodyKnocks(gate, { ...DEPLOYMENT_ONLY, "a deployment key": 201 }, () => ({
      method: "POST",
      path: "/v1/organizations",
      body: { name: "Hooli" },
    })));

  it("POST 422: names each wrong field, and makes nothing", async () => {
    const many = Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`k${i}`, "v"]));
    for (const [body, pointer] of [
      [{}, "/name"],
      [{ name: "" }, "/name"],
      [{ name: "x".repeat(201) }, "/name"],
      [{ name: "A", billingEmail: "nobody" }, "/billingEmail"],
      [{ name: "A", timeZone: "Mars/Olympus" }, "/timeZone"],
      [{ name: "A", metadata: many }, "/metadata"],
      [{ name: "A", colour: "red" }, "/colour"],
    ] as const) {
      const answer = await gate.knock("a deployment key", { method: "POST", path: "/v1/organizations", body });
      expect(answer.status, JSON.stringify(body).slice(0, 60)).toBe(422);
      expect(answer.body.errors.map((error) => error.pointer)).toContain(pointer);
    }
  });
});

/** Whoever manages the organization, and the vendor; an organization's own keys manage nothing. */
const MANAGES: Matrix = {
  ...DEPLOYMENT_ONLY,
  "the owner, signed in": 200,
  "a member, signed in": 403,
  "a viewer, signed in": 403,
  "a stranger, signed in": 404,
  "a former member, signed in": 404,
  "the owner, from another site": 403,
  "the owner, without an origin": 403,
};

describe("PATCH /v1/organizations/{id}", () => {
  let gate: Gate;
  beforeAll(async () => void (gate = await openGate("admin:*", "-3")));
  afterAll(() => gate?.close());
  const patch = (body: unknown, who: "a deployment key" | "the owner, signed in" = "a deployment key") =>
    gate.knock(who, { method: "PATCH", path: `/v1/organizations/${gate.acme.id}`, body });

  it("changes for whoever manages it and for the vendor, and for nobody else", () =>
    everybodyKnocks(gate, MANAGES, () => ({
      method: "PATCH",
      path: `/v1/organizations/${gate.acme.id}`,
      body: { timeZone: "Europe/Paris" },
    })));

  it("changes what is named, takes away what is null, and keeps the rest", async () => {
    const body = { name: " Acme Rockets ", billingEmail: "bills@acme.example", metadata: { tier: "gold" } };
    expect((await patch(body)).body.data).toMatchObject({
      name: "Acme Rockets",
      billingEmail: "bills@acme.example",
      metadata: { tier: "gold" },
      externalKey: "acme-3",
      membersMayBuy: false,
    });
    expect((await patch({ billingEmail: null, membersMayBuy: true, metadata: {} })).body.data).toMatchObject({
      name: "Acme Rockets",
      billingEmail: null,
      membersMayBuy: true,
      metadata: {},
    });
    const taken = await patch({ externalKey: "globex-3" });
    expect([taken.status, taken.body.errors[0]?.pointer]).toEqual([409, "/externalKey"]);
    const { slug } = (await gate.knock("a deployment key", { method: "GET", path: "/v1/organizations/globex-3" })).body
      .data;
    expect((await patch({ slug })).body.errors[0]?.pointer).toBe("/slug");
  });

  it("leaves the vendor's own to the vendor", async () => {
    for (const body of [{ externalKey: "mine" }, { metadata: { tier: "gold" } }, { name: "A", externalKey: null }])
      expect((await patch(body, "the owner, signed in")).status).toBe(403);
    expect((await patch({ timeZone: "UTC" }, "the owner, signed in")).body.data).toMatchObject({
      name: "Acme Rockets",
      externalKey: "acme-3",
    });
  });

  it("422: names each wrong field, and changes nothing", async () => {
    const faults = async (body: unknown) => {
      const answer = await patch(body);
      return [answer.status, answer.body.errors?.map(({ pointer }) => pointer)];
    };
    const before = await patch({ timeZone: "UTC" });
    expect(await faults({})).toEqual([422, ["/"]]);
    expect(await faults([])).toEqual([422, ["/"]]);
    expect(await faults('{"name":')).toEqual([400, undefined]);
    expect(await faults({ name: "", billingEmail: "nobody", membersMayBuy: "yes", colour: "red" })).toEqual([
      422,
      ["/name", "/billingEmail", "/membersMayBuy", "/colour"],
    ]);
    expect(await faults({ name: null, slug: 7, externalKey: "", metadata: { a: 1 } })).toEqual([
      422,
      ["/name", "/slug", "/externalKey", "/metadata/a"],
    ]);
    expect(await faults({ name: "B", timeZone: "Mars/Olympus" })).toEqual([422, ["/timeZone"]]);
    expect(await faults({ name: "B", slug: "Not A Slug" })).toEqual([422, ["/slug"]]);
    expect(await faults({ name: "B", externalKey: `og_${"0".repeat(32)}` })).toEqual([422, ["/externalKey"]]);
    expect((await patch({ timeZone: "UTC" })).body).toEqual(before.body);
  });
});

describe("GET /v1/organizations/{id}", () => {
  let gate: Gate;
  beforeAll(async () => void (gate = await openGate("usage:read", "-2")));
  afterAll(() => gate?.close());

  it("shows an organization to its own people and keys and to the vendor, and to nobody else", () =>
    everybodyKnocks(gate, READS_OF_A_NAMED_TENANT, () => ({
      method: "GET",
      path: `/v1/organizations/${gate.acme.id}`,
    })));
});
