import { describe, expect, it } from "vitest";
import { differenceOf } from "./difference";

describe("the difference that an act made", () => {
  it("names what changed and leaves out what did not", () =>
    expect(
      differenceOf({ status: "ACTIVE", plan: "FREE", seats: 3 }, { status: "SUSPENDED", plan: "FREE", seats: 4 }),
    ).toEqual([
      { field: "status", before: "ACTIVE", after: "SUSPENDED" },
      { field: "seats", before: "3", after: "4" },
    ]));

  it("shows all of what was made, and all of what was removed", () => {
    expect(differenceOf(null, { scopes: ["usage:read", "usage:write"] })).toEqual([
      { field: "scopes", before: null, after: "usage:read, usage:write" },
    ]);
    expect(differenceOf({ amount: 5 }, null)).toEqual([{ field: "amount", before: "5", after: null }]);
  });

  it("looks into members, and tells false, zero and nothing apart", () =>
    expect(differenceOf({ a: { b: 0, c: null } }, { a: { b: false, c: 0 } })).toEqual([
      { field: "a.b", before: "0", after: "false" },
      { field: "a.c", before: null, after: "0" },
    ]));

  it("takes a bare value for what it is", () =>
    expect(differenceOf("a", [1, { b: 2 }])).toEqual([{ field: "value", before: "a", after: '[1,{"b":2}]' }]));

  it("has nothing to say where nothing changed", () => expect(differenceOf({ a: 1 }, { a: 1 })).toEqual([]));
});
