import { describe, expect, it } from "vitest";
import { keyStanding } from "./key-standing";
import type { ApiKeyRow } from "./model";

const key: ApiKeyRow = {
  id: "key_1",
  name: "Production",
  mode: "live",
  prefix: "weir_live_7Qm",
  lastFour: "x9Kd",
  scopes: ["usage:write"],
  createdBy: "Rosa Vega",
  createdAt: "2026-01-01T00:00:00Z",
  lastUsedAt: "2026-11-20T16:39:00Z",
  lastUsedIp: null,
  requestsByDay: [],
  expiresAt: null,
  revokedAt: null,
  leakedAt: null,
};
const asOf = "2026-11-20T16:40:00Z";

describe("the standing of a key", () => {
  it("is active, or never used, while nothing ends it", () => {
    expect(keyStanding(key, asOf)).toBe("active");
    expect(keyStanding({ ...key, lastUsedAt: null }, asOf)).toBe("never_used");
  });

  it("warns in the last seven days and ends at the very moment", () => {
    expect(keyStanding({ ...key, expiresAt: "2026-11-27T16:40:00Z" }, asOf)).toBe("expiring");
    expect(keyStanding({ ...key, expiresAt: "2026-11-27T16:40:01Z" }, asOf)).toBe("active");
    expect(keyStanding({ ...key, expiresAt: asOf }, asOf)).toBe("expired");
  });

  it("is revoked, whatever else is true", () => {
    expect(keyStanding({ ...key, revokedAt: asOf, expiresAt: "2026-11-21T00:00:00Z" }, asOf)).toBe("revoked");
  });

  it("is leaked before everything else, for that has to be seen", () => {
    expect(keyStanding({ ...key, revokedAt: asOf, leakedAt: asOf, expiresAt: asOf }, asOf)).toBe("leaked");
  });
});
