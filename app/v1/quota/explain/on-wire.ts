import type { z } from "zod";
import { FOREVER, iso } from "@/lib/kernel/time";
import type { Explanation } from "@/lib/quota";
import { isoOrNull } from "../../fields";
import type { explanationSchema } from "./contract";

type OnWire = z.output<typeof explanationSchema>;

/** An explanation as /v1 gives it. */
export const explanationOnWire = (organization: string, e: Explanation): OnWire => ({
  organization,
  meter: e.meter,
  environment: e.environment,
  aggregation: e.aggregation,
  refusal: e.refusal,
  plan: e.plan,
  feature: e.feature && { ...e.feature },
  limits: e.limits.map(limitOnWire),
  overrides: e.overrides.map(overrideOnWire),
  decision: { ...e.decision },
  fence: { epoch: e.fence.epoch, validUntil: isoOrNull(e.fence.validUntil) },
  redis: e.redis && { ...e.redis },
  windows: e.windows.map(({ counter, spend, ...w }) => ({
    ...w,
    spend: spend && { ...spend },
    startsAt: iso(w.startsAt),
    endsAt: w.endsAt >= FOREVER ? null : iso(w.endsAt),
    counter: counter && { ...counter },
  })),
  events: e.events.map((event) => ({
    ...event,
    countedAt: iso(event.countedAt),
    occurredAt: iso(event.occurredAt),
    recordedAt: iso(event.recordedAt),
  })),
  lastRefusal: e.lastRefusal && { ...e.lastRefusal, at: iso(e.lastRefusal.at) },
  logFrom: isoOrNull(e.logFrom),
});

const limitOnWire = ({
  override,
  planLimit,
  overage,
  ...limit
}: Explanation["limits"][number]): OnWire["limits"][number] => ({
  ...limit,
  overage: overage && { ...overage },
  inPlan: planLimit !== undefined,
  planLimit: planLimit ?? null,
  override: override && overrideOnWire(override),
});

const overrideOnWire = (o: Explanation["overrides"][number]): OnWire["overrides"][number] => ({
  id: o.id,
  window: o.window,
  feature: o.feature,
  removed: o.removed,
  reason: o.reason,
  author: o.author,
  createdAt: iso(o.createdAt),
  expiresAt: isoOrNull(o.expiresAt),
});
