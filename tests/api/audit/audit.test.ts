import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { appointStaff } from "@/lib/access";
import { suspendOrganization } from "@/lib/billing";
import { gatewayApp } from "@/gateway/app";
import { localIdentity } from "@/lib/auth";
import { updateOrganization } from "@/lib/tenancy";
import { client } from "../../support/world";
import { everybodyKnocks, openGate, type Gate, type Knocker, type Matrix } from "../callers";

const MATRIX: Matrix = {
  nobody: 401,
  garbage: 401,
  "another product's key": 401,
  "a revoked key": 401,
  // An organization's key reports usage and buys; who did what is for people to read.
  "a key with the scope": 403,
  "a key without the scope": 403,
  "another tenant's key": 403,
  "a deployment key": 200,
  "a deployment key without the scope": 403,
  "the owner, signed in": 200,
  "a member, signed in": 403,
  "a viewer, signed in": 403,
  "a stranger, signed in": 404,
  "a former member, signed in": 404,
  "a forged session": 401,
  "the owner, from another site": 200,
  "the owner, without an origin": 200,
  "the owner, with a key of another tenant": 403,
};

let gate: Gate;
beforeAll(async () => void (gate = await openGate("admin:*")));
afterAll(() => gate?.close());

const asks = (who: Knocker, query: Readonly<Record<string, string>> = {}) =>
  gate.knock(who, { method: "GET", path: `/v1/audit?${new URLSearchParams(query).toString()}` });
const actionsOf = async (who: Knocker, query: Readonly<Record<string, string>> = {}): Promise<unknown[]> => {
  const { status, body } = await asks(who, { limit: "100", ...query });
  expect(status).toBe(200);
  return body.data.map((entry) => entry["action"]);
};

describe("GET /v1/audit", () => {
  it("is for those who answer for the organization, and for the operator", () =>
    everybodyKnocks(gate, MATRIX, () => ({ method: "GET", path: `/v1/audit?organization=${gate.acme.id}` })));

  it("shows an owner his own organization with the operator's acts, but not which of the operator's people it was", async () => {
    const staff = gate.weir.as({ kind: "staff", id: "usr_0123", label: "ida@weir.example", ip: "198.51.100.7" });
    await suspendOrganization(staff, gate.acme.id, "unpaid for months");
    await updateOrganization(gate.weir.system(gate.globex.id), { name: "Globex Ltd" });
    const query = { organization: gate.acme.id, action: "organization.suspended" };
    const owners = (await asks("the owner, signed in", query)).body.data;
    expect(owners).toMatchObject([
      { actor: "staff", actorLabel: "The operator", ip: null, reason: "unpaid for months", organization: gate.acme.id },
    ]);
    const deployments = (await asks("a deployment key", query)).body.data;
    expect(deployments).toMatchObject([
      { actor: "staff:usr_0123", actorLabel: "ida@weir.example", ip: "198.51.100.7" },
    ]);
    expect(await actionsOf("the owner, signed in", { organization: gate.acme.id })).not.toContain(
      "organization.updated",
    );
  });

  it("gives a deployment key everybody's entries, or those of the organization that it names by its own name", async () => {
    expect(await actionsOf("a deployment key", { action: "organization.updated" })).toEqual(["organization.updated"]);
    expect(await actionsOf("a deployment key", { action: "organization.updated", organization: "acme" })).toEqual([]);
    expect((await asks("a deployment key", { organization: "nobody" })).status).toBe(404);
  });

  it("finds by actor, thing, request and time, and goes on where a page ended", async () => {
    const all = await asks("a deployment key", { limit: "100", organization: "acme" });
    const [first] = [...all.body.data];
    const entity = first?.["entity"] as { type: string; id: string };
    const narrower: readonly Record<string, string>[] = [
      { entityId: entity.id },
      { entityType: entity.type },
      { requestId: String(first?.["requestId"]) },
      { actor: "staff" },
      { from: String(first?.["recordedAt"]) },
    ];
    for (const narrow of narrower) {
      const found = (await asks("a deployment key", { organization: "acme", ...narrow })).body.data;
      expect(found.map((entry) => entry["id"])).toContain(first?.["id"]);
      expect(found.length).toBeLessThan(all.body.data.length);
    }
    const one = await asks("a deployment key", { organization: "acme", limit: "1" });
    expect(one.body.meta.hasMore).toBe(true);
    const two = await asks("a deployment key", {
      organization: "acme",
      limit: "1",
      cursor: one.body.meta.nextCursor ?? "",
    });
    expect([one, two].map((page) => page.body.data[0]?.["id"])).toEqual(
      all.body.data.slice(0, 2).map((entry) => entry["id"]),
    );
  });

  it.each([
    [{ from: "yesterday" }, "/query/from"],
    [{ limit: "0" }, "/query/limit"],
    [{ cursor: "bm90IG91cnM" }, "/query/cursor"],
    [{ actor: "" }, "/query/actor"],
    [{ sort: "actor" }, "/query/sort"],
  ])("refuses %j and names the field", async (query, pointer) => {
    const { status, body } = await asks("a deployment key", query);
    expect(status).toBe(422);
    expect(body.errors.map((error) => error.pointer)).toEqual([pointer]);
  });

  it("gives staff who are signed in everybody's entries", async () => {
    const sam = await gate.weir.person("Sam");
    await appointStaff(gate.weir.system(), sam.userId, "SUPPORT");
    const outcome = await localIdentity(gate.weir.world).signIn({ email: sam.email, password: sam.password });
    if (!outcome.signedIn) throw new Error("the sign-in was refused");
    const cookie = outcome.cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join("; ");
    const send = client((request) => gatewayApp().fetch(request));
    const suspended = (query: string) =>
      send("GET", `/v1/audit?action=organization.suspended${query}`, undefined, { cookie });
    expect((await suspended("")).body.data).toMatchObject([{ actor: "staff:usr_0123" }]);
    expect((await suspended("&organization=acme")).status).toBe(200);
    expect((await suspended("&organization=nobody")).status).toBe(404);
  });
});
