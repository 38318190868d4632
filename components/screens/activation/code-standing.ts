import type { CodeRow } from "./model";

export type CodeStanding = { kind: "open"; minutesLeft: number } | { kind: "expired" | "revoked" };

const minuteMs = 60_000;

/** What matters about a code at a moment: the minutes it has left, or how it ended. */
export function codeStanding(code: Pick<CodeRow, "expiresAt" | "revokedAt">, at: number): CodeStanding {
  if (code.revokedAt) return { kind: "revoked" };
  const left = Date.parse(code.expiresAt) - at;
  return left > 0 ? { kind: "open", minutesLeft: Math.ceil(left / minuteMs) } : { kind: "expired" };
}
