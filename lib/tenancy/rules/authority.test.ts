import { describe, expect, it } from "vitest";
import type { Role } from "../model";
import { mayNotChange, mayNotInvite, type Authority } from "./authority";

const roles: readonly Role[] = ["OWNER", "ADMIN", "MEMBER", "VIEWER"];
const other = (role: Role) => ({ role, self: false });

describe("who may change a membership", () => {
  it.each(["OWNER", "HOUSE"] as const)("%s may everything", (by) => {
    for (const role of roles)
      for (const next of [...roles, null]) expect(mayNotChange(by, other(role), next)).toBeNull();
  });

  it("an admin may all that concerns no owner, neither as he is nor as he becomes", () => {
    for (const role of roles)
      for (const next of [...roles, null]) {
        const owner = role === "OWNER" || next === "OWNER";
        expect(mayNotChange("ADMIN", other(role), next), `${role} ${next}`).toBe(owner ? "needs_owner" : null);
      }
    expect(mayNotChange("ADMIN", { role: "ADMIN", self: true }, "OWNER")).toBe("needs_owner");
  });

  it.each(["MEMBER", "VIEWER"] as const)("a %s may leave, and nothing else", (by) => {
    expect(mayNotChange(by, { role: by, self: true }, null)).toBeNull();
    expect(mayNotChange(by, { role: by, self: true }, "ADMIN")).toBe("needs_admin");
    expect(mayNotChange(by, other("VIEWER"), null)).toBe("needs_admin");
  });

  it("owners, admins and the house invite", () => {
    const allowed = (["HOUSE", ...roles] as Authority[]).filter((by) => mayNotInvite(by) === null);
    expect(allowed).toEqual(["HOUSE", "OWNER", "ADMIN"]);
  });
});
