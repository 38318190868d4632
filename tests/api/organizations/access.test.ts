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
