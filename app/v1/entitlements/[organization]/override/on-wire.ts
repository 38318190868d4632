import type { Effect } from "@/lib/billing";
import type { OverrideFacts } from "@/lib/entitlements";
import { iso } from "@/lib/kernel/time";
import { isoOrNull } from "../../../fields";

/** An exception as /v1 gives it. */
export const overrideOnWire = (one: OverrideFacts) => ({
  id: one.id,
  feature: one.feature,
  meter: one.meter,
  window: one.window,
  enabled: one.enabled,
  amount: one.amount,
  unlimited: one.unlimited,
  removed: one.removed,
  policy: one.policy,
  overage: one.overage,
  reason: one.reason,
  author: one.author,
  createdAt: iso(one.createdAt),
  expiresAt: isoOrNull(one.expiresAt),
});

export const effectOnWire = ({ features, limits }: Effect) => ({
  features: features.map(({ slug, before, after, later }) => ({ feature: slug, before, after, later })),
  limits,
});
