import { describe, expect, it } from "vitest";
import { codeStanding } from "./code-standing";

const at = Date.parse("2026-11-20T16:40:00Z");
const code = { expiresAt: "2026-11-20T16:48:01Z", revokedAt: null };

describe("the standing of a code", () => {
  it("is its minutes, rounded up, until the very moment it ends", () => {
    expect(codeStanding(code, at)).toEqual({ kind: "open", minutesLeft: 9 });
    expect(codeStanding({ ...code, expiresAt: "2026-11-20T16:40:01Z" }, at)).toEqual({ kind: "open", minutesLeft: 1 });
    expect(codeStanding({ ...code, expiresAt: "2026-11-20T16:40:00Z" }, at)).toEqual({ kind: "expired" });
  });

  it("is revoked, whatever time it had", () => {
    expect(codeStanding({ ...code, revokedAt: "2026-11-20T16:39:00Z" }, at)).toEqual({ kind: "revoked" });
  });
});
