import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openGate, type Gate, type Knocker } from "../callers";

let gate: Gate;
beforeAll(async () => void (gate = await openGate("usage:read")));
afterAll(() => gate?.close());

describe("GET /v1/openapi.json", () => {
  it("is open: it holds no tenant's word, so a credential neither helps nor harms", async () => {
    const answers = await Promise.all(
      (["nobody", "garbage", "a deployment key", "a viewer, signed in"] as const satisfies Knocker[]).map((who) =>
        gate.knock(who, { method: "GET", path: "/v1/openapi.json" }),
      ),
    );
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200]);
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
    expect(answers[0]?.text).not.toMatch(/Acme|Globex/);
    expect(answers[0]?.headers.get("access-control-allow-origin")).toBe("*");
  });

  it("is the only answer that another site's script may read", async () => {
    const path = `/v1/entitlements/${gate.acme.id}`;
    const { headers } = await gate.knock("the owner, from another site", { method: "GET", path });
    expect(headers.get("access-control-allow-origin")).toBeNull();
    expect(headers.get("cache-control")).toBe("no-store");
  });
});
