import { endOf, installationStatus, type Installation } from "@/lib/activation";
import { iso } from "@/lib/kernel/time";
import { securityNow } from "@/lib/platform/clock";
import { isoOrNull } from "../../../fields";

export const installationOnWire = (installation: Installation) => ({
  id: installation.id,
  organization: installation.organizationId,
  environment: installation.environment,
  domain: installation.domain,
  status: installationStatus(installation, securityNow()),
  activatedAt: iso(installation.createdAt),
  refreshedAt: iso(installation.refreshedAt),
  lastIp: installation.lastIp,
  endsAt: iso(endOf(installation)),
  revokedAt: isoOrNull(installation.revokedAt),
});
