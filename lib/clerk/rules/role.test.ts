import { expect, it } from "vitest";
import { roleOfClerk } from "./role";

it.each([
  ["org:admin", true, "ADMIN"],
  ["admin", true, "ADMIN"],
  ["org:admin", false, "OWNER"],
  ["org:owner", true, "OWNER"],
  ["org:member", false, "MEMBER"],
  ["org:viewer", true, "VIEWER"],
  ["org:accountant", false, "VIEWER"],
  ["OWNER", false, "VIEWER"],
  ["", false, "VIEWER"],
  ["__proto__", false, "VIEWER"],
] as const)("%s, where there is an owner: %s, is %s", (role, hasOwner, ours) =>
  expect(roleOfClerk(role, hasOwner)).toBe(ours),
);
