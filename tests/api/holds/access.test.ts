import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { everybodyKnocks, openGate, POSTS_TO_A_NAMED_TENANT, type Gate, type Matrix } from "../callers";

const WRITES: Matrix = { ...POSTS_TO_A_NAMED_TENANT, "a viewer, signed in": 403 };
const MAKES: Matrix = {
  ...WRITES,
  "a key with the scope": 201,
  "a deployment key": 201,
  "the owner, signed in": 201,
  "a member, signed in": 201,
};
const READS: Matrix = {
  ...POSTS_TO_A_NAMED_TENANT,
  "the owner, from another site": 200,
  "the owner, without an origin": 200,
};

let gate: Gate;
let made = 0;
beforeAll(async () => void (gate = await openGate("usage:write")));
afterAll(() => gate?.close());

const body = (more: Record<string, unknown> = {}) => ({ organization: gate.acme.id, ...more });
const newHold = () => ({
  method: "POST" as const,
  path: "/v1/holds",
  body: body({ meter: "api_calls", units: 1, idempotencyKey: `knock-${(made += 1)}` }),
});
const heldByAcme = async (): Promise<string> => {
  const answer = await gate.knock("a key with the scope", newHold());
  expect(answer.status).toBe(201);
  return String(answer.body.data.id);
};

describe("holds", () => {
  it("are made by those who may write usage, and by nobody else", () => everybodyKnocks(gate, MAKES, () => newHold()));

  it("are listed for those who belong to the organization, and for nobody else", () =>
    everybodyKnocks(gate, READS, () => ({ method: "GET", path: `/v1/holds?organization=${gate.acme.id}` })));

  it("are read by those who belong to the organization, and by nobody else", async () => {
    const id = await heldByAcme();
    await everybodyKnocks(gate, READS, () => ({
      method: "GET",
      path: `/v1/holds/${id}?organization=${gate.acme.id}`,
    }));
  });

  it("are settled by those who may write usage, and by nobody else", async () => {
    const id = await heldByAcme();
    await everybodyKnocks(gate, WRITES, () => ({
      method: "POST",
      path: `/v1/holds/${id}/settle`,
      body: body({ units: 1 }),
    }));
  });

  it("are released by those who may write usage, and by nobody else", async () => {
    const id = await heldByAcme();
    await everybodyKnocks(gate, WRITES, () => ({ method: "POST", path: `/v1/holds/${id}/release`, body: body() }));
  });

  it("of another organization are absent: to its own key, and to a deployment key that names the wrong one", async () => {
    const id = await heldByAcme();
    for (const [who, organization] of [
      ["another tenant's key", undefined],
      ["a deployment key", gate.globex.id],
    ] as const) {
      const named = organization ? { organization } : {};
      const at = organization ? `?organization=${organization}` : "";
      const answers = [
        await gate.knock(who, { method: "GET", path: `/v1/holds/${id}${at}` }),
        await gate.knock(who, { method: "POST", path: `/v1/holds/${id}/settle`, body: { units: 1, ...named } }),
        await gate.knock(who, { method: "POST", path: `/v1/holds/${id}/release`, body: named }),
      ];
      expect(answers.map((a) => [a.status, a.body.code])).toEqual(Array(3).fill([404, "NOT_FOUND"]));
      expect((await gate.knock(who, { method: "GET", path: `/v1/holds${at}` })).body.data).toEqual([]);
    }
    const after = await gate.knock("a key with the scope", { method: "GET", path: `/v1/holds/${id}` });
    expect(after.body.data).toMatchObject({ status: "open" });
  });

  it("need a deployment key to name the organization", async () => {
    const id = await heldByAcme();
    for (const request of [
      { method: "GET" as const, path: `/v1/holds/${id}` },
      { method: "POST" as const, path: `/v1/holds/${id}/settle`, body: { units: 1 } },
    ])
      expect(await gate.knock("a deployment key", request)).toMatchObject({
        status: 422,
        body: { errors: [{ pointer: "/organization" }] },
      });
  });
});
