import { iso } from "@/lib/kernel/time";
import type { Installation } from "./model";

/** The body of the events about an installation. */
export const installationOnWire = (installation: Installation): Record<string, unknown> => ({
  organizationId: installation.organizationId,
  installationId: installation.id,
  domain: installation.domain,
  environment: installation.environment,
  activatedAt: iso(installation.createdAt),
});
