import { describe, expect, it } from "vitest";
import { DAY } from "@/lib/kernel/time";
import { INSTALLATION_IDLE, REFRESH_GRACE } from "../model";
import { endOf, installationStatus, judgeRefresh } from "./refresh";

const installation = { generation: 7, refreshedAt: 1_000 * DAY, expiresAt: 1_060 * DAY, revokedAt: null };
const now = installation.refreshedAt;

describe("a refresh token", () => {
  it("that is the present one is spent for its successor", () => {
    expect(judgeRefresh(installation, 7, now)).toBe("rotate");
    expect(judgeRefresh(installation, 7, now + REFRESH_GRACE + 1)).toBe("rotate");
  });

  it("that was spent just now gives the same successor, and after the grace it is reuse", () => {
    expect(judgeRefresh(installation, 6, now + REFRESH_GRACE)).toBe("again");
    expect(judgeRefresh(installation, 6, now + REFRESH_GRACE + 1)).toBe("reuse");
  });

  it("that is older is reuse at once", () => {
    expect(judgeRefresh(installation, 5, now)).toBe("reuse");
    expect(judgeRefresh(installation, 1, now)).toBe("reuse");
  });

  it("ends with its installation: revoked, too old, or not refreshed for too long", () => {
    expect(judgeRefresh({ ...installation, revokedAt: now }, 7, now)).toBe("ended");
    expect(judgeRefresh({ ...installation, expiresAt: now }, 7, now)).toBe("ended");
    expect(judgeRefresh(installation, 7, now + INSTALLATION_IDLE - 1)).toBe("rotate");
    expect(judgeRefresh(installation, 7, now + INSTALLATION_IDLE)).toBe("ended");
    expect(endOf({ ...installation, expiresAt: now + DAY })).toBe(now + DAY);
  });

  it("of an ended installation is no reuse: nobody is told twice", () => {
    expect(judgeRefresh({ ...installation, revokedAt: now }, 1, now)).toBe("ended");
  });
});

describe("the standing of an installation", () => {
  const status = (more: object) => installationStatus({ ...installation, revokedBecause: null, ...more }, now);
  it("is one word", () => {
    expect(status({})).toBe("active");
    expect(status({ expiresAt: now })).toBe("expired");
    expect(status({ revokedAt: now, revokedBecause: "REVOKED" })).toBe("revoked");
    expect(status({ revokedAt: now, revokedBecause: "REUSE", expiresAt: now })).toBe("reused");
  });
});
