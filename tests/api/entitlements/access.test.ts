import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { everybodyKnocks, openGate, READS_OF_A_NAMED_TENANT, type Gate } from "../callers";

let gate: Gate;
beforeAll(async () => void (gate = await openGate("usage:read")));
afterAll(() => gate?.close());

const of = (organization: string) => ({ method: "GET" as const, path: `/v1/entitlements/${organization}` });

describe("GET /v1/entitlements/{organization}", () => {
  it("tells those who may read usage, and nobody else", () =>
    everybodyKnocks(gate, READS_OF_A_NAMED_TENANT, () => of(gate.acme.id)));

  it("knows an organization by our id and by the vendor's key, and a person's also by its address", async () => {
    for (const organization of [gate.acme.id, "acme"]) {
      expect((await gate.knock("a deployment key", of(organization))).body.data).toMatchObject({
        organization: gate.acme.id,
      });
      expect((await gate.knock("a key with the scope", of(organization))).body.data).toMatchObject({
        organization: gate.acme.id,
      });
    }
    expect((await gate.knock("the owner, signed in", of(gate.acme.slug))).body.data).toMatchObject({
      organization: gate.acme.id,
    });
  });

  it("404: another tenant's organization looks exactly like one that does not exist", async () => {
    const strip = (text: string) => text.replace(/req_[0-9a-f]+/g, "req");
    for (const who of ["a key with the scope", "a viewer, signed in"] as const) {
      const [theirs, nobodys] = [
        await gate.knock(who, of(gate.globex.id)),
        await gate.knock(who, of("og_00000000000000000000000000000000")),
      ];
      expect([theirs.status, nobodys.status], who).toEqual([404, 404]);
      expect(strip(theirs.text), who).toBe(strip(nobodys.text));
    }
  });
});
