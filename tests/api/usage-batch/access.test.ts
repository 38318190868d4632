import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "../../support/database";
import { logged } from "../../support/quota";
import { everybodyKnocks, openGate, POSTS_TO_A_NAMED_TENANT, type Gate, type Knocker, type Matrix } from "../callers";

/** Who is known is answered event by event: 200 around the results. */
const ANSWERED: Matrix = {
  ...POSTS_TO_A_NAMED_TENANT,
  "another tenant's key": 200,
  "a viewer, signed in": 200,
  "a stranger, signed in": 200,
  "a former member, signed in": 200,
  "the owner, with a key of another tenant": 200,
};
const INSIDE: Partial<Record<Knocker, number>> = {
  "another tenant's key": 404,
  "a viewer, signed in": 403,
  "a stranger, signed in": 404,
  "a former member, signed in": 404,
  "the owner, with a key of another tenant": 404,
};

describe("POST /v1/usage/batch", () => {
  let gate: Gate;
  beforeAll(async () => void (gate = await openGate("usage:write")));
  afterAll(() => gate?.close());

  const batch = (key: string) => ({
    method: "POST" as const,
    path: "/v1/usage/batch",
    body: { organization: gate.acme.id, events: [{ meter: "api_calls", units: 1, idempotencyKey: key }] },
  });

  it("opens for those who are known, and for nobody else", async () => {
    let sent = 0;
    await everybodyKnocks(gate, ANSWERED, () => batch(`knock-${(sent += 1)}`));
  });

  it("refuses each event of an organization that the caller may not write for, and counts none", async () => {
    const before = await logged(testDatabase(), gate.acme.id);
    for (const [who, status] of Object.entries(INSIDE) as [Knocker, number][]) {
      const { body } = await gate.knock(who, batch(`inside-${who}`));
      expect(
        body.results.map((result) => result.status),
        who,
      ).toEqual([status]);
    }
    expect(await logged(testDatabase(), gate.acme.id)).toBe(before);
  });

  it("is greedy in input order from the very first batch of an organization on", async () => {
    const units = [60, 60, 40, 1];
    for (let n = 0; n < 12; n += 1) {
      const fresh = await gate.weir.team(`Fresh ${n}`);
      const events = units.map((each, i) => ({ meter: "api_calls", units: each, idempotencyKey: `in-order-${i}` }));
      const { body } = await gate.knock("a deployment key", {
        method: "POST",
        path: "/v1/usage/batch",
        body: { organization: fresh.id, events },
      });
      expect(body.results.map((result) => result.status)).toEqual([201, 402, 201, 402]);
    }
  });

  it("lets an organization's key name no other organization inside the batch", async () => {
    const { body } = await gate.knock("a key with the scope", {
      method: "POST",
      path: "/v1/usage/batch",
      body: {
        events: [
          { meter: "api_calls", units: 1, idempotencyKey: "mine" },
          { meter: "api_calls", units: 1, idempotencyKey: "theirs", organization: gate.globex.id },
        ],
      },
    });
    expect(body.results.map((result) => result.status)).toEqual([201, 404]);
    expect(await logged(testDatabase(), gate.globex.id)).toBe(0);
  });

  it("lets a deployment key meter several organizations at once", async () => {
    const { body } = await gate.knock("a deployment key", {
      method: "POST",
      path: "/v1/usage/batch",
      body: {
        events: ["acme", "globex", gate.acme.id, "nobody"].map((organization, i) => ({
          meter: "api_calls",
          units: 2,
          idempotencyKey: `dep-${i}`,
          organization,
        })),
      },
    });
    expect(body.results.map((result) => result.status)).toEqual([201, 201, 201, 404]);
    expect(body.results.map((result) => result.data?.organization)).toEqual([
      gate.acme.id,
      gate.globex.id,
      gate.acme.id,
      undefined,
    ]);
  });
});
