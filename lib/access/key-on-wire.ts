import { iso, isoOrNull } from "@/lib/kernel/time";
import type { ApiKey } from "./model";

/** A key as it may be shown, to anybody who may read keys. */
export const apiKeyOnWire = (key: ApiKey) => ({
  id: key.id,
  organization: key.organizationId,
  environment: key.environment,
  name: key.name,
  scopes: key.scopes,
  prefix: key.prefix,
  lastFour: key.lastFour,
  createdBy: key.createdBy,
  createdAt: iso(key.createdAt),
  expiresAt: isoOrNull(key.expiresAt),
  revokedAt: isoOrNull(key.revokedAt),
  lastUsedAt: isoOrNull(key.lastUsedAt),
  lastUsedIp: key.lastUsedIp,
  rotatedFrom: key.rotatedFromId,
});
