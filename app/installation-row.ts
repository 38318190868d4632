import type { InstallationRow } from "@/components/screens/activation/model";
import { endOf, installationStatus, type Installation } from "@/lib/activation";
import { iso, type Instant } from "@/lib/kernel/time";

/** Whether something counts for real. */
export const modeOf = ({ environment }: { environment: string }): "live" | "test" =>
  environment === "PROD" ? "live" : "test";

/** An installation as the portal and the console show it. */
export const installationRow = (installation: Installation, now: Instant): InstallationRow => ({
  id: installation.id,
  domain: installation.domain,
  mode: modeOf(installation),
  state: installationStatus(installation, now),
  activatedAt: iso(installation.createdAt),
  refreshedAt: iso(installation.refreshedAt),
  lastIp: installation.lastIp,
  endsAt: iso(installation.revokedAt ?? endOf(installation)),
});
