import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listInvitations, listMembers } from "@/lib/tenancy";
import { everybodyKnocks, openGate, READS_OF_A_NAMED_TENANT, type Gate, type Knocker, type Matrix } from "../callers";

/** Who belongs to an organization is the vendor's and its own people's to read; an organization's key has no scope for it. */
const READS: Matrix = {
  ...READS_OF_A_NAMED_TENANT,
  "a key with the scope": 403,
  "another tenant's key": 403,
  "the owner, with a key of another tenant": 403,
};
/** And the vendor's, the owner's and an admin's to change. */
const WRITES: Matrix = {
  ...READS,
  "a member, signed in": 403,
  "a viewer, signed in": 403,
  "the owner, from another site": 403,
  "the owner, without an origin": 403,
};

describe("/v1/organizations/{id}/members and /invitations", () => {
  let gate: Gate;
  let base: string;
  beforeAll(async () => {
    gate = await openGate("admin:*");
    base = `/v1/organizations/${gate.acme.id}`;
  });
  afterAll(() => gate?.close());
  const vendor: Knocker = "a deployment key";
  const memberOf = async (name: string) => {
    const found = (await listMembers(gate.weir.world, gate.acme.id)).find((member) => member.name === name);
    if (!found) throw new Error(`${name} is no member`);
    return found;
  };

  it("GET shows who belongs there to whom it concerns", () =>
    everybodyKnocks(gate, READS, () => ({ method: "GET", path: `${base}/members?limit=2` })));

  it("POST invites for owners, admins and the vendor alone", () =>
    everybodyKnocks(gate, WRITES, () => ({
      method: "POST",
      path: `${base}/invitations`,
      body: { emails: ["new@example.test"], role: "viewer" },
    })));

  it("and so do the other routes, each for itself", async () => {
    const member = await memberOf("Viewer");
    const [open] = (await listInvitations(gate.weir.world, gate.acme.id)).invitations;
    for (const request of [
      { method: "PATCH", path: `${base}/members/${member.id}`, body: { role: "admin" } },
      { method: "DELETE", path: `${base}/members/${member.id}` },
      { method: "DELETE", path: `${base}/invitations/${open?.id}` },
      { method: "POST", path: `${base}/invitations/${open?.id}/resend` },
      { method: "GET", path: `${base}/invitations` },
      { method: "DELETE", path: base },
    ] as const) {
      const refusing: Partial<Record<Knocker, number>> = {
        nobody: 401,
        "a key with the scope": 403,
        "a viewer, signed in": request.method === "GET" ? 200 : 403,
        "a stranger, signed in": 404,
      };
      for (const [who, status] of Object.entries(refusing))
        expect((await gate.knock(who as Knocker, request)).status, `${who}: ${request.method}`).toBe(status);
    }
    expect(await memberOf("Viewer")).toMatchObject({ role: "VIEWER" });
    expect(await gate.knock(vendor, { method: "DELETE", path: `${base}/invitations/${open?.id}` })).toMatchObject({
      body: { data: { state: "revoked" } },
    });
  });

  it("refuses transfer to all but an owner and the vendor, and removal of the last owner to everybody", async () => {
    const [owner, member] = [await memberOf("Owner"), await memberOf("Member")];
    const transfer = { method: "POST", path: `${base}/transfer-ownership`, body: { to: owner.id } } as const;
    await everybodyKnocks(gate, { ...WRITES, "a deployment key": 409, "the owner, signed in": 409 }, () => transfer);
    expect((await gate.knock(vendor, { method: "DELETE", path: `${base}/members/${owner.id}` })).status).toBe(409);
    const made = await gate.knock(vendor, { ...transfer, body: { to: member.userId } });
    expect(made).toMatchObject({ status: 200, body: { data: { id: member.id, role: "owner" } } });
    const roles = (await listMembers(gate.weir.world, gate.acme.id)).map(({ name, role }) => `${name} ${role}`);
    expect(roles).toEqual(expect.arrayContaining(["Owner ADMIN", "Member OWNER"]));
  });

  it("names what is wrong with a body, and does nothing then", async () => {
    const cases = [
      ["POST", "/invitations", {}, "/emails"],
      ["POST", "/invitations", { emails: [] }, "/emails"],
      ["POST", "/invitations", { emails: "a@b.io" }, "/emails"],
      ["POST", "/invitations", { emails: [1] }, "/emails/0"],
      ["POST", "/invitations", { emails: ["a@b.io", "nobody"] }, "/emails/1"],
      ["POST", "/invitations", { emails: Array.from({ length: 51 }, (_, i) => `a${i}@b.io`) }, "/emails"],
      ["POST", "/invitations", { emails: ["a@b.io"], role: "owner" }, "/role"],
      ["POST", "/invitations", { emails: ["a@b.io"], roles: "x" }, "/roles"],
      ["PATCH", "/members/mbr_x", { role: "king" }, "/role"],
      ["PATCH", "/members/mbr_x", {}, "/role"],
      ["POST", "/transfer-ownership", { to: "" }, "/to"],
      ["POST", "/transfer-ownership", {}, "/to"],
      ["GET", "/invitations?state=lost", undefined, "/query/state"],
      ["GET", "/members?cursor=abc", undefined, "/query/cursor"],
      ["DELETE", "/members/mbr_x?revokeKeys=yes", undefined, "/query/revokeKeys"],
    ] as const;
    const before = (await listInvitations(gate.weir.world, gate.acme.id)).invitations.length;
    for (const [method, path, body, pointer] of cases) {
      const answer = await gate.knock(vendor, { method, path: `${base}${path}`, body });
      expect([answer.status, answer.body.errors.map((error) => error.pointer)], `${method} ${path}`).toEqual([
        422,
        [pointer],
      ]);
    }
    for (const [method, path] of [
      ["PATCH", "/members/mbr_x"],
      ["DELETE", `/members/${(await listMembers(gate.weir.world, gate.globex.id))[0]?.id}`],
      ["DELETE", "/invitations/ivt_x"],
      ["POST", "/invitations/..%2F..%2Fx/resend"],
    ] as const) {
      const body = method === "PATCH" ? { role: "viewer" } : undefined;
      expect((await gate.knock(vendor, { method, path: `${base}${path}`, body })).status, path).toBe(404);
    }
    expect((await listInvitations(gate.weir.world, gate.acme.id)).invitations).toHaveLength(before);
  });

  it("DELETE ends an organization for the vendor, which is as absent then as its key is dead", async () => {
    const answer = await gate.knock(vendor, { method: "DELETE", path: `/v1/organizations/${gate.globex.id}` });
    expect(answer).toMatchObject({ status: 200, body: { data: { id: gate.globex.id, status: "archived" } } });
    const usage = { method: "GET", path: "/v1/me/usage" } as const;
    await expect.poll(async () => (await gate.knock("another tenant's key", usage)).status).toBe(401);
    const members = { method: "GET", path: `/v1/organizations/${gate.globex.id}/members` } as const;
    expect((await gate.knock("a stranger, signed in", members)).status).toBe(404);
  });
});
