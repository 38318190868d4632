import { describe, expect, it } from "vitest";
import { transferRefusal } from "./ownership";

const a = { userId: "a", role: "OWNER" } as const;
const b = { userId: "b", role: "OWNER" } as const;
const c = { userId: "c", role: "VIEWER" } as const;
const refusal = (from: string, to: string, seen: readonly string[] = ["a", "b"]) =>
  transferRefusal([a, b, c], { from, to, seen });

describe("ownership", () => {
  it("goes from an owner to a member who is none, as both were seen", () => {
    expect(refusal("a", "c")).toBeNull();
    expect(refusal("a", "c", ["b", "a"])).toBeNull();
  });

  it.each([
    ["to himself", "a", "a", "to_himself"],
    ["to a stranger", "a", "x", "no_member"],
    ["of nobody", "c", "a", "not_an_owner"],
    ["of a stranger", "x", "c", "not_an_owner"],
    ["to an owner", "a", "b", "owner_already"],
  ] as const)("does not go %s", (_, from, to, why) => expect(refusal(from, to)).toBe(why));

  it("does not go when the owners are others than those who were seen", () => {
    for (const seen of [["a"], ["a", "x"], ["a", "b", "x"], ["a", "a"], []])
      expect(refusal("a", "c", seen)).toBe("changed_meanwhile");
  });
});
