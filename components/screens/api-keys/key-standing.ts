import type { ApiKeyRow } from "./model";

export type KeyStanding = "active" | "never_used" | "expiring" | "expired" | "revoked" | "leaked";

const soonMs = 7 * 24 * 60 * 60 * 1000;

/** What matters most about a key at a moment: leaked, revoked, expired, about to expire, never used, or simply active. */
export function keyStanding(key: ApiKeyRow, asOf: string): KeyStanding {
  if (key.leakedAt) return "leaked";
  if (key.revokedAt) return "revoked";
  if (key.expiresAt) {
    const left = Date.parse(key.expiresAt) - Date.parse(asOf);
    if (left <= 0) return "expired";
    if (left <= soonMs) return "expiring";
  }
  return key.lastUsedAt ? "active" : "never_used";
}
