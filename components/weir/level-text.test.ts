import { describe, expect, it } from "vitest";
import { counted, levelText } from "./level-text";

const calls = { one: "call", many: "calls" };

describe("levelText", () => {
  it("reads used, limit, unit and the floored percentage", () => {
    expect(levelText(1_218_640, 1_500_000, { one: "token", many: "tokens" })).toBe(
      "1,218,640 of 1,500,000 tokens, 81 percent",
    );
  });

  it("tells overage beyond one hundred percent", () => {
    expect(levelText(118_240, 100_000, calls)).toBe("118,240 of 100,000 calls, 118 percent");
  });

  it("says that there is no limit where there is none", () => {
    expect(levelText(48_210, null, calls)).toBe("48,210 calls, no limit");
  });
});

describe("counted", () => {
  it("keeps one unit singular and everything else plural", () => {
    expect(counted(1, calls)).toBe("1 call");
    expect(counted(0, calls)).toBe("0 calls");
  });
});
