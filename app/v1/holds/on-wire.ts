import type { Ctx } from "@/lib/context";
import { iso } from "@/lib/kernel/time";
import type { Hold, UsageEnvironment } from "@/lib/quota";
import { isoOrNull } from "../fields";

/** A hold as it is answered. */
export const holdOnWire = (ctx: Ctx, environment: UsageEnvironment, hold: Hold) => ({
  id: hold.id,
  organization: ctx.organization,
  environment,
  meter: hold.meter,
  units: hold.units,
  idempotencyKey: hold.idempotencyKey,
  status: hold.status.toLowerCase(),
  countedAt: iso(hold.countedAt),
  expiresAt: iso(hold.expiresAt),
  endedAt: isoOrNull(hold.endedAt),
  settledUnits: hold.settledUnits,
  event: hold.event,
  source: hold.facts.source,
  subject: hold.facts.subject,
  provider: hold.facts.provider,
  endpoint: hold.facts.endpoint,
  userId: hold.facts.userId,
  requestId: hold.facts.requestId,
  properties: hold.facts.properties,
});
