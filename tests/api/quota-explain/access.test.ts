import { afterAll, beforeAll, describe, it } from "vitest";
import { everybodyKnocks, openGate, READS_OF_A_NAMED_TENANT, type Gate } from "../callers";

let gate: Gate;
beforeAll(async () => void (gate = await openGate("usage:read")));
afterAll(() => gate?.close());

describe("GET /v1/quota/explain", () => {
  it("explains to those who may read usage, and to nobody else", () =>
    everybodyKnocks(gate, READS_OF_A_NAMED_TENANT, () => ({
      method: "GET",
      path: `/v1/quota/explain?meter=api_calls&organization=${gate.acme.id}`,
    })));
});
