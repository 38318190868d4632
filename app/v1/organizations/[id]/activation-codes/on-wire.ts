import type { ActivationCode } from "@/lib/activation";
import { iso } from "@/lib/kernel/time";
import { isoOrNull } from "../../../fields";

export const activationCodeOnWire = (code: ActivationCode) => ({
  id: code.id,
  organization: code.organizationId,
  environment: code.environment,
  domain: code.domain,
  lastFour: code.lastFour,
  createdBy: code.createdBy,
  createdAt: iso(code.createdAt),
  expiresAt: iso(code.expiresAt),
  redeemedAt: isoOrNull(code.redeemedAt),
  revokedAt: isoOrNull(code.revokedAt),
});
