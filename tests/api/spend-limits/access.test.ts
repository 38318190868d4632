import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { gatewayApp } from "@/gateway/app";
import { assignPlanByHand } from "@/lib/billing";
import { client } from "../../support/world";
import { everybodyKnocks, openGate, READS_OF_A_NAMED_TENANT, type Gate, type Matrix, type Request } from "../callers";

/** Spending is an owner's or admin's to bound, and a key's that carries billing:write. */
const WRITES_OF_AN_ADMIN: Matrix = {
  ...READS_OF_A_NAMED_TENANT,
  "a member, signed in": 403,
  "a viewer, signed in": 403,
  "the owner, from another site": 403,
  "the owner, without an origin": 403,
};

const put = (gate: Gate, amount: string, meter = "api_calls"): Request => ({
  method: "PUT",
  path: `/v1/spend-limits/${meter}`,
  body: { limit: { amount, currency: "usd" }, organization: gate.acme.id },
});

describe("/v1/spend-limits", () => {
  let gate: Gate;
  beforeAll(async () => {
    gate = await openGate("billing:write");
    await assignPlanByHand(gate.weir.system(), gate.acme.id, "GROWTH", { reason: "for the test" });
  });
  afterAll(() => gate?.close());

  it("PUT sets for owners, their keys and the vendor, and for nobody else", () => {
    let amount = 30_000;
    return everybodyKnocks(gate, WRITES_OF_AN_ADMIN, () => put(gate, String((amount += 1))));
  });

  it("GET shows them to everybody of the organization and to the vendor; reading needs billing:read alone", async () => {
    const path = `/v1/spend-limits?organization=${gate.acme.id}`;
    const readers: Matrix = {
      ...READS_OF_A_NAMED_TENANT,
      "a key without the scope": 200,
      "a deployment key without the scope": 200,
    };
    await everybodyKnocks(gate, readers, () => ({ method: "GET", path }));
    const meteringOnly = client((request) => gatewayApp().fetch(request), await gate.weir.key(gate.acme.id));
    expect((await meteringOnly("GET", path)).status).toBe(403);
  });

  it("PUT 200: says what the limit does", async () => {
    const { status, body } = await gate.knock("a key with the scope", put(gate, "900"));
    expect(status).toBe(200);
    expect(body.data).toMatchObject({
      meter: "api_calls",
      limit: { amount: "900", currency: "usd" },
      effects: [
        {
          window: "BILLING_PERIOD",
          allowance: 100_000,
          used: 0,
          ceiling: 103_000,
          stopsNow: false,
          spent: { amount: "0" },
        },
      ],
    });
  });

  it("PUT 422: names each wrong field", async () => {
    for (const [request, pointer] of [
      [put(gate, "-1"), "/limit/amount"],
      [put(gate, "1.5"), "/limit/amount"],
      [put(gate, "100", "ai_tokens"), "/meter"],
      [{ ...put(gate, "1"), body: { limit: { amount: "1", currency: "eur" } } }, "/limit/currency"],
      [{ ...put(gate, "1"), body: { limit: { amount: 1, currency: "usd" } } }, "/limit/amount"],
      [{ ...put(gate, "1"), body: {} }, "/limit"],
    ] as const) {
      const answer = await gate.knock("a key with the scope", request);
      expect(answer.status, JSON.stringify(request)).toBe(422);
      expect(answer.body.errors.map((error) => error.pointer)).toContain(pointer);
    }
  });

  it("shows in the entitlements where the limit stands", async () => {
    const { body } = await gate.knock("a key with the scope", { method: "GET", path: "/v1/me/entitlements" });
    expect(body.data).toMatchObject({
      limits: [
        { meter: "api_calls", spendLimit: { limit: { amount: "900" }, spent: { amount: "0" }, ceiling: 103_000 } },
        { meter: "seats", spendLimit: null },
      ],
    });
  });

  it("DELETE removes for owners, their keys and the vendor, 404 where there is none, and nobody else learns which", async () => {
    const request = (): Request => ({
      method: "DELETE",
      path: `/v1/spend-limits/api_calls?organization=${gate.acme.id}`,
    });
    expect((await gate.knock("a member, signed in", request())).status).toBe(403);
    expect((await gate.knock("another tenant's key", request())).status).toBe(404);
    expect((await gate.knock("the owner, signed in", request())).body.data).toEqual({
      meter: "api_calls",
      removed: true,
    });
    expect((await gate.knock("the owner, signed in", request())).status).toBe(404);
  });
});
