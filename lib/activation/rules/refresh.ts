import type { Instant } from "@/lib/kernel/time";
import { INSTALLATION_IDLE, REFRESH_GRACE, type Installation } from "../model";

type Facts = Pick<Installation, "generation" | "refreshedAt" | "expiresAt" | "revokedAt">;

/** When an installation ends if nothing more happens to it. */
export const endOf = ({ refreshedAt, expiresAt }: Pick<Facts, "refreshedAt" | "expiresAt">): Instant =>
  Math.min(expiresAt, refreshedAt + INSTALLATION_IDLE);

/** Whether tokens of an installation are accepted. */
export const isAlive = (installation: Omit<Facts, "generation">, now: Instant): boolean =>
  installation.revokedAt === null && now < endOf(installation);

export type RefreshVerdict =
  /** The present token: it is spent, and its successor given. */
  | "rotate"
  /** The one before, just now: the present one is given again. */
  | "again"
  /** A token that was spent: two hold what one should. */
  | "reuse"
  | "ended";

/** What a genuine refresh token of this generation means. */
export function judgeRefresh(installation: Facts, generation: number, now: Instant): RefreshVerdict {
  if (!isAlive(installation, now)) return "ended";
  if (generation === installation.generation) return "rotate";
  const justBefore = generation === installation.generation - 1 && now - installation.refreshedAt <= REFRESH_GRACE;
  return justBefore ? "again" : "reuse";
}

export type InstallationStatus = "active" | "expired" | "revoked" | "reused";

/** In one word, what has become of an installation. */
export function installationStatus(
  installation: Omit<Facts, "generation"> & Pick<Installation, "revokedBecause">,
  now: Instant,
): InstallationStatus {
  if (installation.revokedAt !== null) return installation.revokedBecause === "REUSE" ? "reused" : "revoked";
  return isAlive(installation, now) ? "active" : "expired";
}
