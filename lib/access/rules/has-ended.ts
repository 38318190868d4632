import type { Instant } from "@/lib/kernel/time";
import type { ApiKey } from "../model";

/** Whether a key works no more, by security time. */
export const hasEnded = (key: Pick<ApiKey, "revokedAt" | "expiresAt">, now: Instant): boolean =>
  key.revokedAt !== null || (key.expiresAt !== null && key.expiresAt <= now);
