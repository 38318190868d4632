import { describe, expect, it } from "vitest";
import { losesLastOwner } from "./last-owner";

const owner = { userId: "usr_1", role: "OWNER" } as const;
const second = { userId: "usr_2", role: "OWNER" } as const;
const member = { userId: "usr_3", role: "MEMBER" } as const;

describe("the last owner", () => {
  it("may neither leave nor become less", () => {
    expect(losesLastOwner([owner, member], "usr_1", null)).toBe(true);
    expect(losesLastOwner([owner, member], "usr_1", "ADMIN")).toBe(true);
    expect(losesLastOwner([owner, member], "usr_1", "OWNER")).toBe(false);
  });

  it("is not the last while there is another, and others come and go", () => {
    expect(losesLastOwner([owner, second], "usr_1", null)).toBe(false);
    expect(losesLastOwner([owner, member], "usr_3", null)).toBe(false);
    expect(losesLastOwner([member], "usr_3", null)).toBe(false);
  });
});
