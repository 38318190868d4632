import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { everybodyKnocks, openGate, READS_OF_A_NAMED_TENANT, type Gate } from "../callers";

let gate: Gate;
beforeAll(async () => void (gate = await openGate("usage:read")));
afterAll(() => gate?.close());

describe("GET /v1/usage/events", () => {
  it("gives the log to those who may read usage, and to nobody else", () =>
    everybodyKnocks(gate, READS_OF_A_NAMED_TENANT, () => ({
      method: "GET",
      path: `/v1/usage/events?organization=${gate.acme.id}`,
    })));

  it("holds the events of its own organization only, also with a cursor of another's", async () => {
    const record = (organization: string, key: string) =>
      gate.knock("a deployment key", {
        method: "POST",
        path: "/v1/usage",
        body: { meter: "api_calls", units: 1, idempotencyKey: key, organization },
      });
    for (let n = 0; n < 3; n += 1) {
      await record(gate.acme.id, `acme-${n}`);
      await record(gate.globex.id, `globex-${n}`);
    }
    const log = async (organization: string, more = "") =>
      (
        await gate.knock("a deployment key", {
          method: "GET",
          path: `/v1/usage/events?organization=${organization}&meter=api_calls&limit=2${more}`,
        })
      ).body;
    const first = await log(gate.acme.id);
    expect(first.data.map((event: Record<string, unknown>) => event.idempotencyKey)).toEqual(["acme-2", "acme-1"]);
    const borrowed = await log(gate.globex.id, `&cursor=${first.meta.nextCursor ?? ""}`);
    for (const event of borrowed.data) expect(event.idempotencyKey).toMatch(/^globex-/);
  });
});
