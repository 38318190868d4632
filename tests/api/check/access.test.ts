import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "../../support/database";
import { logged } from "../../support/quota";
import { everybodyKnocks, openGate, POSTS_TO_A_NAMED_TENANT, type Gate } from "../callers";

let gate: Gate;
beforeAll(async () => void (gate = await openGate("usage:read")));
afterAll(() => gate?.close());

const look = (body: Record<string, unknown>) => ({ method: "POST" as const, path: "/v1/check", body });

describe("POST /v1/check", () => {
  it("lets those look who may read usage, and nobody else; nobody's look counts", async () => {
    await everybodyKnocks(gate, POSTS_TO_A_NAMED_TENANT, () =>
      look({ meter: "api_calls", organization: gate.acme.id }),
    );
    expect(await logged(testDatabase(), gate.acme.id)).toBe(0);
  });

  it("422: an unknown meter and wrong units, with the place of the fault", async () => {
    const knock = (body: Record<string, unknown>) => gate.knock("a key with the scope", look(body));
    expect(await knock({ meter: "no_such_meter" })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: "/meter" }] },
    });
    for (const units of [0, -1, 1.5, "1"]) {
      expect(await knock({ meter: "api_calls", units }), String(units)).toMatchObject({
        status: 422,
        body: { errors: [{ pointer: "/units" }] },
      });
    }
  });
});
