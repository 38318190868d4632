import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "../../support/database";
import { logged } from "../../support/quota";
import {
  everybodyKnocks,
  openGate,
  POSTS_TO_A_NAMED_TENANT,
  READS_OF_A_NAMED_TENANT,
  type Gate,
  type Matrix,
} from "../callers";

const RECORDS: Matrix = {
  ...POSTS_TO_A_NAMED_TENANT,
  "a key with the scope": 201,
  "a deployment key": 201,
  "the owner, signed in": 201,
  "a member, signed in": 201,
  "a viewer, signed in": 403,
};

describe("POST /v1/usage", () => {
  let gate: Gate;
  beforeAll(async () => void (gate = await openGate("usage:write")));
  afterAll(() => gate?.close());

  it("records for those who may write usage, and for nobody else", async () => {
    let sent = 0;
    await everybodyKnocks(gate, RECORDS, () => ({
      method: "POST",
      path: "/v1/usage",
      body: { meter: "api_calls", units: 1, idempotencyKey: `knock-${(sent += 1)}`, organization: gate.acme.id },
    }));
    const admitted = Object.values(RECORDS).filter((status) => status === 201).length;
    expect(await logged(testDatabase(), gate.acme.id)).toBe(admitted);
    expect(await logged(testDatabase(), gate.globex.id)).toBe(0);
  });

  it("keeps the tenants apart also in who did it: a person's event carries no key", async () => {
    const { body } = await gate.knock("the owner, signed in", {
      method: "POST",
      path: "/v1/usage",
      body: { meter: "api_calls", units: 1, idempotencyKey: "by-hand", organization: gate.acme.id },
    });
    expect(body.data).toMatchObject({ organization: gate.acme.id, environment: "PROD" });
    const groups = await gate.knock("the owner, signed in", {
      method: "GET",
      path: `/v1/usage?groupBy=key&organization=${gate.acme.id}`,
    });
    expect(groups.body.data.map((group: Record<string, unknown>) => group.group)).toContain(null);
  });
});

describe("GET /v1/usage", () => {
  let gate: Gate;
  beforeAll(async () => void (gate = await openGate("usage:read", "-2")));
  afterAll(() => gate?.close());

  it("gives statistics to those who may read usage, and to nobody else", () =>
    everybodyKnocks(gate, READS_OF_A_NAMED_TENANT, () => ({
      method: "GET",
      path: `/v1/usage?organization=${gate.acme.id}`,
    })));
});
