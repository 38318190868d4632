import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { everybodyKnocks, openGate, READS_OF_A_NAMED_TENANT, type Gate, type Matrix } from "../callers";

let gate: Gate;
beforeAll(async () => void (gate = await openGate("usage:read")));
afterAll(() => gate?.close());

const PATHS = ["/v1/me/subscription", "/v1/me/entitlements", "/v1/me/usage"];

/** Nobody is named, so everybody who is known is answered for an organization of his own. */
const ANSWERED: Matrix = {
  ...READS_OF_A_NAMED_TENANT,
  "another tenant's key": 200,
  "a deployment key": 422,
  "a stranger, signed in": 200,
  "a former member, signed in": 200,
  "the owner, with a key of another tenant": 200,
};

describe.each(PATHS)("GET %s", (path) => {
  it("answers each caller for his own organization, and nobody for nothing", () =>
    everybodyKnocks(gate, ANSWERED, () => ({ method: "GET", path })));

  it("answers for a named organization only those who belong to it", () =>
    everybodyKnocks(gate, READS_OF_A_NAMED_TENANT, () => ({
      method: "GET",
      path: `${path}?organization=${gate.acme.id}`,
    })));
});

describe("GET /v1/me/entitlements", () => {
  it("is about the organization of the key, whoever's cookie travels with it", async () => {
    const mine = async (
      who: "a key with the scope" | "another tenant's key" | "the owner, with a key of another tenant",
    ) => (await gate.knock(who, { method: "GET", path: "/v1/me/entitlements" })).body.data.organization;
    expect(await mine("a key with the scope")).toBe(gate.acme.id);
    expect(await mine("another tenant's key")).toBe(gate.globex.id);
    expect(await mine("the owner, with a key of another tenant")).toBe(gate.globex.id);
  });
});
